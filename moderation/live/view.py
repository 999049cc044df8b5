"""What the live part knows, for pages and the API: who is where now.

Requests run in threads of a process that may or may not serve players. All that is read is read in
the event loop, between two of its turns, so that nothing changes meanwhile.
"""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import Awaitable, Callable
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass
from typing import TypeVar

from rooms.domain.room import Room
from rooms.live import Live
from rooms.session import Connection

ANSWER_S = 2.0
"""How long a request waits for the event loop."""

T = TypeVar("T")

_live: weakref.ref[Live] | None = None


@dataclass(frozen=True, slots=True)
class SocketNow:
    """One connection; `seconds` it has been open. Addresses are not for everybody's eyes."""

    id: str
    address: str
    seconds: int


@dataclass(frozen=True, slots=True)
class PersonNow:
    """Somebody in a room."""

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


@dataclass(frozen=True, slots=True)
class CountsNow:
    """How busy this process is; `messages` were received since it began."""

    people: int
    rooms: int
    sockets: int
    messages: int


def register(live: Live) -> None:
    """This process serves players by `live`."""
    global _live
    _live = weakref.ref(live)


def is_live() -> bool:
    """Whether this process serves players, and has begun to."""
    live = _live() if _live else None
    loop = live.loop if live else None
    return loop is not None and loop.is_running()


def rooms_now() -> list[RoomNow]:
    """All rooms with somebody in them, fullest first; none where nobody is served."""
    return _ask(lambda live: [_room(live, room) for room in _fullest_first(live)], [])


def room_now(room_id: str) -> RoomNow | None:
    """A room, if somebody is in it."""

    def look(live: Live) -> RoomNow | None:
        room = live.store.snapshot(room_id)
        return _room(live, room) if room and room.participants else None

    return _ask(look, None)


def room_of(user_id: str, *, sees_vanished: bool) -> list[str]:
    """The rooms that somebody is in; who vanished is nowhere for who may not see them."""

    def look(live: Live) -> list[str]:
        found = []
        for room in live.store.rooms():
            person = room.participants.get(user_id)
            if person and (sees_vanished or not person.user.vanished):
                found.append(room.id)
        return sorted(found)

    return _ask(look, [])


def notes_of(user_id: str, room_id: str) -> list[int]:
    """How many notes somebody played in each of the last periods of 2 s, oldest first."""

    def look(live: Live) -> list[int]:
        local = live.hub.rooms.get(room_id)
        meters = local.meters.get(user_id) if local else None
        return meters.quota.spent_lately(live.clock.steady()) if meters else []

    return _ask(look, [])


def counts_now() -> CountsNow:
    """How busy this process is."""
    return _ask(counts_of, CountsNow(0, 0, 0, 0))


def counts_of(live: Live) -> CountsNow:
    """As `counts_now`, in the event loop."""
    hub = live.hub
    return CountsNow(
        people=len(hub.users),
        rooms=sum(1 for _ in live.store.rooms()),
        sockets=len(hub.connections),
        messages=hub.tally.received_in_all,
    )


def _ask(question: Callable[[Live], T], otherwise: T) -> T:
    """The answer of the live part, from a thread that is not its loop's."""
    live = _live() if _live else None
    loop = live.loop if live else None
    if live is None or loop is None or not loop.is_running():
        return otherwise

    async def answer() -> T:
        return question(live)

    coroutine: Awaitable[T] = answer()
    try:
        return asyncio.run_coroutine_threadsafe(coroutine, loop).result(ANSWER_S)  # type: ignore[arg-type]
    except (FutureTimeout, RuntimeError):
        return otherwise


def _fullest_first(live: Live) -> list[Room]:
    return sorted(live.store.rooms(), key=lambda room: (-len(room.participants), room.id))


def _room(live: Live, room: Room) -> RoomNow:
    local = live.hub.rooms.get(room.id)
    now = live.clock.steady()
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
            sockets=tuple(
                _socket(one, now) for one in (local.connections_of(person.user_id) if local else ())
            ),
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
