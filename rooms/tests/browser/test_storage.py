"""The browser's storage: full, forbidden, or full of rubbish."""

import pytest
from playwright.sync_api import expect

from rooms.tests.browser.conftest import Enter

pytestmark = pytest.mark.browser

_FORBIDDEN = """Object.defineProperty(window, 'localStorage', {
  get() { throw new DOMException('no', 'SecurityError'); },
});"""
_FULL = """Storage.prototype.setItem = () => {
  throw new DOMException('full', 'QuotaExceededError');
};"""
_RUBBISH = """for (const key of ['piano-settings', 'piano-volumes', 'piano-midi'])
  localStorage.setItem(key, '{"volume":"loud","octave":1e9,"__proto__":{"x":1},"a":[');"""


@pytest.mark.parametrize("storage", [_FORBIDDEN, _FULL], ids=["forbidden", "full"])
def test_without_storage_the_page_works_and_says_so_once(
    enter: Enter, room: str, storage: str
) -> None:
    ann, ben = enter(f"/{room}"), enter(f"/{room}")
    ann.page.add_init_script(storage)
    ann.reloads()
    ann.is_told("This browser stores nothing for this page")
    ann.types("ArrowRight", "KeyE")
    ben.hears("c4")
    ann.part("instrument").select_option("epiano")
    expect(ann.part("notification").filter(has_text="stores nothing")).to_have_count(1)


def test_rubbish_in_the_storage_is_as_good_as_nothing(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}"), enter(f"/{room}")
    ann.page.add_init_script(_RUBBISH)
    ann.reloads()
    expect(ann.part("octave-label")).to_have_text("Octave 0")
    ann.types("KeyE")
    ben.hears("c3")
