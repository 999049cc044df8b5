"""What is for playing stands up to WCAG 2.2 AA as far as axe-core can tell."""

import json

import pytest
from playwright.sync_api import expect

from rooms.tests.browser.conftest import PHONE, Enter
from rooms.tests.browser.site import ROOT
from rooms.tests.browser.test_accessibility import is_fine
from rooms.tests.browser.test_midi import DEVICES

pytestmark = pytest.mark.browser

_PIECE = ROOT / "music" / "pachelbel-canon.mid"
_SHOWN = {
    "keyLayout": "vp",
    "noteNames": True,
    "scale": "minor",
    "transpose": 2,
    "instrument": "synth",
    "midi": True,
}


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_settings_files_and_marks_are_accessible(enter: Enter, room: str, theme: str) -> None:
    ann = enter(f"/{room}")
    ann.page.add_init_script(DEVICES)
    settings = json.dumps({**_SHOWN, "theme": theme})
    ann.page.evaluate("text => localStorage.setItem('piano-settings', text)", settings)
    ann.reloads()
    ann.part("settings-button").click()
    for tab in ("keys", "sound", "midi"):
        ann.part(f"settings-tab-{tab}").click()
        is_fine(ann, tab, "#settings-dialog", theme)
    expect(ann.part("midi-device")).to_have_count(3)
    ann.page.keyboard.press("Escape")
    ann.part("record").click()
    ann.part("music-button").click()
    ann.part("file-input").set_input_files(_PIECE)
    ann.part("pedal").click()
    ann.waits("() => MPP.room.quota.points < MPP.room.quota.max")
    is_fine(ann, "playing", theme=theme)
    ann.part("transport-tracks").click()
    is_fine(ann, "tracks", "#tracks-dialog", theme)
    ann.page.keyboard.press("Escape")
    ann.part("transport-play").click()
    ann.part("record").click()
    expect(ann.part("take")).to_be_visible()
    is_fine(ann, "take", "#music-dialog", theme)


def test_a_phone_that_plays_and_records_is_accessible(enter: Enter, room: str) -> None:
    ann = enter(f"/{room}", **PHONE)
    ann.part("music-button").tap()
    ann.part("record-toggle").tap()
    is_fine(ann, "music", "#music-dialog")
    ann.part("file-input").set_input_files(_PIECE)
    expect(ann.part("transport")).to_be_visible()
    is_fine(ann, "phone")
    width = ann.asks("document.documentElement.scrollWidth")
    assert width <= PHONE["viewport"]["width"]


def test_tabs_of_the_settings_are_changed_by_arrow_keys(enter: Enter, room: str) -> None:
    ann = enter(f"/{room}")
    ann.part("settings-button").click()
    tabs = ann.page.get_by_role("tab")
    tabs.first.focus()
    for press, name in [("ArrowRight", "Keys"), ("ArrowLeft", "Page"), ("ArrowLeft", "MIDI")]:
        ann.page.keyboard.press(press)
        expect(ann.page.get_by_role("tab", name=name)).to_be_focused()
        expect(ann.page.get_by_role("tab", selected=True)).to_have_text(name)
        expect(ann.page.get_by_role("tabpanel", name=name)).to_be_visible()
        expect(ann.page.get_by_role("tabpanel")).to_have_count(1)
