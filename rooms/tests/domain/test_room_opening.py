"""Rooms that come to life, new or remembered (docs/protocol.md §5.4, 3 and 3a, §7.2)."""

from __future__ import annotations

import pytest

from rooms.domain.bans import RoomBan
from rooms.domain.crown import Point
from rooms.domain.errors import Refusal
from rooms.domain.events import CrownChanged, Joined, Opened
from rooms.domain.memory import Memory
from rooms.domain.rules import RoomRules
from rooms.domain.settings import RoomSettings
from rooms.tests.rules import rule

from .builders import CURSOR, SECOND, START, Place, id_of, refused, room_of

ALICE, BOB = id_of("alice"), id_of("bob")


# A new room


def test_opening_a_room_says_so():
    place = Place()
    assert not place.room.is_open
    assert place.room.open(place.user("alice"), {}, Memory(), START) == [Opened()]
    assert place.room.is_open


def test_who_creates_a_room_holds_its_crown():
    place = Place().opened_by("alice")
    assert place.holder == "alice"
    assert place.crown.time == START


def test_the_crown_of_a_new_room_stands_in_the_middle():
    crown = Place().opened_by("alice").crown
    assert (crown.start, crown.end) == (Point(50, 50), Point(50, 50))


@pytest.mark.parametrize("room_id", ["lobby", "lobby2", "test/awkward"])
def test_lobbies_and_test_rooms_have_no_crown(room_id):
    assert Place(room_id).opened_by("alice").room.crown is None


def test_who_creates_a_room_sets_it():
    place = room_of("alice", wish={"visible": False, "limit": "12", "lobby": True, "color": "red"})
    assert place.room.settings == RoomSettings(visible=False, limit=12)


def test_a_color_without_color2_leaves_none():
    assert room_of("alice", wish={"color": "#111111"}).room.settings.color2 is None


@pytest.mark.parametrize("room_id", ["lobby", "test/x"])
def test_wishes_for_a_room_without_crown_are_not_heard(room_id):
    place = Place(room_id).opened_by("alice", {"visible": False, "limit": 3})
    assert place.room.settings == Place(room_id).room.settings


def test_limits_of_rooms_come_from_the_rules():
    rules = RoomRules(room_limit=3, lobby_limit=2)
    limits = [Place(room_id, rules).room.settings.limit for room_id in ("x", "lobby", "test/x")]
    assert limits == [3, 2, 99]


# A remembered room


REMEMBERED = RoomSettings(chat=True, limit=7, color="#222222", color2="#333333")


def remembered(**fields):
    return Memory(**{"settings": REMEMBERED, "last_holder": ALICE, **fields})


@rule("5.4-4")
def test_a_remembered_room_comes_back_with_its_settings():
    place = Place().opened_by("bob", memory=remembered())
    assert place.room.settings == REMEMBERED


@rule("5.4-4")
def test_wishes_of_the_last_holder_apply_to_a_remembered_room():
    place = Place().opened_by("alice", {"limit": 9}, remembered())
    assert place.room.settings.limit == 9
    assert place.room.settings.color == "#222222"


@rule("5.4-4")
def test_wishes_of_another_do_not_apply_to_a_remembered_room():
    place = Place().opened_by("bob", {"limit": 9}, remembered())
    assert place.room.settings == REMEMBERED


def test_the_crown_of_a_remembered_room_goes_to_who_comes_first():
    assert Place().opened_by("bob", memory=remembered()).holder == "bob"


def test_a_remembered_room_comes_back_with_its_chat():
    place = Place()
    lines = (place.line("alice", "before"),)
    place.opened_by("bob", memory=remembered(lines=lines))
    assert place.seen_by("bob") == ["before"]


def test_a_remembered_room_comes_back_with_its_bans():
    bans = {BOB: RoomBan(START + SECOND, ALICE)}
    with refused(Refusal.BANNED):
        Place().opened_by("bob", memory=remembered(bans=bans))


# The crown comes back


def dropped_by_alice():
    place = room_of("alice", "bob")
    place.leaves("alice")
    place.passes(60 * SECOND)
    return place


@rule("7.2-2")
def test_the_last_holder_gets_a_dropped_crown_back():
    place = dropped_by_alice()
    assert place.enters("alice") == [Joined(ALICE), CrownChanged((ALICE,))]
    assert place.holder == "alice"


def test_a_crown_that_comes_back_does_so_at_once_and_from_where_it_lay():
    place = dropped_by_alice()
    lay = place.crown.end
    place.enters("alice")
    crown = place.crown
    assert (crown.time, crown.start, crown.end) == (place.now, lay, lay)
    assert lay != CURSOR


@rule("7.2-4")
def test_anyone_else_who_joins_gets_nothing():
    place = dropped_by_alice()
    assert place.enters("carol") == [Joined(id_of("carol"))]
    assert place.holder is None


@rule("7.2-3")
def test_the_owner_gets_a_dropped_crown():
    place = dropped_by_alice()
    place.room.settings = RoomSettings(owner_id=id_of("carol"))
    place.enters("carol")
    assert place.holder == "carol"


@rule("7.2-3")
def test_the_owner_does_not_take_a_crown_that_is_held():
    place = room_of("alice")
    place.room.settings = RoomSettings(owner_id=id_of("carol"))
    place.enters("carol")
    assert place.holder == "alice"


def test_the_last_holder_does_not_take_a_crown_that_is_held():
    place = dropped_by_alice()
    place.chowns("bob", "bob")
    assert place.enters("alice") == [Joined(ALICE)]
    assert place.holder == "bob"
