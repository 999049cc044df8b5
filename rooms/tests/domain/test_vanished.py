"""Who vanished is given away by nothing in the room (protocol §7, §12.2)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rooms.domain import governing
from rooms.domain.crown import OFF_SCREEN
from rooms.domain.errors import RoomError
from rooms.domain.memory import Memory
from rooms.domain.people import User
from rooms.domain.room import Room
from rooms.domain.rules import RoomRules

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
