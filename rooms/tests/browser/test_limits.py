"""The page of a site with limits and reasons of its own lets one do what its server takes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from rooms.tests.browser.conftest import Enter
from rooms.tests.browser.site import Site
from rooms.tests.browser.watch import Watch

pytestmark = pytest.mark.browser

_OTHER = {
    "MPP_CHAT_LENGTH": "30",
    "MPP_CROWN_PICKUP_MS": "3600000",
    "MPP_KICKBAN_MAX_MS": "600000",
    "MPP_ONLINE_TIME_MAX_MS": "1200000",
    "MPP_SITEBAN_MS": "7200000",
}
_OWN_REASON = """
from moderation.models import BanReason
BanReason.objects.update_or_create(text="Evading a ban", defaults={"text": "Playing too loud"})
"""


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    other = Site(tmp_path_factory.mktemp("other"), settings=_OTHER)
    other.start()
    yield other
    other.stop()


def test_whoever_holds_the_crown_is_offered_what_the_server_takes(
    other: Site, enter: Enter, room: str
) -> None:
    ann, ben = (enter(f"/{room}", name, at=other) for name in ("Ann", "Ben"))
    ann.page.keyboard.press("Enter")
    expect(ann.part("chat-count")).to_be_hidden()
    ann.page.keyboard.type("x" * 40)
    expect(ann.part("chat-count")).to_have_text("0")
    ann.page.keyboard.press("Enter")
    ben.reads("x" * 30)
    ann.part("room-settings-button").click()
    minutes = ann.part("room-settings-dialog").locator('[name="minOnline"]')
    expect(minutes).to_have_attribute("max", "20")
    ann.page.keyboard.press("Escape")
    ann.opens_tag_of(ben)
    ann.part("person-kickban").click()
    choices = ["Kick only", "1 minute", "5 minutes", "10 minutes"]
    expect(ann.part("kickban-preset")).to_have_text(choices)
    expect(ann.part("kickban-minutes")).to_have_value("10")
    expect(ann.part("kickban-dialog")).to_contain_text("0 to 10.")
    ann.part("kickban-submit").click()
    ben.is_in("test/awkward")
    ann.part("crown-button").click()
    cid = enter(f"/{room}", "Cid", at=other)
    seconds = cid.part("crown-drop").locator(".crown-count").inner_text()
    assert 3000 < int(seconds) <= 3600


def test_staff_ban_for_the_reasons_and_the_time_of_the_site(
    other: Site, enter: Enter, room: str
) -> None:
    ann, ben = (enter(f"/{room}", name, at=other) for name in ("Ann", "Ben"))
    account = ("make_moderator", "tina", "--role", "trial moderator", "--player", ann.id)
    other.manages(*account)
    ann.waits("() => MPP.client.permissions.siteBan === true")
    # Staff change what is in the database while the page is open.
    other.manages("shell", "-c", _OWN_REASON)
    ann.opens_tag_of(ben)
    ann.part("person-site-ban").click()
    dialog = ann.part("site-ban-dialog")
    expect(dialog).to_contain_text("2 hours at most")
    ann.part("site-ban-reason").select_option(label="Playing too loud")
    ann.part("site-ban-amount").fill("3")
    ann.part("site-ban-unit").select_option("hours")
    ann.part("site-ban-submit").click()
    expect(ann.part("site-ban-error")).to_have_text(
        "Enter how long the ban lasts: 2 hours at most."
    )
    ann.part("site-ban-amount").fill("2")
    ann.part("site-ban-submit").click()
    expect(dialog).to_be_hidden()
    ben.is_told("Playing too loud")


def test_without_the_list_of_reasons_nobody_is_banned_for_none(
    other: Site, enter: Enter, room: str, watch: Watch
) -> None:
    watch.expects("status of 503")
    ann, ben = (enter(f"/{room}", name, at=other) for name in ("Ann", "Ben"))
    other.manages("make_moderator", "mod", "--role", "moderator", "--player", ann.id)
    ann.waits("() => MPP.client.permissions.siteBan === true")
    ann.page.route("**/api/v1/reasons/", lambda route: route.fulfill(status=503, body=""))
    ann.opens_tag_of(ben)
    ann.part("person-site-ban").click()
    expect(ann.part("site-ban-reason")).to_contain_text("The list could not be loaded.")
    ann.part("site-ban-submit").click()
    expect(ann.part("site-ban-error")).to_have_text("Give a reason.")
    ann.part("site-ban-reason").select_option(label="Another reason…")
    ann.part("site-ban-custom").fill("Because")
    ann.part("site-ban-amount").fill("1")
    ann.part("site-ban-unit").select_option("hours")
    ann.part("site-ban-submit").click()
    ben.is_told("Because")
