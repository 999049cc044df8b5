"""Nobody plays more notes than the room allows."""

import pytest
from playwright.sync_api import expect

from rooms.tests.browser.conftest import Enter
from rooms.tests.browser.player import Player

pytestmark = pytest.mark.browser

# A test room has the quota of a lobby.
MOST = 600
# What the server grants on top, because its clock and the page's do not tick together.
SLACK = 200


def points(player: Player) -> int:
    return int(player.part("quota").get_attribute("aria-valuenow") or -1)


def test_fast_playing_empties_the_bar_and_a_pause_fills_it(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/test/{room}").listens(), enter(f"/test/{room}")
    ann.waits("most => MPP.room.quota.max === most", MOST)
    assert points(ann) == MOST
    ann.page.evaluate("""() => {
      for (let i = 0; i < 400; i++) { MPP.press('c3'); MPP.release('c3'); }
    }""")
    assert points(ann) < MOST / 2
    expect(ann.part("quota")).to_contain_class("low")
    ann.is_told("Too many notes")
    ann.waits("() => MPP.room.quota.points === MPP.room.quota.max")
    expect(ann.part("quota")).not_to_contain_class("low")
    assert points(ann) == MOST
    ann.plays("d3")
    ben.hears("d3")
    assert len(ben.heard) < MOST / 2 + SLACK


def test_notes_over_the_quota_are_not_heard(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/test/{room}", "Ann"), enter(f"/test/{room}").listens()
    note = {"n": "c3", "v": 0.5}
    ann.sends({"m": "n", "t": 0, "n": [note] * (MOST + SLACK + 1)})
    ann.sends({"m": "n", "t": 0, "n": [{"n": "d3", "v": 0.5}]})
    ann.says("Was that too much?")
    ben.reads("Was that too much?")
    assert ben.heard == ["d3"]
    ben.has_sounded(1)
