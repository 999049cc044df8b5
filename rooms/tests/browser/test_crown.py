"""Who makes a room holds its crown, and what the crown can do."""

import re

import pytest
from playwright.sync_api import expect

from rooms.tests.browser.conftest import Enter

pytestmark = pytest.mark.browser


def test_the_first_in_a_room_holds_the_crown(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}", "Ann"), enter(f"/{room}", "Ben")
    ann.holds_crown()
    expect(ben.tag_of(ann)).to_contain_text("holds the crown")
    expect(ben.part("room-settings-button")).to_be_hidden()
    expect(ben.part("crown-button")).to_be_hidden()


def test_a_given_crown_is_held_by_the_other(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}", "Ann"), enter(f"/{room}", "Ben")
    ann.opens_tag_of(ben)
    ann.part("person-crown").click()
    ben.holds_crown()
    expect(ann.tag_of(ben)).to_contain_text("holds the crown")
    expect(ann.part("room-settings-button")).to_be_hidden()


def test_a_dropped_crown_counts_down_and_can_then_be_taken(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}", "Ann"), enter(f"/{room}", "Ben")
    ann.part("crown-button").click()
    expect(ben.part("crown-drop")).to_be_visible()
    expect(ben.part("crown-button")).to_have_text(re.compile(r"Free in \d+ s"))
    expect(ben.part("crown-button")).to_be_disabled()
    expect(ben.part("crown-button")).to_have_text("Take crown")
    ben.part("crown-drop").click()
    ben.holds_crown()
    expect(ann.part("crown-drop")).to_be_hidden()
    expect(ann.tag_of(ben)).to_contain_text("holds the crown")


def test_who_dropped_the_crown_may_take_it_back_at_once(enter: Enter, room: str) -> None:
    ann = enter(f"/{room}")
    ann.part("room-settings-button").click()
    ann.part("room-drop-crown").click()
    expect(ann.part("crown-drop")).to_be_visible()
    expect(ann.part("crown-button")).to_have_text("Take crown")
    ann.part("crown-button").click()
    ann.holds_crown()


def test_without_chat_nobody_can_write(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}", "Ann"), enter(f"/{room}", "Ben")
    ann.sets_room(chat=False)
    for player in (ann, ben):
        expect(player.part("chat-input")).to_be_disabled()
    ben.sends({"m": "a", "message": "psst"})
    ann.sets_room(chat=True)
    for player in (ann, ben):
        expect(player.part("chat-input")).to_be_enabled()
    ben.says("Back again")
    ann.reads("Back again")
    expect(ann.part("chat-line")).to_have_count(1)


def test_in_a_solo_room_only_the_crown_is_heard(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}", "Ann").listens(), enter(f"/{room}", "Ben").listens()
    ann.sets_room(crownsolo=True)
    ben.waits("() => MPP.room.settings.crownsolo")
    ben.plays("c3")
    ben.is_told("Only the crown holder plays")
    ben.sends({"m": "n", "t": 0, "n": [{"n": "d3", "v": 0.5}]})
    ben.says("May I?")
    ann.reads("May I?")
    assert ann.heard == []
    assert ann.voices == ben.voices == 0
    ann.plays("e3")
    ben.hears("e3")
    ann.sets_room(crownsolo=False)
    ben.waits("() => !MPP.room.settings.crownsolo")
    ben.plays("f3")
    ann.hears("f3")
    assert ann.heard == ["f3"]


def test_who_is_kickbanned_lands_elsewhere_and_is_told_why(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}", "Ann"), enter(f"/{room}", "Ben")
    whose = ben.id
    ann.opens_tag_of(ben)
    ann.part("person-kickban").click()
    ann.part("kickban-minutes").fill("5")
    ann.part("kickban-submit").click()
    ben.is_in("test/awkward")
    ben.is_told("5 minutes")
    ann.is_told("Ben")
    ann.sees_nothing_of(whose)
    ben.opens(f"/{room}").is_in("test/awkward")
    ben.is_told(room)
    ben.part("room-button").click()
    expect(ben.room_item(room)).to_contain_text("You are banned here")


def test_the_holder_is_asked_for_nothing_the_others_are_offered(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}", "Ann"), enter(f"/{room}", "Ben")
    assert ben.opens_tag_of(ann).is_visible()
    expect(ben.part("person-crown")).to_be_hidden()
    expect(ben.part("person-kickban")).to_be_hidden()
    expect(ben.part("person-mute")).to_be_visible()
