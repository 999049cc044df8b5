"""What is kept: for a latecomer, over a reload, over a restart of the server."""

import re

import pytest
from playwright.sync_api import expect

from rooms.tests.browser.conftest import Enter
from rooms.tests.browser.site import Site
from rooms.tests.browser.watch import Watch

pytestmark = pytest.mark.browser


def test_a_latecomer_reads_what_was_said(enter: Enter, room: str) -> None:
    ann = enter(f"/{room}", "Ann")
    ann.says("First")
    ann.says("Second")
    ann.reads("Second")
    ben = enter(f"/{room}", "Ben")
    ben.reads("First", by="Ann")
    # The name and the line may be parted by a space that only shows when text is copied.
    expect(ben.part("chat-line")).to_have_text(
        [re.compile("Ann ?First"), re.compile("Ann ?Second")]
    )


def test_a_reload_keeps_who_one_is(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}"), enter(f"/{room}", "Ben")
    ann.is_called("Ann of before", "#20c060")
    who = ann.id
    ann.reloads()
    ann.is_in(room)
    assert (ann.id, ann.name, ann.me["color"]) == (who, "Ann of before", "#20c060")
    ben.sees(ann, "Ann of before")
    expect(ben.part("person")).to_have_count(2)


def test_two_windows_of_one_browser_are_one_person(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}", "Ann"), enter(f"/{room}", "Ben")
    with ann.page.context.expect_page() as opened:
        ann.page.evaluate("() => window.open(location.href, '_blank', 'noopener')")
    opened.value.wait_for_function("() => window.MPP?.room.ownId")
    assert opened.value.evaluate("() => MPP.room.ownId") == ann.id
    expect(ben.part("person")).to_have_count(2)


def test_after_a_restart_of_the_server_everything_goes_on(
    enter: Enter, room: str, site: Site, watch: Watch
) -> None:
    watch.expects("WebSocket connection to")
    watch.expects("/icon.svg")  # which Chromium now and then asks for again
    ann, ben = enter(f"/{room}", "Ann").listens(), enter(f"/{room}", "Ben")
    for player in (ann, ben):
        player.waits("() => MPP.sound.samplesLoaded === MPP.sound.samplesTotal")
    ann.says("Before")
    ben.reads("Before")
    who, whose = ann.id, ben.id
    site.stop()
    expect(ann.part("connection-status")).to_have_attribute("data-phase", "waiting")
    expect(ann.part("connection-status")).to_contain_text("Reconnecting in")
    voices = ann.voices
    ann.plays("c3", "e3")
    assert ann.voices == voices + 2
    site.start()
    for player in (ann, ben):
        expect(player.part("connection-status")).to_contain_text("Connected")
        player.is_in(room)
    assert (ann.id, ben.id) == (who, whose)
    ann.sees(ben, "Ben")
    ben.sees(ann, "Ann")
    ann.reads("Before")
    ann.says("After")
    ben.reads("After", by="Ann")
    ann.plays("g3")
    ben.hears("g3")
    assert ben.heard == ["g3"]
