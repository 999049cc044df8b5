"""Names and colours, and texts that try to be more than text."""

import pytest
from playwright.sync_api import expect

from rooms.tests.browser.conftest import Enter
from rooms.tests.browser.watch import ATTACK

pytestmark = pytest.mark.browser

IMAGE = f"<img src=x onerror={ATTACK}>"
SCRIPT = f"<script>{ATTACK}</script>"
LONGEST_NAME = 40


def test_a_new_name_and_colour_are_seen_by_the_other(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}"), enter(f"/{room}")
    ann.is_called("Annie ♪", "#ff8800")
    ben.sees(ann, "Annie ♪")
    color = "element => element.style.getPropertyValue('--color')"
    assert ben.tag_of(ann).evaluate(color) == "#ff8800"
    assert ben.cursor_of(ann).evaluate(color) == "#ff8800"
    ann.presses("c3")
    expect(ben.key("c3")).to_contain_class("down")
    assert (
        ben.key("c3").evaluate("element => element.style.getPropertyValue('--tint')") == "#ff8800"
    )
    ann.lifts()


@pytest.mark.parametrize("name", [IMAGE, SCRIPT], ids=["image", "script"])
def test_a_name_of_html_is_text(enter: Enter, room: str, name: str) -> None:
    assert len(name) <= LONGEST_NAME
    ben, ann = enter(f"/{room}", "Ben"), enter(f"/{room}")
    ann.is_called(name)
    ben.sees(ann, name)
    ann.says("Guess who")
    ben.reads("Guess who", by=name)
    expect(ben.opens_tag_of(ann).locator(".person-name")).to_have_text(name)
    ben.page.keyboard.press("Escape")
    ben.opens_tag_of(ann)
    ben.part("person-kickban").click()
    expect(ben.part("kickban-dialog").locator(".person-name")).to_have_text(name)
    ben.part("kickban-submit").click()
    ben.is_told(f"banned {name}")


def test_chat_of_html_is_text(enter: Enter, room: str) -> None:
    lines = [
        IMAGE,
        SCRIPT,
        f"<a href='javascript:{ATTACK}'>click</a>",
        "&lt;b&gt; `bold` <b>bold</b>",
        f"javascript:{ATTACK}//https://example.org/",
    ]
    ann, ben = enter(f"/{room}", "Ann"), enter(f"/{room}", "Ben")
    for line in lines[:4]:
        ann.says(line)
    for line in lines[:3]:
        ben.reads(line, by="Ann")
    expect(ben.part("chat-line").last).to_contain_text("&lt;b&gt; bold <b>bold</b>")
    expect(ben.part("chat-log").locator("img, script, a, b")).to_have_count(0)
    ben.says(lines[4])
    expect(ann.part("chat-line").last).to_contain_text(lines[4])
    link = ann.part("chat-log").locator("a")
    expect(link).to_have_attribute("href", "https://example.org/")
    expect(link).to_have_attribute("rel", "noopener noreferrer nofollow ugc")


def test_a_room_name_of_html_is_text(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}"), enter(f"/{room}")
    made = f"{room} {IMAGE}"
    ann.part("room-button").click()
    ann.part("room-create-name").fill(made)
    ann.part("room-create-submit").click()
    ann.is_in(made)
    ben.part("room-button").click()
    ben.room_item(made).click()
    ben.is_in(made)
    assert ben.reloads().asks("document.querySelectorAll('img').length") == 0
    ben.is_in(made)


def test_hostile_colours_change_nothing(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}", "Ann"), enter(f"/{room}")
    colors = ["red", "#12345", "#ffffff;background:url(//evil.example)", "url(//evil.example/x)"]
    before = ann.me["color"]
    for color in colors:
        ann.sends({"m": "userset", "set": {"color": color}})
        ann.sends({"m": "chset", "set": {"color": color, "color2": color, "limit": 7}})
    ann.sends({"m": "userset", "set": {"name": "Anna"}})
    ben.sees(ann, "Anna")
    assert ann.me["color"] == before
    assert ben.asks("MPP.room.settings.limit") == 7
    assert ben.asks("MPP.room.settings.color") == "#3b5054"
    expect(ben.page.locator("[style*=evil]")).to_have_count(0)
