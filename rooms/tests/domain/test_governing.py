"""Settings, crown and chat in the hands of holder and staff (docs/protocol.md §5.8, §7, §12.2)."""

from __future__ import annotations

import dataclasses

import pytest

from rooms.domain.errors import Refusal
from rooms.domain.events import ChatCleared, CrownChanged, SettingsChanged
from rooms.domain.governing import clear_chat
from rooms.domain.people import Right
from rooms.domain.settings import RoomSettings
from rooms.tests.rules import rule

from .builders import CURSOR, OTHER_CURSOR, SECOND, Place, id_of, picture, refused, room_of

ALICE, BOB, CAROL = id_of("alice"), id_of("bob"), id_of("carol")


# Settings


def test_the_holder_changes_settings():
    place = room_of("alice", "bob")
    assert place.sets("alice", visible=False, color2="#001014") == [SettingsChanged()]
    assert place.room.settings == RoomSettings(visible=False)


def test_settings_that_were_not_sent_stay_except_color2():
    place = room_of("alice", wish={"limit": 7, "chat": False, "color": "#111111"})
    place.sets("alice", visible=False)
    assert place.room.settings == RoomSettings(
        limit=7, chat=False, color="#111111", visible=False, color2=None
    )


def test_server_owned_settings_are_skipped_silently():
    place = room_of("alice")
    place.room.settings = RoomSettings(owner_id=CAROL)
    place.sets("alice", visible=False, lobby=True, owner_id=ALICE)
    assert (place.room.settings.lobby, place.room.settings.owner_id) == (False, CAROL)


def test_nothing_valid_is_nothing_to_do():
    place = room_of("alice")
    before = picture(place.room)
    with refused(Refusal.NOTHING_TO_DO):
        place.sets("alice", limit="", color="red", lobby=True)
    assert picture(place.room) == before


def test_others_may_not_change_settings():
    place = room_of("alice", "bob")
    before = picture(place.room)
    with refused(Refusal.NOT_ALLOWED):
        place.sets("bob", visible=False)
    assert picture(place.room) == before


def test_the_last_holder_may_not_change_settings():
    place = room_of("alice")
    place.chowns("alice")
    with refused(Refusal.NOT_ALLOWED):
        place.sets("alice", visible=False)


@pytest.mark.parametrize("room_id", ["lobby", "test/x"])
def test_nobody_changes_settings_where_there_is_no_crown(room_id):
    place = Place(room_id).opened_by("alice")
    with refused(Refusal.NOT_ALLOWED):
        place.sets("alice", visible=False)


@rule("5.8-1")
@pytest.mark.parametrize("room_id", ["lobby", "test/x", "room"])
def test_staff_change_settings_anywhere(room_id):
    place = Place(room_id).opened_by("alice").knows("staff", Right.CHSET_ANYWHERE)
    place.enters("staff")
    assert place.sets("staff", visible=False) == [SettingsChanged()]


# The crown


@rule("7.4-4")
def test_a_given_crown_changes_both_modes():
    place = room_of("alice", "bob")
    assert place.chowns("alice", to="bob") == [CrownChanged((ALICE, BOB))]
    assert place.holder == "bob"


def test_a_given_crown_travels_between_the_cursors():
    place = room_of("alice", "bob")
    place.passes(SECOND)
    place.chowns("alice", to="bob")
    crown = place.crown
    assert (crown.time, crown.start, crown.end) == (place.now, CURSOR, OTHER_CURSOR)


def test_a_dropped_crown_changes_the_mode_of_its_holder():
    place = room_of("alice", "bob")
    assert place.chowns("alice") == [CrownChanged((ALICE,))]
    assert place.holder is None


def test_a_dropped_crown_falls_from_the_cursor_of_its_holder():
    place = room_of("alice")
    place.passes(SECOND)
    place.chowns("alice")
    assert (place.crown.start, place.crown.time) == (CURSOR, place.now)


def test_a_crown_given_to_somebody_who_is_not_here_is_dropped():
    place = room_of("alice")
    place.chowns("alice", to="bob")
    assert place.holder is None


def test_giving_it_to_oneself_does_nothing():
    place = room_of("alice")
    before = picture(place.room)
    with refused(Refusal.NOT_ALLOWED):
        place.chowns("alice", to="alice")
    assert picture(place.room) == before


def test_the_last_holder_takes_it_back_at_once():
    place = room_of("alice", "bob")
    place.chowns("alice")
    place.chowns("alice", to="alice")
    assert place.holder == "alice"


def test_a_dropped_crown_is_not_free_before_15_seconds():
    place = room_of("alice", "bob")
    place.chowns("alice")
    place.passes(15 * SECOND - 1)
    with refused(Refusal.NOT_ALLOWED):
        place.chowns("bob", to="bob")


def test_a_dropped_crown_is_free_after_15_seconds():
    place = room_of("alice", "bob")
    place.chowns("alice")
    place.passes(15 * SECOND)
    assert place.chowns("bob", to="bob") == [CrownChanged((BOB,))]
    assert place.holder == "bob"


@rule("7.3-7")
def test_asking_for_nobody_does_not_restart_the_countdown():
    place = room_of("alice", "bob")
    place.chowns("alice")
    before = picture(place.room)
    place.passes(10 * SECOND)
    with refused(Refusal.NOT_ALLOWED):
        place.chowns("bob")
    assert picture(place.room) == before


def test_nobody_takes_a_crown_that_is_held():
    place = room_of("alice", "bob")
    with refused(Refusal.NOT_ALLOWED):
        place.chowns("bob", to="bob")
    assert place.holder == "alice"


@rule("7.3-9")
def test_staff_take_a_crown_that_is_held():
    place = room_of("alice").knows("staff", Right.CHOWN_ANYWHERE)
    place.enters("staff")
    place.chowns("staff", to="staff")
    assert place.holder == "staff"


@rule("7.3-10")
def test_staff_drop_the_crown_of_another():
    place = room_of("alice").knows("staff", Right.CHOWN_ANYWHERE)
    place.enters("staff")
    assert place.chowns("staff") == [CrownChanged((ALICE,))]
    assert place.crown.user_id == ALICE


@rule("7.3-9", "5.2-12")
def test_the_owner_takes_the_crown_at_any_time():
    place = room_of("alice", "bob")
    place.room.settings = dataclasses.replace(place.room.settings, owner_id=BOB)
    place.chowns("bob", to="bob")
    assert place.holder == "bob"


@rule("7.3-11")
@pytest.mark.parametrize("room_id", ["lobby", "test/x"])
def test_there_is_no_crown_to_take_in_lobbies_and_test_rooms(room_id):
    place = Place(room_id).opened_by("alice").knows("staff", Right.CHOWN_ANYWHERE)
    place.enters("staff")
    with refused(Refusal.NOT_ALLOWED):
        place.chowns("staff", to="staff")
    assert place.room.crown is None


# The chat


def test_staff_clear_the_chat():
    place = room_of("alice").knows("staff", Right.CLEAR_CHAT)
    place.says("alice", "hello")
    assert clear_chat(place.room, place.user("staff"), place.now) == [ChatCleared()]
    assert place.seen_by("alice") == []


def test_what_was_said_before_the_clearing_is_not_shown_again():
    place = room_of("alice").knows("staff", Right.CLEAR_CHAT)
    clear_chat(place.room, place.user("staff"), place.now)
    assert place.room.history_since == place.now


def test_the_holder_may_not_clear_the_chat():
    place = room_of("alice")
    place.says("alice", "hello")
    with refused(Refusal.NOT_ALLOWED):
        clear_chat(place.room, place.user("alice"), place.now)
    assert place.seen_by("alice") == ["hello"]
