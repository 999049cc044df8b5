"""The computer keyboard: its layouts, how far it is moved, its pedal, and what the keys show."""

import json
from typing import Any

import pytest
from playwright.sync_api import expect

from rooms.tests.browser.conftest import PHONE, Enter
from rooms.tests.browser.player import Player

pytestmark = pytest.mark.browser

# What a French keyboard says is printed on it.
_AZERTY = """navigator.keyboard.getLayoutMap = async () =>
  new Map([['KeyQ', 'a'], ['KeyW', 'z'], ['KeyE', 'e'], ['KeyA', 'q']]);"""


def _opens_settings(player: Player, tab: str) -> None:
    player.part("settings-button").click()
    player.part(f"settings-tab-{tab}").click()


def _leaves_settings(player: Player) -> None:
    player.page.keyboard.press("Escape")
    expect(player.part("settings-dialog")).to_be_hidden()


def _stored(player: Player) -> Any:
    return json.loads(player.asks("localStorage.getItem('piano-settings')"))


def test_virtual_piano_is_chosen_in_the_settings_and_survives_a_reload(
    enter: Enter, room: str
) -> None:
    ann, ben = enter(f"/{room}"), enter(f"/{room}")
    _opens_settings(ann, "keys")
    ann.part("key-layout").select_option("vp")
    _leaves_settings(ann)
    expect(ann.key("c3")).to_have_text("T")
    expect(ann.key("cs3")).to_have_text("⇧\nT")
    ann.types("KeyT", "Shift+KeyT", "KeyM", "Digit1")
    ben.hears("c3", "cs3", "c6", "c1")
    ann.reloads().types("KeyY")
    ben.hears("c1", "d3")


def test_transposing_is_seen_heard_and_reset(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}"), enter(f"/{room}")
    expect(ann.part("transpose-chip")).to_be_hidden()
    ann.types("ArrowUp", "ArrowUp", "KeyE")
    expect(ann.part("transpose-chip")).to_contain_text("Transposed +2")
    ben.hears("d3")
    ann.types("Shift+ArrowDown", "KeyE")
    expect(ann.part("transpose-chip")).to_contain_text("Transposed −10")
    ben.hears("d3", "d2")
    # What one points at is what one plays.
    ann.plays("c3")
    ben.hears("d2", "c3")
    ann.part("transpose-chip").click()
    expect(ann.part("transpose-chip")).to_be_hidden()
    _opens_settings(ann, "keys")
    for button, value in [("up", "+1"), ("octave-up", "+13"), ("octave-up", "+24")]:
        ann.part(f"transpose-{button}").click()
        expect(ann.part("transpose-value")).to_have_text(value)
    ann.part("transpose-reset").click()
    expect(ann.part("transpose-value")).to_have_text("0")
    _leaves_settings(ann)
    ann.types("KeyE")
    ben.hears("c3", "c3")


def test_the_letters_are_those_of_the_visitors_own_keyboard(enter: Enter, room: str) -> None:
    ann = enter(f"/{room}")
    expect(ann.key("a2")).to_have_text("Q")
    ann.page.add_init_script(_AZERTY)
    ann.reloads()
    expect(ann.key("a2")).to_have_text("A")
    expect(ann.key("b2")).to_have_text("Z")


def test_the_keys_show_names_and_a_scale(enter: Enter, room: str) -> None:
    ann = enter(f"/{room}")
    _opens_settings(ann, "keys")
    ann.part("note-names").check(force=True)
    ann.part("scale").select_option("minor")
    ann.part("scale-root").select_option("9")
    _leaves_settings(ann)
    expect(ann.key("c3").locator(".key-name")).to_have_text("C4")
    expect(ann.key("cs3").locator(".key-name")).to_have_text("C♯")
    expect(ann.key("a2")).to_have_attribute("data-place", "root")
    expect(ann.key("c3")).to_have_attribute("data-place", "scale")
    expect(ann.key("cs3")).to_have_attribute("data-place", "")
    assert _stored(ann)["scale"] == "minor"


def test_notes_ring_without_the_pedal_if_so_chosen(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}"), enter(f"/{room}")
    _opens_settings(ann, "keys")
    ann.part("auto-sustain").check(force=True)
    _leaves_settings(ann)
    ann.types("KeyE", "KeyT")
    ben.hears("c3", "e3")
    for note in ("c3", "e3"):
        expect(ben.key(note)).to_contain_class("down")
    _opens_settings(ann, "keys")
    ann.part("auto-sustain").uncheck(force=True)
    for note in ("c3", "e3"):
        expect(ben.key(note)).not_to_contain_class("down")


def test_loudness_follows_the_place_on_the_key_and_the_chosen_touch(
    enter: Enter, room: str
) -> None:
    ann, ben = enter(f"/{room}"), enter(f"/{room}")
    ben.page.evaluate(
        """() => {
          window.loudness = [];
          MPP.client.on('n', ({n}) => window.loudness.push(...n.flatMap(({v, s}) => s ? [] : [v])));
        }"""
    )

    def strikes(part: float) -> float:
        box = ann.key("c3").bounding_box()
        assert box
        count = len(ben.asks("window.loudness"))
        ann.page.mouse.click(box["x"] + 4, box["y"] + box["height"] * part)
        ben.waits("count => window.loudness.length > count", count)
        return float(ben.asks("window.loudness.at(-1)"))

    assert strikes(0.3) < strikes(0.9)
    _opens_settings(ann, "keys")
    ann.part("velocity-curve").select_option("fixed")
    ann.part("key-velocity").fill("0.35")
    _leaves_settings(ann)
    assert strikes(0.3) == strikes(0.9) == 0.35


def test_a_phone_shows_as_many_octaves_as_chosen(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}", **PHONE), enter(f"/{room}")
    _opens_settings(ann, "keys")
    ann.part("white-keys").select_option("8")
    _leaves_settings(ann)
    width = ann.key("c3").bounding_box()
    assert width and width["width"] > 390 / 9
    _opens_settings(ann, "keys")
    ann.part("white-keys").select_option("22")
    _leaves_settings(ann)
    narrow = ann.key("c3").bounding_box()
    assert narrow and narrow["width"] < 390 / 21
    ann.taps("c3")
    ben.hears("c3")


def test_a_fast_finger_leaves_out_no_key(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}", **PHONE), enter(f"/{room}")
    hand = ann.page.context.new_cdp_session(ann.page)
    for kind, note in [("touchStart", "c3"), ("touchMove", "g3"), ("touchEnd", "")]:
        points = [dict(zip("xy", ann.place_of(note), strict=True))] if note else []
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    ben.hears("c3", "d3", "e3", "f3", "g3")
    expect(ben.page.locator(".key.down")).to_have_count(0)


def test_a_slider_that_was_dragged_leaves_the_keys_to_the_piano(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}"), enter(f"/{room}")
    ann.part("volume").click()
    ann.types("KeyE", "ArrowRight", "KeyE")
    ben.hears("c3", "c4")
    # Reached by Tab it keeps its arrows, and letters play all the same.
    ann.part("volume").focus()
    ann.types("ArrowRight", "KeyE")
    ben.hears("c4", "c4")
    expect(ann.part("volume")).to_be_focused()
