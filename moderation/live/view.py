"""What the live part knows, for pages and the API: who is where now, by whatever process.

Requests run in threads of a process that may or may not serve players. What is asked is asked in
the event loop: of the store, where rooms of all processes are, and of the processes themselves,
what only they know.
"""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import Callable, Collection, Coroutine, Mapping
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest
from typing import Any, NamedTuple, TypeVar

from rooms.domain.agreeing import processes_of
from rooms.domain.room import Room
from rooms.live import Live
from rooms.session import Connection
from rooms.state.base import StoreAway

ANSWER_S = 2.0
"""How long a request waits for the event loop."""

SOCKETS, PLACES, NOTES, COUNTS = "view.sockets", "view.places", "view.notes", "view.counts"
"""What every process is asked about its own people."""

T = TypeVar("T")

_live: weakref.ref[Live] | None = None


class SocketNow(NamedTuple):
    """One connection; `seconds` it has been open. Addresses are not for everybody's eyes."""

    id: str
    address: str
    seconds: int


@dataclass(frozen=True, slots=True)
class PersonNow:
    """Somebody in a room; `sockets` are told where one room was asked for."""

    user_id: str
    name: str
    color: str
    tag: str
    afk: bool
    vanished: bool
    holds_crown: bool
    rank: int
    sockets: tuple[SocketNow, ...]


@dataclass(frozen=True, slots=True)
class BanNow:
    """Somebody whom the room itself keeps out; `expires_at` is ms since the epoch."""

    user_id: str
    by: str
    expires_at: int


@dataclass(frozen=True, slots=True)
class RoomNow:
    """A room with somebody in it. `settings` have the names of RoomSettings."""

    room_id: str
    kind: str
    count: int
    visible: bool
    holder: str
    people: tuple[PersonNow, ...]
    bans: tuple[BanNow, ...]


class CountsNow(NamedTuple):
    """How busy it is; `messages` were received since the processes began.

    Who has sockets by two processes counts twice; a room counts once.
    """

    people: int
    rooms: int
    sockets: int
    messages: int


def register(live: Live) -> None:
    """This process serves players by `live`."""
    global _live
    _live = weakref.ref(live)
    live.answers |= {
        SOCKETS: partial(_sockets_here, live),
        PLACES: partial(_places_here, live),
        NOTES: lambda about: _notes_here(live, *about),
        COUNTS: lambda about: counts_of(live),
    }


def is_live() -> bool:
    """Whether this process serves players, and has begun to."""
    live = _live() if _live else None
    loop = live.loop if live else None
    return loop is not None and loop.is_running()


def rooms_now() -> list[RoomNow]:
    """All rooms with somebody in them, fullest first; none where nobody is served."""

    async def look(live: Live) -> list[RoomNow]:
        rooms = await live.store.survey()
        fullest_first = sorted(rooms, key=lambda room: (-len(room.participants), room.id))
        return [_room(live, room, {}) for room in fullest_first]

    return _ask(look, [])


def room_now(room_id: str) -> RoomNow | None:
    """A room, if somebody is in it."""

    async def look(live: Live) -> RoomNow | None:
        with suppress(StoreAway):
            room = await live.store.look(room_id)
            if room and room.participants:
                told = await live.membership.ask(live, SOCKETS, room_id)
                return _room(live, room, _merged(told))
        return None

    return _ask(look, None)


def room_of(user_id: str, *, sees_vanished: bool) -> list[str]:
    """The rooms that somebody is in; who vanished is nowhere for who may not see them."""

    async def look(live: Live) -> list[str]:
        told = await live.membership.ask(live, PLACES, user_id)
        places = [place for answer in told for place in answer]
        return sorted({room_id for room_id, vanished in places if sees_vanished or not vanished})

    return _ask(look, [])


def notes_of(user_id: str, room_id: str) -> list[int]:
    """How many notes somebody played in each of the last periods of 2 s, oldest first."""

    async def look(live: Live) -> list[int]:
        told = await live.membership.ask(live, NOTES, (user_id, room_id))
        newest_first = zip_longest(*(reversed(one) for one in told), fillvalue=0)
        return [sum(period) for period in newest_first][::-1]

    return _ask(look, [])


def counts_now() -> CountsNow:
    """How busy the site is."""

    async def look(live: Live) -> CountsNow:
        told = await live.membership.ask(live, COUNTS, None)
        return CountsNow(*map(sum, zip(*told, strict=True)))

    return _ask(look, CountsNow(0, 0, 0, 0))


def counts_of(live: Live) -> CountsNow:
    """How busy this process is, in its event loop."""
    hub = live.hub
    return CountsNow(
        people=len(hub.users),
        # That of several processes which comes first counts a room.
        rooms=sum(
            min(processes_of(local.room), default=live.process) == live.process
            for local in hub.rooms.values()
        ),
        sockets=len(hub.connections),
        messages=hub.tally.received_in_all,
    )


def _ask(question: Callable[[Live], Coroutine[Any, Any, T]], otherwise: T) -> T:
    """The answer of the live part, from a thread that is not its loop's."""
    live = _live() if _live else None
    loop = live.loop if live else None
    if live is None or loop is None or not loop.is_running():
        return otherwise
    answer = asyncio.run_coroutine_threadsafe(question(live), loop)
    try:
        return answer.result(ANSWER_S)
    except (FutureTimeout, RuntimeError):
        answer.cancel()
        return otherwise


# What this process answers


def _sockets_here(live: Live, room_id: str) -> dict[str, list[SocketNow]]:
    """The sockets of people in a room, by user."""
    local, now = live.hub.rooms.get(room_id), live.clock.steady()
    sockets: dict[str, list[SocketNow]] = {}
    for connection in local.connections.values() if local else ():
        sockets.setdefault(connection.user_id, []).append(_socket(connection, now))
    return sockets


def _places_here(live: Live, user_id: str) -> list[tuple[str, bool]]:
    """The rooms that somebody is in, and whether they are vanished there."""
    people = (
        (local.id, local.room.participants.get(user_id))
        for one in live.hub.connections_of(user_id)
        if (local := one.local)
    )
    return [(room_id, person.user.vanished) for room_id, person in people if person]


def _notes_here(live: Live, user_id: str, room_id: str) -> list[int]:
    local = live.hub.rooms.get(room_id)
    meters = local.meters.get(user_id) if local else None
    return meters.quota.spent_lately(live.clock.steady()) if meters else []


# What it comes to


def _merged(
    told: Collection[Mapping[str, Collection[Collection[Any]]]],
) -> dict[str, list[SocketNow]]:
    sockets: dict[str, list[SocketNow]] = {}
    for by_user in told:
        for user_id, some in by_user.items():
            sockets.setdefault(user_id, []).extend(SocketNow(*one) for one in some)
    return sockets


def _room(live: Live, room: Room, sockets: Mapping[str, Collection[SocketNow]]) -> RoomNow:
    people = tuple(
        PersonNow(
            user_id=person.user_id,
            name=person.user.name,
            color=person.user.color,
            tag=person.user.tag.text if person.user.tag else "",
            afk=person.afk,
            vanished=person.user.vanished,
            holds_crown=room.holder == person.user_id,
            rank=person.user.rank,
            sockets=tuple(sockets.get(person.user_id, ())),
        )
        for person in room.participants.values()
    )
    return RoomNow(
        room_id=room.id,
        kind=room.kind.value,
        count=len(people),
        visible=room.settings.visible,
        holder=room.holder or "",
        people=people,
        bans=tuple(
            BanNow(user_id, ban.by, ban.expires_at)
            for user_id, ban in room.bans.active(live.now).items()
        ),
    )


def _socket(connection: Connection, now: float) -> SocketNow:
    seconds = int((now - connection.opened_at) / 1000)
    return SocketNow(connection.id, connection.address, seconds)
