"""A browser that grants nothing at all: the page works in it, and says what is missing."""

import pytest
from playwright.sync_api import expect

from rooms.tests.browser.conftest import Enter

pytestmark = pytest.mark.browser

# Neither storage nor sound, MIDI, workers of any kind, clipboard, sharing or names of keys.
_BAREST = """
  const gone = (holder, name) => Object.defineProperty(holder, name, {configurable: true, get() {
    throw new DOMException('forbidden', 'SecurityError');
  }});
  for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches']) gone(window, name);
  for (const name of ['AudioContext', 'webkitAudioContext', 'OfflineAudioContext', 'Worker']) {
    delete window[name];
  }
  delete Navigator.prototype.requestMIDIAccess;
  const absent = ['serviceWorker', 'clipboard', 'share', 'wakeLock', 'keyboard', 'userActivation'];
  for (const name of absent) {
    Object.defineProperty(Navigator.prototype, name, {configurable: true, value: undefined});
  }
"""


def test_a_page_that_is_granted_nothing_plays_talks_and_says_so(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}"), enter(f"/{room}", "Ben").listens()
    ann.page.add_init_script(_BAREST)
    ann.reloads()
    ann.is_told("This browser stores nothing for this page")
    ann.types("KeyE")
    ann.is_told("This browser plays no sound")
    ben.hears("c3")
    ben.plays("e3")
    ann.hears("e3")
    ann.says("can you hear me?")
    ben.reads("can you hear me?")
    ann.part("settings-button").click()
    expect(ann.part("app-state")).to_contain_text("cannot keep the page")
    ann.page.get_by_role("tab", name="MIDI").click()
    ann.part("midi").check(force=True)
    expect(ann.part("midi-status")).to_contain_text("cannot use MIDI devices")
    ann.page.keyboard.press("Escape")
    assert ann.reloads().asks("MPP.client.connected")
