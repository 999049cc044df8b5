"""Two people in a room see, hear and read each other."""

import pytest
from playwright.sync_api import expect

from rooms.tests.browser.conftest import Enter

pytestmark = pytest.mark.browser


def test_each_sees_the_other_in_the_lobby(enter: Enter) -> None:
    ann, ben = enter("/", "Ann"), enter("/lobby", "Ben")
    ann.is_in("lobby")
    ben.is_in("lobby")
    ann.sees(ben, "Ben")
    ben.sees(ann, "Ann")
    ann.points_at(30, 40)
    ben.sees_pointing(ann, 30, 40)
    ben.points_at(60, 20)
    ann.sees_pointing(ben, 60, 20)


def test_each_hears_the_other(enter: Enter) -> None:
    ann, ben = enter("/lobby", "Ann").listens(), enter("/lobby", "Ben").listens()
    ann.presses("c3")
    ben.hears("c3")
    ben.has_sounded(1)
    expect(ben.key("c3")).to_contain_class("down")
    ann.lifts()
    expect(ben.key("c3")).not_to_contain_class("down")
    ben.plays("e3", "g3")
    ann.hears("e3", "g3")
    ann.has_sounded(3)


def test_own_notes_sound_at_once_and_only_once(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}", "Ann").listens(), enter(f"/{room}", "Ben")
    before = ann.voices
    ann.presses("c3")
    assert ann.voices == before + 1
    expect(ann.key("c3")).to_contain_class("down")
    ann.lifts()
    ben.hears("c3")
    ben.says("heard you")
    ann.reads("heard you")
    assert ann.heard == []
    assert ann.voices == before + 1


def test_each_reads_the_other(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}", "Ann"), enter(f"/{room}", "Ben")
    ann.says("Shall we play?")
    ben.reads("Shall we play?", by="Ann")
    ben.says("Yes, in D 🎹")
    ann.reads("Yes, in D 🎹", by="Ben")
    ben.reads("Yes, in D 🎹", by="Ben")


def test_a_muted_player_is_not_heard(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}", "Ann"), enter(f"/{room}", "Ben").listens()
    ben.opens_tag_of(ann)
    ben.part("person-mute").click()
    ben.page.keyboard.press("Escape")
    ann.plays("c3")
    ben.hears("c3")
    assert ben.voices == 0
    ben.opens_tag_of(ann)
    ben.part("person-mute").click()
    ben.page.keyboard.press("Escape")
    ann.plays("d3")
    ben.has_sounded(1)


def test_who_leaves_is_gone_for_the_other(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}", "Ann"), enter(f"/{room}", "Ben")
    ann.sees(ben, "Ben")
    whose = ben.id
    ben.page.close()
    ann.sees_nothing_of(whose)
    expect(ann.part("cursor")).to_have_count(0)
