"""What staff do at the piano, with rights that they have."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from rooms.tests.browser.conftest import Enter
from rooms.tests.browser.player import Player
from rooms.tests.browser.site import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def staff(enter: Enter, site: Site, room: str) -> Player:
    ann = enter(f"/{room}", "Ann")
    expect(ann.part("staff-button")).to_be_hidden()
    site.manages("make_moderator", f"staff-{room}", "--role", "admin", "--player", ann.id)
    ann.reloads()
    expect(ann.part("staff-button")).to_be_visible()
    return ann


def test_staff_vanish_and_clear_the_chat(enter: Enter, staff: Player, room: str) -> None:
    ann, ben = staff, enter(f"/{room}", "Ben")
    ben.sees(ann, "Ann")
    ben.says("something bad")
    ann.reads("something bad")
    ann.part("staff-button").click()
    vanish = ann.page.locator("label", has=ann.part("staff-vanish"))
    vanish.click()
    ben.sees_nothing_of(ann.id)
    expect(ann.tag_of(ann)).to_contain_text("vanished")
    expect(ann.part("chat-input")).to_be_disabled()
    vanish.click()
    ben.sees(ann, "Ann")
    clear = ann.part("staff-clear-chat")
    clear.click()
    expect(clear).to_have_text("Really clear it for everybody?")
    ben.reads("something bad")
    clear.click()
    expect(ben.part("chat-line")).to_have_count(0)
    expect(ann.part("staff-dialog")).to_be_hidden()


def test_staff_set_names_and_ban_from_the_site(enter: Enter, staff: Player, room: str) -> None:
    ann, ben = staff, enter(f"/{room}", "Rude name")
    whose = ben.id
    ann.opens_tag_of(ben)
    ann.part("person-set").click()
    ann.part("user-name").fill("Ben")
    ann.part("user-color").fill("#20c060")
    ann.part("user-save").click()
    ann.sees(ben, "Ben")
    # Name and colour are two messages, each of which is put on record first.
    ben.waits("""() => MPP.room.people.some(({id, name, color}) =>
      id === MPP.room.ownId && name === 'Ben' && color === '#20c060')""")
    ann.opens_tag_of(ben)
    ann.part("person-site-ban").click()
    # The first, though until they have come only one's own words can be given.
    expect(ann.part("site-ban-reason")).to_have_value("Flooding the chat or the piano")
    expect(ann.part("site-ban-custom")).to_be_hidden()
    ann.part("site-ban-reason").select_option(label="Flooding the chat or the piano")
    ann.part("site-ban-amount").fill("2")
    ann.part("site-ban-submit").click()
    ann.sees_nothing_of(whose)
    ben.is_told("Flooding the chat or the piano")
    expect(ben.part("connection-status")).to_have_attribute("data-phase", "waiting")
    # The piano plays on, for its player alone.
    ben.listens()
    voices = ben.voices
    ben.plays("c3")
    assert ben.voices == voices + 1
