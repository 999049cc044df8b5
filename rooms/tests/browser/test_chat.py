"""What is said: marks, answers, private words, and what the chat leaves out."""

import json
import re

import pytest
from playwright.sync_api import WebSocketRoute, expect

from rooms.tests.browser.conftest import Enter
from rooms.tests.browser.player import Player

pytestmark = pytest.mark.browser

MOST_LINES = 256


def line_of(player: Player, text: str) -> str:
    line = player.part("chat-line").filter(has_text=text)
    expect(line).to_have_count(1)
    return str(line.get_attribute("data-id"))


def test_marks_show_and_what_is_covered_is_shown_by_a_click(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}", "Ann"), enter(f"/{room}", "Ben")
    ann.says("**loud** *soft* ~~wrong~~ `Am7` ||the end|| https://example.org/a_b_c.")
    line = ben.part("chat-line")
    for tag, text in {"strong": "loud", "em": "soft", "s": "wrong", "code": "Am7"}.items():
        expect(line.locator(tag)).to_have_text(text)
    link = line.locator("a")
    expect(link).to_have_attribute("href", "https://example.org/a_b_c")
    expect(link).to_have_attribute("target", "_blank")
    expect(link).to_have_attribute("rel", re.compile("noopener noreferrer"))
    expect(line).not_to_contain_text("the end")
    ben.part("spoiler").click()
    expect(line).to_contain_text("the end")
    expect(ben.part("spoiler")).to_have_count(0)


def test_an_answer_leads_to_what_it_answers(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}", "Ann"), enter(f"/{room}", "Ben")
    ann.says("Which key? ||G||")
    whose = line_of(ben, "Which key?")
    ben.part("chat-line").hover()
    ben.part("chat-reply").click()
    expect(ben.part("draft-reply")).to_contain_text("Which key? ▒▒▒")
    ben.part("chat-input").fill("D, I think")
    ben.part("chat-input").press("Enter")
    expect(ann.part("chat-quote")).to_contain_text("Which key?")
    # So much later that it is out of sight.
    ann.page.evaluate(
        """() => { for (let i = 0; i < 30; i++) {
          document.getElementById('chat-log').prepend(Object.assign(document.createElement('p'),
            {textContent: 'filler'}));
        } document.getElementById('chat-log').scrollTop = 0; }"""
    )
    ann.part("chat-quote").click()
    target = ann.page.locator(f'[data-testid="chat-line"][data-id="{whose}"]')
    expect(target).to_contain_class("found")
    expect(target).to_be_focused()
    expect(target).to_be_in_viewport()


def test_a_mention_is_marked_and_told_in_the_title(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}", "Ann"), enter(f"/{room}", "Ben")
    ann.page.evaluate("() => dispatchEvent(new Event('blur'))")
    ben.page.keyboard.press("Enter")
    ben.part("chat-input").press_sequentially("@an")
    expect(ben.part("mention-option")).to_have_count(1)
    ben.part("chat-input").press("Enter")
    expect(ben.part("draft-mentions")).to_contain_text("Ann")
    ben.part("chat-input").press_sequentially("your turn")
    ben.part("chat-input").press("Enter")
    expect(ann.part("mention")).to_have_text("@Ann")
    expect(ann.part("chat-line")).to_contain_class("addressed")
    expect(ann.page).to_have_title("● Ben: @Ann your turn")
    ann.page.evaluate("() => dispatchEvent(new Event('focus'))")
    expect(ann.page).to_have_title(f"{room} – Multiplayer Piano")


def test_private_words_reach_two_people_only(enter: Enter, room: str) -> None:
    ann, ben, cat = (enter(f"/{room}", name) for name in ("Ann", "Ben", "Cat"))
    ann.opens_tag_of(ben)
    ann.part("person-dm").click()
    expect(ann.part("draft-dm")).to_contain_text("Ben")
    ann.part("chat-input").fill("just us")
    ann.part("chat-input").press("Enter")
    expect(ben.part("chat-private")).to_contain_text("Ann")
    expect(ann.part("chat-private")).to_contain_text("Ben")
    # The talk stays private until it is left; Esc does that, a second one leaves the field.
    expect(ann.part("draft-dm")).to_be_visible()
    ann.part("chat-input").press("Escape")
    expect(ann.part("draft-dm")).to_be_hidden()
    expect(ann.part("chat-input")).to_be_focused()
    ann.part("chat-input").press("Escape")
    expect(ann.part("chat-input")).not_to_be_focused()
    ann.says("for all")
    cat.reads("for all")
    expect(cat.part("chat-line")).to_have_count(1)


def test_what_still_fits_is_told_near_the_end(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}", "Ann"), enter(f"/{room}", "Ben")
    ann.page.keyboard.press("Enter")
    ann.part("chat-input").fill("x" * 411)
    expect(ann.part("chat-count")).to_be_hidden()
    ann.part("chat-input").press_sequentially("x")
    expect(ann.part("chat-count")).to_have_text("100")
    ann.part("chat-input").fill("🎹" * 256)
    expect(ann.part("chat-count")).to_have_text("0")
    ann.part("chat-input").press_sequentially("!")
    ann.part("chat-input").press("Enter")
    expect(ann.part("chat-count")).to_be_hidden()
    ben.reads("🎹" * 256)


def test_times_and_ids_are_shown_on_wish(enter: Enter, room: str) -> None:
    ann = enter(f"/{room}", "Ann")
    ann.says("Tick")
    line = ann.part("chat-line")
    expect(line.locator(".chat-time, .chat-id")).to_have_count(0)
    ann.part("settings-button").click()
    for name in ("chatTimes", "chatIds"):
        ann.page.locator("label", has=ann.page.locator(f'[name="{name}"]')).click()
    ann.page.keyboard.press("Escape")
    expect(line.locator(".chat-time")).to_have_text(re.compile(r"^\d{2}:\d{2}"))
    expect(line.locator(".chat-id")).to_have_text(ann.id[:6])
    ann.reloads()
    expect(ann.part("chat-line").locator(".chat-id")).to_have_text(ann.id[:6])


def test_who_said_a_line_is_behind_its_name_even_when_gone(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}", "Ann"), enter(f"/{room}", "Ben")
    ben.says("bye all")
    whose = ben.id
    ann.reads("bye all")
    ben.page.close()
    ann.sees_nothing_of(whose)
    ann.part("chat-who").click()
    expect(ann.part("person-dialog")).to_contain_text("Has left the room")
    expect(ann.part("person-dm")).to_be_hidden()
    ann.part("person-mute-chat").click()
    ann.page.keyboard.press("Escape")
    expect(ann.part("person-dialog")).to_be_hidden()


def test_the_log_holds_so_many_lines_and_no_more(enter: Enter, room: str) -> None:
    ann = enter(f"/{room}", "Ann")
    sockets: list[WebSocketRoute] = []

    def follow(socket: WebSocketRoute) -> None:
        socket.connect_to_server()
        sockets.append(socket)

    # More than anybody may say in a minute, so these come as if from the server.
    ann.page.route_web_socket(re.compile("/ws$"), follow)
    ann.reloads()
    fay = {"_id": "f" * 24, "id": "f" * 24, "name": "Fay", "color": "#808080"}
    lines = [
        {"m": "a", "id": f"{number:08x}", "t": 1, "a": f"line {number}", "p": fay}
        for number in range(MOST_LINES + 44)
    ]
    sockets[-1].send(json.dumps(lines))
    expect(ann.part("chat-line").last).to_contain_text(f"line {MOST_LINES + 43}")
    expect(ann.part("chat-line")).to_have_count(MOST_LINES)
    expect(ann.part("chat-line").first).to_contain_text("line 44")
