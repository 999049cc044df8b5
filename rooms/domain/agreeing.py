"""What a room is told by the processes that its sockets belong to (docs/architecture.md §3).

A process that lost touch for a while comes back and says who its people are; one that never comes
back is reaped by another. Both are the same change: the room holds just those sockets of the
process that are there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from .admission import barred
from .crown import OFF_SCREEN, Point
from .events import Event, Joined
from .people import Participant, User, process_of
from .room import Room


def _nowhere(user_id: str) -> Point:
    return OFF_SCREEN


@dataclass(frozen=True, slots=True)
class Present:
    """A user with sockets of one process in a room."""

    user: User
    sockets: Collection[str]


def agree(
    room: Room,
    process: str,
    here: Mapping[str, Present],
    *,
    now: int,
    chance: float,
    at: Callable[[str], Point] = _nowhere,
    put_back: bool = False,
) -> list[Event]:
    """Let the room hold the sockets of `process` that are `here` (by user id), and no others.

    Who is here and not in the room was put out of it meanwhile, and stays out; if the process was
    taken for dead (`put_back`) that is no reason: all come back in, full or not. Who is barred by
    now is taken for gone. `at` tells the cursor of a user.
    """
    here = {key: one for key, one in here.items() if not barred(room, one.user, now)}
    events = _take_out(room, process, here, now, chance, at)
    for user_id, present in here.items():
        person = room.participants.get(user_id)
        if person is None:
            if not put_back:
                continue
            person = room.participants[user_id] = Participant(present.user)
            events.append(Joined(user_id, present.user.vanished))
        if not person.sockets.issuperset(present.sockets):
            for socket in present.sockets:
                events += room.join(present.user, socket, now)
        events += room.change_person(present.user, now, at(user_id), chance)
    return events


def _take_out(
    room: Room,
    process: str,
    here: Mapping[str, Present],
    now: int,
    chance: float,
    at: Callable[[str], Point],
) -> list[Event]:
    events: list[Event] = []
    for user_id, person in list(room.participants.items()):
        present = here.get(user_id)
        known = present.sockets if present else ()
        gone = {one for one in person.sockets if process_of(one) == process and one not in known}
        if gone:
            events += room.leave(user_id, gone, now, at(user_id), chance)
    return events


def processes_of(room: Room) -> set[str]:
    """All processes that have a socket in the room."""
    return {process_of(one) for person in room.participants.values() for one in person.sockets}
