"""A page on which nothing moves does nothing; one that nobody sees does not draw."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from rooms.tests.browser.conftest import Enter
from rooms.tests.browser.player import Player

pytestmark = pytest.mark.browser

# Frames that were asked for and have not come: a loop always has one.
_COUNT = """() => {
  const ask = requestAnimationFrame;
  window.frames = {asked: 0, waiting: 0};
  window.requestAnimationFrame = (task) => {
    frames.asked += 1;
    frames.waiting += 1;
    return ask((time) => { frames.waiting -= 1; task(time); });
  };
}"""
_HIDE = """hidden => {
  Object.defineProperty(document, 'hidden', {configurable: true, get: () => hidden});
  Object.defineProperty(document, 'visibilityState',
    {configurable: true, get: () => (hidden ? 'hidden' : 'visible')});
  document.dispatchEvent(new Event('visibilitychange'));
}"""


def comes_to_rest(player: Player) -> None:
    # Asked by the clock: by frames, as is usual, the question would keep the page awake.
    player.page.wait_for_function("() => frames.waiting === 0", polling=100)


def frames(player: Player) -> int:
    return int(player.asks("frames.asked"))


def test_frames_are_asked_for_only_while_something_moves(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}", "Ann"), enter(f"/{room}", "Ben")
    ben.page.evaluate(_COUNT)
    comes_to_rest(ben)
    before = frames(ben)
    ann.says("I say something")
    ben.reads("I say something")
    assert frames(ben) == before, "words need no frames"
    ann.points_at(30, 30)
    ben.sees_pointing(ann, 30, 30)
    assert frames(ben) > before
    comes_to_rest(ben)
    moved = frames(ben)
    ann.plays("c3")
    ben.hears("c3")
    ben.waits("before => frames.asked > before", moved)
    comes_to_rest(ben)


def test_nothing_is_drawn_while_nobody_sees_it(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}", "Ann"), enter(f"/{room}", "Ben").listens()
    ben.page.evaluate(_COUNT)
    comes_to_rest(ben)
    ben.page.evaluate(_HIDE, True)
    before, voices = frames(ben), ben.voices
    ann.points_at(70, 30)
    ann.presses("c3")
    ben.has_sounded(voices + 1)
    assert frames(ben) == before, "it is heard all the same"
    expect(ben.page.locator(".key.down")).to_have_count(0)
    ben.page.evaluate(_HIDE, False)
    ben.sees_pointing(ann, *_middle_of(ann, "c3"))
    ann.lifts()
    ann.plays("e3")
    expect(ben.page.locator(".key.down")).to_have_count(0)
    comes_to_rest(ben)


def _middle_of(player: Player, note: str) -> tuple[float, float]:
    """In percent of the window."""
    (x, y), size = player.place_of(note), player.page.viewport_size
    assert size
    return x / size["width"] * 100, y / size["height"] * 100
