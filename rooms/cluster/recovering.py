"""Rooms whose news was missed: stored again with who is here, and shown anew to those people."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection

from rooms import notices
from rooms.domain.admission import barred
from rooms.domain.agreeing import Present, agree
from rooms.domain.events import Event
from rooms.domain.people import Right
from rooms.domain.room import Room
from rooms.live import Live
from rooms.protocol import encoding
from rooms.services.entering import holds, send_away
from rooms.session import Connection, LocalRoom
from rooms.state.base import StoreAway
from rooms.telling import cursor_of, cursors_in, tell

log = logging.getLogger("rooms.cluster")

_AT_ONCE = 20

Taken = Callable[[], Awaitable[bool]]
"""Whether others may have taken this process for dead since all were put back. Raises StoreAway."""


async def recover_rooms(
    live: Live, room_ids: Collection[str], taken_for_dead: Taken, *, put_back: bool
) -> None:
    """Recover many rooms. Raises StoreAway."""
    turn = asyncio.Semaphore(_AT_ONCE)

    async def recover(room_id: str) -> None:
        async with turn:
            await recover_room(live, room_id, taken_for_dead, put_back=put_back)

    results = await asyncio.gather(*map(recover, room_ids), return_exceptions=True)
    errors = [one for one in results if isinstance(one, BaseException)]
    for error in errors:
        if not isinstance(error, StoreAway):
            log.error("A room could not be recovered", exc_info=error)
    if any(isinstance(error, StoreAway) for error in errors):
        raise StoreAway


async def recover_room(
    live: Live, room_id: str, taken_for_dead: Taken, *, put_back: bool = False
) -> None:
    """Have a room agree with who is here, and show it to them if it was not known as it is.

    `put_back`: this process was taken for dead, so that others have put its people out. It is asked
    again before anybody is sent away, for the process may have slept since. Raises StoreAway.
    """
    before = live.store.version(room_id)
    await _agree(live, room_id, put_back)
    if not put_back and _misses_some(live, room_id) and await taken_for_dead():
        await _agree(live, room_id, put_back=True)
    _show(live, room_id, before)


async def _agree(live: Live, room_id: str, put_back: bool) -> None:
    now, chance = live.now, live.chance.fraction()

    def change(room: Room) -> list[Event]:
        return agree(
            room,
            live.process,
            _present(live, room_id),
            now=now,
            chance=chance,
            at=lambda user_id: cursor_of(live.hub, room_id, user_id),
            put_back=put_back,
        )

    await live.store.recover(room_id, change)


def _misses_some(live: Live, room_id: str) -> bool:
    local, room = live.hub.rooms.get(room_id), live.store.snapshot(room_id)
    if local is None or room is None:
        return False
    return not all(holds(room, connection) for connection in local.connections.values())


def _show(live: Live, room_id: str, before: int) -> None:
    """Show a room to those who knew it as it was at the version `before`, or send them away."""
    local, room = live.hub.rooms.get(room_id), live.store.snapshot(room_id)
    if local is None or room is None:
        return
    version = live.store.version(room_id)
    for connection in list(local.connections.values()):
        if not holds(room, connection):
            live.hub.exit(connection, live.clock.steady())
            if connection.user and (refusal := barred(room, connection.user, live.now)):
                tell(connection, notices.refused(room_id, refusal))
            live.spawn(send_away(live, connection))
        elif version != before:
            _show_anew(live, connection, local, version)


async def reap_room(live: Live, room_id: str, process: str) -> None:
    """Take the sockets of a dead process out of a room, as if they had left. Raises StoreAway."""
    now, chance = live.now, live.chance.fraction()
    await live.store.update(
        room_id,
        lambda room: agree(
            room,
            process,
            {},
            now=now,
            chance=chance,
            at=lambda user_id: cursor_of(live.hub, room_id, user_id),
        ),
    )


def _present(live: Live, room_id: str) -> dict[str, Present]:
    """Who of this process is in a room, or on the way into it."""
    local = live.hub.rooms.get(room_id)
    connections = [*(local.connections.values() if local else ())]
    connections += live.hub.arriving.get(room_id, ())
    here: dict[str, Present] = {}
    for connection in connections:
        if connection.user is not None and not connection.gone:
            known = here.get(connection.user_id)
            sockets = {connection.id, *(known.sockets if known else ())}
            here[connection.user_id] = Present(connection.user, sockets)
    return here


def _show_anew(live: Live, connection: Connection, local: LocalRoom, version: int) -> None:
    user = connection.user
    if user is None:
        return
    # What was published up to this version is in what the socket is shown now.
    connection.joined_version = version
    local.newcomers.add(connection)
    state = encoding.room_state(
        local.room,
        cursors_in(live.hub, local.id),
        user.user_id,
        vanished=user.may(Right.VANISH),
    )
    tell(connection, state, encoding.history(local.room.chat.visible_to(user.user_id)))
