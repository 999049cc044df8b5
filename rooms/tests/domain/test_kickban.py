"""Putting people out of a room and letting them in again (docs/protocol.md §8.1)."""

from __future__ import annotations

import pytest

from rooms.domain.bans import RoomBan
from rooms.domain.crown import Point
from rooms.domain.errors import Refusal
from rooms.domain.events import CrownChanged, Joined, Kickbanned, Left, Unbanned
from rooms.domain.people import Right
from rooms.domain.rules import RoomRules
from rooms.tests.rules import rule

from .builders import CURSOR, HOUR, MINUTE, SECOND, Place, id_of, picture, refused, room_of

ALICE, BOB = id_of("alice"), id_of("bob")


def test_who_is_banned_is_put_out():
    place = room_of("alice", "bob")
    place.kickbans("alice", "bob")
    assert place.people == ["alice"]


def test_all_sockets_of_who_is_banned_are_put_out():
    place = room_of("alice", "bob")
    place.enters("bob", "tablet")
    place.kickbans("alice", "bob")
    assert place.people == ["alice"]
    assert place.leaves("bob", "tablet") == []


def test_events_tell_who_was_put_out_by_whom_and_for_how_long():
    place = room_of("alice", "bob")
    assert place.kickbans("alice", "bob", MINUTE) == [
        Kickbanned(place.user("bob"), place.user("alice"), MINUTE, place.now + MINUTE),
        Left(BOB),
    ]


@rule("8.1-9")
def test_a_ban_is_kept_with_its_issuer():
    place = room_of("alice", "bob")
    place.kickbans("alice", "bob", MINUTE)
    assert place.room.bans.active(place.now) == {BOB: RoomBan(place.now + MINUTE, ALICE)}


def test_who_is_banned_may_not_come_in():
    place = room_of("alice", "bob")
    place.kickbans("alice", "bob", MINUTE)
    place.passes(MINUTE - 1)
    with refused(Refusal.BANNED) as refusal:
        place.enters("bob")
    assert refusal.value.remaining_ms == 1


def test_who_was_banned_may_come_in_when_it_is_over():
    place = room_of("alice", "bob")
    place.kickbans("alice", "bob", MINUTE)
    place.passes(MINUTE)
    assert place.enters("bob") == [Joined(BOB)]


def length_of(events):
    return next(event.duration_ms for event in events if isinstance(event, Kickbanned))


@rule("8.1-3", "8.1-4")
@pytest.mark.parametrize(
    ("asked", "given"),
    [(HOUR, HOUR), (HOUR + 1, HOUR), (10**30, HOUR), (1e300, HOUR), (1_500.9, 1_500), (0.9, 0)],
    ids=str,
)
def test_a_ban_is_floored_and_clamped_to_the_maximum(asked, given):
    assert length_of(room_of("alice", "bob").kickbans("alice", "bob", asked)) == given


@rule("8.1-4")
def test_the_maximum_comes_from_the_rules():
    place = Place(rules=RoomRules(kickban_max_ms=MINUTE)).opened_by("alice")
    assert length_of(place.kickbans("alice", "bob", HOUR)) == MINUTE


@rule("8.1-5")
def test_a_ban_of_nothing_only_kicks():
    place = room_of("alice", "bob")
    place.kickbans("alice", "bob", 0)
    assert place.people == ["alice"]
    assert place.enters("bob") == [Joined(BOB)]


def test_a_kick_leaves_an_older_ban_as_it_is():
    place = room_of("alice", "bob")
    place.kickbans("alice", "bob", MINUTE)
    place.kickbans("alice", "bob", 0)
    assert place.room.bans.remaining_ms(BOB, place.now) == MINUTE


@rule("8.1-7")
@pytest.mark.parametrize("again", [SECOND, HOUR])
def test_another_ban_replaces_the_expiry(again):
    place = room_of("alice", "bob")
    place.kickbans("alice", "bob", MINUTE)
    place.kickbans("alice", "bob", again)
    assert place.room.bans.remaining_ms(BOB, place.now) == again


@rule("8.1-2")
def test_who_is_absent_is_banned_for_the_next_visit():
    place = room_of("alice")
    (event,) = place.kickbans("alice", "bob")
    assert isinstance(event, Kickbanned)
    with refused(Refusal.BANNED):
        place.enters("bob")


def test_one_may_ban_oneself():
    place = room_of("alice", "bob")
    place.kickbans("alice", "alice")
    assert place.people == ["bob"]
    assert place.room.bans.remaining_ms(ALICE, place.now) == HOUR


def test_a_holder_who_is_put_out_drops_the_crown_after_going():
    place = room_of("alice", "bob")
    events = place.kickbans("alice", "alice")
    assert events[1:] == [Left(ALICE), CrownChanged((ALICE,))]
    assert (place.holder, place.crown.start) == (None, CURSOR)


def test_a_former_holder_who_is_banned_does_not_come_back():
    place = room_of("alice", "bob")
    place.kickbans("alice", "alice")
    with refused(Refusal.BANNED):
        place.enters("alice")


def test_the_crown_stays_where_it_is_if_another_is_put_out():
    place = room_of("alice", "bob")
    place.kickbans("alice", "bob")
    assert (place.holder, place.crown.end) == ("alice", Point(50, 50))


@pytest.mark.parametrize("action", [Place.kickbans, Place.unbans])
def test_others_may_not(action):
    place = room_of("alice", "bob", "carol")
    place.kickbans("alice", "carol")
    before = picture(place.room)
    with refused(Refusal.NOT_ALLOWED):
        action(place, "bob", "carol")
    assert picture(place.room) == before


@rule("8.1-1")
@pytest.mark.parametrize("room_id", ["lobby", "test/x", "room"])
def test_staff_may_anywhere(room_id):
    place = Place(room_id).opened_by("alice").knows("staff", Right.CHOWN_ANYWHERE)
    place.kickbans("staff", "alice")
    assert place.people == []


def test_nobody_may_where_there_is_no_crown():
    place = Place("lobby").opened_by("alice")
    with refused(Refusal.NOT_ALLOWED):
        place.kickbans("alice", "bob")


def test_nobody_is_kept_out_of_the_room_that_people_are_sent_to():
    place = Place("test/awkward").opened_by("alice").knows("staff", Right.CHOWN_ANYWHERE)
    assert length_of(place.kickbans("staff", "alice")) == 0
    assert place.enters("alice") == [Joined(ALICE)]


@rule("8.1-6")
def test_who_outranks_the_actor_is_not_banned():
    place = room_of("alice").knows("staff", rank=2)
    place.enters("staff")
    before = picture(place.room)
    with refused(Refusal.OUTRANKED):
        place.kickbans("alice", "staff")
    assert picture(place.room) == before


@rule("8.1-6")
def test_equal_ranks_may_ban_each_other():
    place = Place().knows("alice", rank=2).opened_by("alice").knows("bob", rank=2)
    place.enters("bob")
    place.kickbans("alice", "bob")
    assert place.people == ["alice"]


def test_an_unban_lets_in_again():
    place = room_of("alice", "bob")
    place.kickbans("alice", "bob")
    assert place.unbans("alice", "bob") == [Unbanned(BOB, ALICE)]
    assert place.enters("bob") == [Joined(BOB)]


def test_there_is_nothing_to_lift_for_who_is_not_banned():
    with refused(Refusal.NOTHING_TO_DO):
        room_of("alice", "bob").unbans("alice", "bob")


def test_bans_that_are_over_are_not_kept_with_new_ones():
    place = room_of("alice", "bob", "carol")
    place.kickbans("alice", "bob", SECOND)
    place.passes(SECOND)
    place.kickbans("alice", "carol", SECOND)
    assert set(place.room.bans.active(0)) == {id_of("carol")}
