"""Which people of a process that lost touch a room holds (docs/architecture.md §3.1)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from rooms.domain.agreeing import Present, agree
from rooms.domain.bans import RoomBan
from rooms.domain.people import Restriction, Right

from .builders import HOUR, START, Place, id_of, room_of

PROCESS = "p1"
FOUNDER = "founder"
BARRED = Restriction("entry", "room", None, "noise")


def place_with(*names: str, **settings: Any) -> Place:
    """A room with these people, each by a socket of the process; its founder is by another one."""
    place = room_of(FOUNDER)
    place.room.settings = replace(place.room.settings, **settings)
    for name in names:
        place.enters(name, f"{PROCESS}.{name}")
    return place


def agrees(place: Place, *names: str, put_back: bool) -> list[str | None]:
    """Who is in the room after the process has said that these are there."""
    here = {id_of(name): Present(place.user(name), {f"{PROCESS}.{name}"}) for name in names}
    agree(place.room, PROCESS, here, now=place.now, chance=place.chance, put_back=put_back)
    return [name for name in place.people if name != FOUNDER]


def bans(place: Place, name: str) -> None:
    place.room.bans.add(id_of(name), RoomBan(START + HOUR, id_of(FOUNDER)))


def bars(place: Place, name: str) -> None:
    place.knows(name, restrictions=(BARRED,))


@pytest.mark.parametrize("keep_out", [bans, bars])
def test_all_come_back_but_for_who_may_not(keep_out):
    place = place_with()
    keep_out(place, "alice")
    assert agrees(place, "bob", "alice", "carol", put_back=True) == ["bob", "carol"]


@pytest.mark.parametrize("keep_out", [bans, bars])
@pytest.mark.parametrize("put_back", [False, True])
def test_who_is_still_there_and_may_not_be_is_put_out(keep_out, put_back):
    place = place_with("alice", "bob")
    keep_out(place, "alice")
    assert agrees(place, "alice", "bob", put_back=put_back) == ["bob"]


def test_into_a_room_that_was_closed_meanwhile_only_staff_come_back():
    place = place_with(closed_until=START + HOUR)
    place.knows("staff", Right.CHSET_ANYWHERE)
    assert agrees(place, "alice", "staff", put_back=True) == ["staff"]


def test_into_a_room_that_is_full_they_come_back():
    place = place_with(limit=1)
    assert agrees(place, "alice", "bob", put_back=True) == ["alice", "bob"]


def test_who_was_put_out_meanwhile_stays_out():
    place = place_with("bob")
    assert agrees(place, "alice", "bob", put_back=False) == ["bob"]
