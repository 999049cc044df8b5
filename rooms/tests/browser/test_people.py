"""What can be done about others: mute, hide, keep out, report; and the list of everybody."""

import re
import time
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from rooms.tests.browser.conftest import Enter
from rooms.tests.browser.player import Player

pytestmark = pytest.mark.browser

REASONS = [{"code": "spam", "text": "Spam"}, {"code": "new", "text": "<i>Something else</i>"}]


class Moderators:
    """The server's answers over HTTP, as they are agreed on; what was asked is kept."""

    def __init__(self, player: Player, status: int = 200, bans: list[Any] | None = None) -> None:
        self.asked: list[tuple[str, dict[str, str], Any]] = []
        self._status = status
        self._bans = bans or []
        player.page.route("**/api/v1/**", self._answer)

    def _answer(self, route: Route) -> None:
        request = route.request
        path = request.url.split("/api/v1/")[1]
        self.asked.append((path, request.headers, request.post_data_json))
        if self._status != 200:
            code = "not-found" if self._status == 404 else "too_many"
            error = {"code": code, "message": "Too many reports for now."}
            if path == "report-reasons/" and self._status != 404:
                route.fulfill(json=REASONS)
            else:
                route.fulfill(status=self._status, json={"error": error})
        elif path == "reports/":
            route.fulfill(status=201, json={"id": 1})
        else:
            route.fulfill(json=REASONS if path == "report-reasons/" else self._bans)


def ban_of(user: str, name: str, minutes: float, **more: Any) -> dict[str, Any]:
    now = time.time() * 1000
    someone = {"id": user, "name": name, "color": "#cc3355"}
    return {
        "user": someone,
        "expires_at": now + minutes * 60_000,
        "issued_by": {**someone, "id": "a" * 24, "name": "Ann"},
        "by_staff": False,
        **more,
    }


def test_muting_both_and_hiding_the_pointer_last_over_a_reload(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}", "Ann"), enter(f"/{room}", "Ben").listens()
    ann.points_at(30, 30)
    ann.says("one")
    ben.reads("one")
    ben.opens_tag_of(ann)
    for part in ("person-mute-both", "person-hide-cursor"):
        ben.part(part).click()
        expect(ben.part(part)).to_have_attribute("aria-pressed", "true")
    for part in ("person-mute", "person-mute-chat"):
        expect(ben.part(part)).to_have_attribute("aria-pressed", "true")
    ben.page.keyboard.press("Escape")
    expect(ben.tag_of(ann)).to_contain_text("muted")
    expect(ben.cursor_of(ann)).to_be_hidden()
    ben.reloads().listens()
    expect(ben.cursor_of(ann)).to_be_hidden()
    ann.plays("c3")
    ann.says("two")
    ben.hears("c3")
    ben.says("three")
    ben.reads("three")
    assert ben.voices == 0
    expect(ben.part("chat-line").filter(has_text="two")).to_have_count(0)
    ben.opens_tag_of(ann)
    ben.part("person-mute-both").click()
    ben.part("person-hide-cursor").click()
    ben.page.keyboard.press("Escape")
    expect(ben.cursor_of(ann)).to_be_visible()
    ann.plays("d3")
    ben.has_sounded(1)


def test_an_id_is_copied_and_somebody_is_mentioned(enter: Enter, room: str) -> None:
    may = {"permissions": ["clipboard-read", "clipboard-write"]}
    ann, ben = enter(f"/{room}", "Ann", **may), enter(f"/{room}", "Ben")
    ann.opens_tag_of(ben)
    ann.part("person-copy").click()
    ann.is_told("ID copied")
    assert ann.page.evaluate("() => navigator.clipboard.readText()") == ben.id
    ann.opens_tag_of(ben)
    ann.part("person-mention").click()
    expect(ann.part("chat-input")).to_have_value(f"@{ben.id} ")
    expect(ann.part("chat-input")).to_be_focused()


def test_why_somebody_has_to_go_is_said_and_noted(enter: Enter, room: str) -> None:
    ann, ben, cat = (enter(f"/{room}", name) for name in ("Ann", "Ben", "Cat"))
    whose = ben.id
    ann.opens_tag_of(ben)
    ann.part("person-kickban").click()
    ann.part("kickban-preset").filter(has_text="5 minutes").first.click()
    expect(ann.part("kickban-minutes")).to_have_value("5")
    ann.part("kickban-reason").fill("too loud")
    ann.part("kickban-submit").click()
    ben.is_in("test/awkward")
    ann.sees_nothing_of(whose)
    expect(cat.part("chat-line")).to_contain_text("is banned for 5 minutes: too loud")
    ann.part("people-button").click()
    ban = ann.part("ban")
    expect(ban).to_contain_text("Ben5 minutes left · by Anntoo loud")
    ann.part("unban").click()
    expect(ban).to_have_count(0)
    expect(ann.part("bans-state")).to_have_text("Nobody is banned.")
    ann.page.keyboard.press("Escape")
    ann.part("people-button").click()
    expect(ann.part("bans-state")).to_have_text("Nobody is banned.")
    ann.page.keyboard.press("Escape")
    ben.opens(f"/{room}").is_in(room)


def test_a_kick_alone_lets_one_come_back(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}", "Ann"), enter(f"/{room}", "Ben")
    ann.opens_tag_of(ben)
    ann.part("person-kickban").click()
    ann.part("kickban-preset").filter(has_text="Kick only").click()
    ann.part("kickban-submit").click()
    ben.is_in("test/awkward")
    ben.opens(f"/{room}").is_in(room)


def test_everybody_is_in_the_list_and_found_by_name(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}", "Ann"), enter(f"/{room}", "Ben <b>")
    moderators = Moderators(ben)
    ben.part("people-button").click()
    expect(ben.part("member")).to_have_count(2)
    expect(ben.part("member").first).to_contain_text("you")
    # The bans are the owner's business.
    expect(ben.part("bans")).to_be_hidden()
    assert not moderators.asked
    cat = enter(f"/{room}", "Cat")
    expect(ben.part("member")).to_have_count(3)
    ben.part("members-search").fill("CA")
    expect(ben.part("member")).to_have_count(1)
    cat.is_called("Dora")
    expect(ben.page.get_by_text("Nobody matches.")).to_be_visible()
    ben.part("members-search").fill("")
    ben.part("member").filter(has_text="Ann").click()
    expect(ben.part("members-dialog")).to_be_hidden()
    expect(ben.part("person-dialog")).to_contain_text("Ann")
    ben.page.keyboard.press("Escape")
    ann.plays("c3")
    ben.hears("c3")
    ben.opens_tag_of(ann)
    expect(ben.part("person-facts")).to_have_text(re.compile(r"Heard \d+ ms after playing"))


def test_a_player_or_a_line_is_reported(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}", "Ann"), enter(f"/{room}", "Ben")
    moderators = Moderators(ann)
    ben.says("something rude")
    ann.opens_tag_of(ben)
    ann.part("person-report").click()
    ann.part("report-submit").click()
    expect(ann.part("report-error")).to_have_text("Choose a reason.")
    ann.part("report-reason").select_option("spam")
    ann.part("report-text").fill("all day")
    ann.page.locator("label", has=ann.part("report-mute")).click()
    ann.part("report-submit").click()
    ann.is_told("The moderators will look at Ben")
    path, headers, body = moderators.asked[-1]
    assert path == "reports/"
    assert headers["authorization"].startswith(f"Bearer {ann.id}.")
    assert "cookie" not in headers
    about = {"target": ben.id, "room": room}
    assert body == {**about, "line": "", "reason": "spam", "text": "all day"}
    # Muted on wish, too; to read on, that is taken back.
    expect(ann.tag_of(ben)).to_contain_text("muted")
    ann.opens_tag_of(ben)
    ann.part("person-mute-both").click()
    ann.page.keyboard.press("Escape")
    ben.says("again")
    line = ann.part("chat-line").filter(has_text="again")
    line.hover()
    ann.part("chat-report").click()
    expect(ann.part("report-line")).to_have_text("again")
    ann.part("report-reason").select_option(label="<i>Something else</i>")
    ann.part("report-submit").click()
    expect(ann.part("report-dialog")).to_be_hidden()
    assert moderators.asked[-1][2] == {
        **about,
        "line": line.get_attribute("data-id"),
        "reason": "new",
        "text": "",
    }
    assert [path for path, _, _ in moderators.asked].count("report-reasons/") == 1


def test_what_is_left_of_bans_is_told_and_what_is_over_goes(enter: Enter, room: str) -> None:
    ann = enter(f"/{room}", "Ann")
    forever = ban_of("c" * 24, "<b>Cid</b>", 1, expires_at=None, by_staff=True, issued_by=None)
    over = ban_of("d" * 24, "Dan", -1)
    Moderators(ann, bans=[forever, ban_of("b" * 24, "Bea", 79.5), over])
    ann.part("people-button").click()
    expect(ann.part("ban")).to_have_text(
        [
            re.compile("Bea1 hour 20 minutes left · by Ann"),
            re.compile("<b>Cid</b>For ever · by the staff"),
        ]
    )


def test_a_report_reaches_the_moderators(enter: Enter, room: str, watch: Any) -> None:
    watch.expects("status of 409")
    ann, ben = enter(f"/{room}", "Ann"), enter(f"/{room}", "Ben")
    for number in range(2):
        ann.opens_tag_of(ben)
        ann.part("person-report").click()
        ann.part("report-reason").select_option("noise")
        ann.part("report-text").fill("bangs\nall day")
        ann.part("report-submit").click()
        if number == 0:
            ann.is_told("The moderators will look at Ben")
    expect(ann.part("report-error")).to_have_text("You have reported this already.")


def test_a_refused_report_says_why(enter: Enter, room: str, watch: Any) -> None:
    watch.expects("status of 429")
    ann, ben = enter(f"/{room}", "Ann"), enter(f"/{room}", "Ben")
    Moderators(ann, status=429)
    ann.opens_tag_of(ben)
    ann.part("person-report").click()
    ann.part("report-reason").select_option("spam")
    ann.part("report-submit").click()
    expect(ann.part("report-error")).to_have_text("Too many reports for now.")
    expect(ann.part("report-dialog")).to_be_visible()


def test_where_the_server_has_no_moderators_nothing_is_offered(
    enter: Enter, room: str, watch: Any
) -> None:
    watch.expects("status of 404")
    ann, ben = enter(f"/{room}", "Ann"), enter(f"/{room}", "Ben")
    moderators = Moderators(ann, status=404)
    with ann.page.expect_response("**/report-reasons/"):
        ann.opens_tag_of(ben)
    expect(ann.part("person-copy")).to_be_visible()
    expect(ann.part("person-report")).to_be_hidden()
    ann.page.keyboard.press("Escape")
    with ann.page.expect_response("**/bans/"):
        ann.part("people-button").click()
    expect(ann.part("bans")).to_be_hidden()
    ann.page.keyboard.press("Escape")
    ann.opens_tag_of(ben)
    assert [path for path, _, _ in moderators.asked].count("report-reasons/") == 1
