"""Who vanished is given away by nothing in the room (protocol §7, §12.2)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rooms.domain import governing
from rooms.domain.crown import OFF_SCREEN
from rooms.domain.errors import Refusal, RoomError
from rooms.domain.events import Appeared, CrownChanged, Vanished
from rooms.domain.memory import Memory
from rooms.domain.people import Right, User
from rooms.domain.room import Room
from rooms.domain.rules import RoomRules
from rooms.tests.rules import rule

from .builders import CURSOR, SECOND, id_of, refused
from .builders import room_of as place_of

NOW = 1_700_000_000_000
GHOST = User("a" * 24, "ghost", "#000000", vanished=True)
ALICE = User("b" * 24, "alice", "#000000")


def room_of(founder: User, **rules: int) -> Room:
    room = Room("a room", RoomRules(**rules))
    room.open(founder, {}, Memory(), NOW)
    room.join(founder, "founder's socket", NOW)
    return room


def chown(room: Room, actor: User, target: str) -> None:
    places = {"start": OFF_SCREEN, "end": OFF_SCREEN}
    governing.pass_crown(room, actor, target, now=NOW, chance=0.5, **places)


def test_a_room_opened_by_somebody_vanished_has_a_crown_that_nobody_held():
    room = room_of(GHOST)
    assert room.crown is None
    room.join(ALICE, "s", NOW)
    chown(room, ALICE, ALICE.user_id)
    assert room.holder == ALICE.user_id


def test_a_dropped_crown_does_not_return_to_somebody_vanished():
    room = room_of(ALICE)
    room.leave(ALICE.user_id, ["founder's socket"], NOW, OFF_SCREEN, 0.5)
    room.join(replace(ALICE, vanished=True), "s", NOW)
    assert room.holder is None


def test_who_vanished_takes_no_place():
    room = room_of(GHOST, room_limit=1)
    room.join(ALICE, "s", NOW)
    assert set(room.participants) == {GHOST.user_id, ALICE.user_id}


def test_a_crown_given_to_somebody_vanished_is_dropped_as_if_nobody_were_there():
    room = room_of(ALICE)
    room.join(GHOST, "s", NOW)
    chown(room, ALICE, GHOST.user_id)
    assert room.holder is None
    assert room.crown is not None
    assert room.crown.user_id == ALICE.user_id


def test_nobody_can_take_a_crown_for_somebody_vanished():
    room = room_of(GHOST)
    room.join(ALICE, "s", NOW)
    with pytest.raises(RoomError):
        chown(room, ALICE, GHOST.user_id)


@rule("12.2-7")
def test_who_vanishes_drops_the_crown_as_if_leaving():
    place = place_of("ghost", "alice")
    ghost = id_of("ghost")
    assert place.changes("ghost", vanished=True) == [Vanished(ghost), CrownChanged((ghost,))]
    assert (place.crown.user_id, place.crown.held) == (ghost, False)
    assert (place.crown.time, place.crown.start) == (place.now, CURSOR)


@rule("12.2-7")
def test_who_vanishes_without_the_crown_leaves_it_where_it_is():
    place = place_of("alice", "ghost")
    assert place.changes("ghost", vanished=True) == [Vanished(id_of("ghost"))]
    assert place.holder == "alice"


@rule("12.2-7")
def test_who_appears_has_a_crown_that_nobody_took_again():
    place = place_of("ghost", "alice")
    ghost = id_of("ghost")
    place.changes("ghost", vanished=True)
    assert place.changes("ghost", vanished=False) == [Appeared(ghost), CrownChanged((ghost,))]
    assert place.holder == "ghost"


@rule("12.2-7")
def test_a_crown_that_was_taken_meanwhile_stays_there():
    place = place_of("ghost", "alice")
    place.changes("ghost", vanished=True)
    place.passes(15 * SECOND)
    place.chowns("alice", "alice")
    place.changes("ghost", vanished=False)
    assert place.holder == "alice"


@rule("12.2-7")
@pytest.mark.parametrize("rights", [(), (Right.CHOWN_ANYWHERE,)])
def test_who_vanished_cannot_take_the_crown(rights):
    place = place_of("alice")
    place.knows("ghost", *rights, vanished=True).enters("ghost")
    with refused(Refusal.NOT_ALLOWED):
        place.chowns("ghost", "ghost")
    assert place.holder == "alice"
    place.chowns("alice")
    place.passes(15 * SECOND)
    with refused(Refusal.NOT_ALLOWED):
        place.chowns("ghost", "ghost")
    assert place.holder is None
