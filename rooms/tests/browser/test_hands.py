"""Keyboard, mouse and fingers press the keys they are meant to."""

import pytest
from playwright.sync_api import expect

from rooms.tests.browser.conftest import PHONE, Enter

pytestmark = pytest.mark.browser


def test_the_computer_keyboard_plays_two_rows(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}"), enter(f"/{room}")
    ann.types("KeyC", "KeyV", "KeyB", "KeyE", "Digit5", "KeyT")
    ben.hears("c2", "d2", "e2", "c3", "ds3", "e3")
    ann.types("Shift+KeyE")
    ben.hears("c4")
    ann.types("ArrowRight", "KeyE", "ArrowLeft", "ArrowLeft", "KeyE")
    ben.hears("c4", "c2")
    assert len(ben.heard) == 9
    assert ann.heard == []


def test_a_held_key_of_the_computer_sounds_once(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}").listens(), enter(f"/{room}")
    for _ in range(5):
        ann.page.keyboard.down("KeyE")
    expect(ann.key("c3")).to_contain_class("down")
    ann.page.keyboard.up("KeyE")
    expect(ann.key("c3")).not_to_contain_class("down")
    ann.types("KeyT")
    ben.hears("c3", "e3")
    assert ann.voices == 2


def test_what_is_typed_into_the_chat_is_not_played(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}", "Ann"), enter(f"/{room}")
    ann.page.keyboard.press("Enter")
    expect(ann.part("chat-input")).to_be_focused()
    ann.page.keyboard.type("cabbage")
    ann.page.keyboard.press("Enter")
    ben.reads("cabbage")
    assert ann.voices == 0
    ann.page.keyboard.press("Escape")
    ann.types("KeyE")
    ben.hears("c3")
    assert ben.heard == ["c3"]


def test_the_space_bar_sustains(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}"), enter(f"/{room}")
    ann.page.keyboard.down("Space")
    expect(ann.part("pedal")).to_have_attribute("aria-pressed", "true")
    ann.types("KeyE")
    expect(ben.key("c3")).to_contain_class("down")
    ann.types("KeyT")
    expect(ben.key("e3")).to_contain_class("down")
    expect(ben.key("c3")).to_contain_class("down")
    ann.page.keyboard.up("Space")
    expect(ben.key("c3")).not_to_contain_class("down")
    expect(ben.key("e3")).not_to_contain_class("down")


def test_the_mouse_plays_white_and_black_keys_and_slides(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}"), enter(f"/{room}")
    ann.plays("a-1", "cs3", "c7")
    ben.hears("a-1", "cs3", "c7")
    ann.presses("c4")
    for note in ("d4", "e4", "f4"):
        ann.page.mouse.move(*ann.place_of(note))
        expect(ann.key(note)).to_contain_class("down")
    ann.lifts()
    ben.hears("c4", "d4", "e4", "f4")
    expect(ben.page.locator(".key.down")).to_have_count(0)


def test_a_finger_plays_on_a_phone(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}", **PHONE), enter(f"/{room}")
    ann.taps("c3")
    ben.hears("c3")
    ann.taps("ds3")
    ben.hears("c3", "ds3")
    assert ann.voices == 2
    assert ann.asks("document.scrollingElement.scrollTop + scrollX") == 0


def test_several_fingers_play_a_chord(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}", **PHONE), enter(f"/{room}")
    chord = ["c3", "e3", "g3"]
    ann.lays_fingers_on(*chord)
    for note in chord:
        expect(ben.key(note)).to_contain_class("down")
    ann.lays_fingers_on()
    for note in chord:
        expect(ben.key(note)).not_to_contain_class("down")
    assert sorted(ben.heard) == chord


def test_on_a_phone_the_strip_moves_the_piano(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}", **PHONE), enter(f"/{room}")
    expect(ann.key("c3")).to_be_in_viewport()
    expect(ann.key("c6")).not_to_be_in_viewport()
    track = ann.part("piano-strip").bounding_box()
    assert track
    ann.page.touchscreen.tap(track["x"] + track["width"] * 0.8, track["y"] + track["height"] / 2)
    expect(ann.key("c6")).to_be_in_viewport(ratio=0.9)
    ann.taps("c6")
    ben.hears("c6")
