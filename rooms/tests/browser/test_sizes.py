"""On every size of screen all is in its place, large enough to hit, and nothing jumps."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from rooms.tests.browser.conftest import PHONE, Enter
from rooms.tests.browser.guests import Guest, invite
from rooms.tests.browser.player import Player

pytestmark = pytest.mark.browser

SIZES: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1440, "height": 900}},
    "tablet": {"viewport": {"width": 1024, "height": 768}, "has_touch": True},
    "phone": {**PHONE, "viewport": {"width": 390, "height": 844}},
    "landscape": {**PHONE, "viewport": {"width": 844, "height": 390}},
}
# WCAG 2.2, 2.5.8: in CSS pixels.
LEAST_TARGET = 24
BUTTONS = ("room-button", "settings-button", "about-button", "share-button", "people-button")
# The sum of all shifts since the page was opened, whatever an input may have excused.
_SHIFTS = """() => new Promise((told) => {
  const seen = new PerformanceObserver((list) => told(list.getEntries().flatMap(
    ({value, sources}) => [value, ...sources.map(({node}) => node?.id || node?.className)])));
  seen.observe({type: 'layout-shift', buffered: true});
  // Nothing is told of nothing: then this comes first.
  requestAnimationFrame(() => setTimeout(() => told([])));
})"""
# Every control that is seen, with what of it can be hit: for a box in a label that is the label.
_CONTROLS = """async () => {
  const kinds = 'button, input, select, textarea, summary, a[href], [role=slider], [role=tab]';
  const shown = {checkOpacity: true, checkVisibilityCSS: true};
  const root = document.querySelector('dialog[open]') ?? document;
  if (root !== document) await Promise.all(root.getAnimations().map(({finished}) => finished));
  return [...root.querySelectorAll(kinds)].flatMap((control) => {
    if (!control.checkVisibility(shown) || control.closest('p a, .chat-line')) return [];
    const target = control.closest('label') ?? control;
    const {left, top, right, bottom, width, height} = target.getBoundingClientRect();
    let holder = target.parentElement;
    while (holder && !/auto|scroll/.test(getComputedStyle(holder).overflow)) holder = holder.parentElement;
    return [{name: control.id || control.className, left, top, right, bottom, width, height, rolls: !!holder}];
  });
}"""  # noqa: E501
_OVERLAPS = """() => {
  const parts = ['.bar', '.people-row', '.piano', '.controls'];
  const boxes = parts.flatMap((part) => [...document.querySelectorAll(part)])
    .map((part) => [part.className, part.getBoundingClientRect()])
    .filter(([, {width, height}]) => width && height);
  const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0.5
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.5;
  return boxes.flatMap(([a, at], i) => boxes.slice(i + 1).filter(([, to]) => meet(at, to))
    .map(([b]) => `${a} / ${b}`));
}"""


def is_in_place(player: Player) -> None:
    size = player.page.viewport_size
    assert size
    wide = player.asks("Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)")
    assert wide <= size["width"]
    controls: list[dict[str, Any]] = player.page.evaluate(_CONTROLS)
    assert controls
    for control in controls:
        small = min(control["width"], control["height"]) < LEAST_TARGET
        assert not small, f"too small to hit: {control}"
        # What can be scrolled to need not be in sight.
        inside = control["rolls"] or (
            control["left"] >= -0.5
            and control["top"] >= -0.5
            and control["right"] <= size["width"] + 0.5
            and control["bottom"] <= size["height"] + 0.5
        )
        assert inside, f"out of sight: {control}"


@pytest.mark.parametrize("size", SIZES)
def test_all_is_in_place_and_nothing_jumps(enter: Enter, room: str, size: str) -> None:
    ann = enter(f"/{room}", **SIZES[size])
    expect(ann.part("connection-status")).to_have_attribute("data-phase", "online")
    assert ann.page.evaluate(_SHIFTS) == []
    is_in_place(ann)
    assert ann.page.evaluate(_OVERLAPS) == []
    # A full room with names of every length does not push anything away.
    names = ["x" * 40, "W" * 40, "Ann Other", "蛙" * 40, *(f"Player {n}" for n in range(12))]
    invite(ann.page, [Guest(name, "#5ec8ff", room=room) for name in names])
    expect(ann.part("person")).to_have_count(len(names) + 1)
    is_in_place(ann)
    assert ann.page.evaluate(_OVERLAPS) == []
    for button in BUTTONS:
        if not ann.part(button).is_visible():
            continue
        ann.part(button).click()
        expect(ann.page.locator("dialog[open]")).to_be_visible()
        is_in_place(ann)
        ann.page.keyboard.press("Escape")
        expect(ann.page.locator("dialog[open]")).to_have_count(0)
