"""A room full of people: pointers and keys are painted into one picture."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from rooms.tests.browser.conftest import Enter
from rooms.tests.browser.player import Player

pytestmark = pytest.mark.browser

# As if the server had said that so many others are here, all pointing to one place.
_CROWD = """([count, x, y]) => {
  const color = '#20c040';
  const id = MPP.room.ownId;
  const others = Array.from({length: count}, (_, i) => (
    {id: `guest${i}`, name: `Guest ${i}`, color, x, y}));
  const ppl = [{id, name: 'Ann', color: '#ff8800', x: 0, y: 0}, ...others];
  MPP.client.emit('ch', {ch: {_id: MPP.room.id, settings: {}}, ppl, p: id});
}"""
_PAINTED = """([x, y, color]) => {
  const canvas = document.getElementById('picture');
  const ratio = canvas.width / canvas.clientWidth;
  const probe = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
  probe.drawImage(canvas, Math.round(-x * ratio), Math.round(-y * ratio));
  const [r, g, b, a] = probe.getImageData(0, 0, 1, 1).data;
  return a > 0 && (color === null || [r, g, b].join() === color);
}"""
_STRIKE = (
    "names => names.forEach((name) => MPP.piano.play(name, 0.5, {id: 'guest', color: '#ff0000'}))"
)
_MANY = [f"{step}{octave}" for octave in (1, 2, 3, 4) for step in ("c", "d", "e", "f", "g", "as")]


def paints(player: Player, x: float, y: float, color: str | None = None) -> None:
    player.waits(_PAINTED, [x, y, color])


def test_many_pointers_are_painted_and_few_are_elements(enter: Enter, room: str) -> None:
    ann = enter(f"/{room}", "Ann")
    size = ann.page.viewport_size
    assert size
    # Within the arrow, whose tip is the place.
    x, y = size["width"] * 0.4 + 7, size["height"] * 0.3 + 9
    ann.page.evaluate(_CROWD, [30, 40, 30])
    paints(ann, x, y, "32,192,64")
    expect(ann.part("cursor")).to_have_count(30)
    expect(ann.part("cursor").first).to_be_hidden()
    ann.page.evaluate(_CROWD, [3, 40, 30])
    expect(ann.part("cursor")).to_have_count(3)
    expect(ann.part("cursor").first).to_be_visible()
    ann.waits(f"at => !({_PAINTED})(at)", [x, y, None])


def test_pointers_that_one_does_not_want_are_not_painted_either(enter: Enter, room: str) -> None:
    ann = enter(f"/{room}", "Ann")
    size = ann.page.viewport_size
    assert size
    x, y = size["width"] * 0.4 + 7, size["height"] * 0.3 + 9
    ann.page.evaluate(_CROWD, [30, 40, 30])
    paints(ann, x, y)
    ann.part("settings-button").click()
    ann.part("settings-dialog").locator('label:has([name="cursors"])').click()
    ann.page.keyboard.press("Escape")
    ann.waits(f"at => !({_PAINTED})(at)", [x, y, None])


def test_many_keys_are_painted_in_their_colour(enter: Enter, room: str) -> None:
    ann = enter(f"/{room}", "Ann")
    ann.page.evaluate(_STRIKE, _MANY[:4])
    expect(ann.page.locator(".key.down")).to_have_count(4)
    ann.page.evaluate(_STRIKE, _MANY)
    expect(ann.page.locator(".key.down")).to_have_count(0)
    for name in ("c2", "as3"):
        box = ann.key(name).bounding_box()
        assert box
        paints(ann, box["x"] + box["width"] / 2, box["y"] + box["height"] - 30)
