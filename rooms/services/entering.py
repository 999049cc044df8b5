"""Coming into rooms and leaving them (docs/protocol.md §5.4–§5.6)."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Mapping

from django.db import Error as DatabaseError

from rooms import notices
from rooms.domain.errors import Refusal, RoomError
from rooms.domain.events import Event
from rooms.domain.memory import Memory
from rooms.domain.names import AWKWARD_ROOM, RoomKind, kind_of, next_lobby
from rooms.domain.people import Right, User
from rooms.domain.room import Room
from rooms.live import Live
from rooms.meters import Meters, quota_mode
from rooms.protocol import encoding
from rooms.remembering import memory_of
from rooms.session import Connection, LocalRoom
from rooms.telling import cursor_of, cursors_in, tell

log = logging.getLogger("rooms.services")


async def enter_room(
    live: Live, connection: Connection, room_id: str, wish: Mapping[str, object]
) -> None:
    """Take a socket to a room; who is refused ends up in `test/awkward` (docs/protocol.md §5.4)."""
    # The client and whoever puts it out of a room may want it in two rooms at a time.
    async with connection.moving():
        while True:
            if connection.local and connection.local.id == room_id:
                tell(connection, _state_for(live, connection, connection.local))
                return
            try:
                await _join(live, connection, room_id, wish)
                return
            except RoomError as refusal:
                if refusal.code is Refusal.FULL and kind_of(room_id) is RoomKind.LOBBY:
                    room_id = next_lobby(room_id)
                    continue
                tell(connection, notices.refused(room_id, refusal))
                if room_id == AWKWARD_ROOM:
                    return
                room_id, wish = AWKWARD_ROOM, {}


async def leave_room(live: Live, connection: Connection) -> None:
    """Take a socket out of its room, if it is in one."""
    local, user_id = connection.local, connection.user_id
    if local is None:
        return
    at = cursor_of(live.hub, local.id, user_id)
    now, chance = live.now, live.chance.fraction()
    live.hub.exit(connection, live.clock.steady())
    await live.store.update(
        local.id, lambda room: room.leave(user_id, [connection.id], now, at, chance)
    )


async def _join(
    live: Live, connection: Connection, room_id: str, wish: Mapping[str, object]
) -> None:
    async with live.hub.reserve(room_id):
        # A room that is not loaded cannot be unloaded while this waits for the database; one that
        # somebody else opens meanwhile is left as it is.
        memory = await _recall(live, room_id) if live.store.snapshot(room_id) is None else None
        now, user = live.now, _with_online_time(live, _user(connection))

        def change(room: Room) -> list[Event]:
            opened = [] if room.is_open else room.open(user, wish, memory or Memory(), now)
            return [*opened, *room.join(user, connection.id, now)]

        room, version = await live.store.update(room_id, change)
        await leave_room(live, connection)
        local = live.hub.enter(connection, room, version)
    if connection.gone:
        # It went while the database or the store was busy: its own leaving found it in no room.
        await leave_room(live, connection)
        return
    _meter(live, connection, local)
    _welcome(live, connection, local)


async def _recall(live: Live, room_id: str) -> Memory:
    try:
        fresh = Room(room_id, live.limits).settings
        return memory_of(await live.archive.recall(room_id), fresh)
    except DatabaseError:
        # People can still play: the room opens as a new one, without a past.
        log.exception("A room could not be recalled")
        return Memory(history_since=live.now)


def _user(connection: Connection) -> User:
    if connection.user is None:
        raise ValueError("nobody enters a room before hi")
    return connection.user


def _with_online_time(live: Live, user: User) -> User:
    here = live.hub.users.get(user.user_id)
    online = live.clock.steady() - here.since if here else 0
    return dataclasses.replace(user, online_ms=user.online_ms + int(online))


def _meter(live: Live, connection: Connection, local: LocalRoom) -> None:
    meters = local.meters.get(connection.user_id)
    if meters is None:
        meters = local.meters[connection.user_id] = _meters_of(live, _user(connection), local.room)
    connection.meters = meters


def _meters_of(live: Live, user: User, room: Room) -> Meters:
    """Those of somebody who comes into a room: going out and in again wins nothing."""
    now, mode = live.clock.steady(), quota_mode(live.limits, room, user)
    if meters := live.hub.recall_meters(room.id, user.user_id, now):
        meters.resume(live.limits, mode, user, now)
        return meters
    return Meters(live.limits, mode, user, now)


def _welcome(live: Live, connection: Connection, local: LocalRoom) -> None:
    """`ch`, `c` and `nq` in one frame, before anything else about the room (§5.5)."""
    user_id, room = connection.user_id, local.room
    # Meters follow the crown after the batch that says so, and it may have come back just now.
    mode = quota_mode(live.limits, room, _user(connection))
    tell(
        connection,
        _state_for(live, connection, local),
        encoding.history(room.chat.visible_to(user_id)),
        encoding.quota(mode),
    )


def _state_for(live: Live, connection: Connection, local: LocalRoom) -> bytes:
    user = _user(connection)
    return encoding.room_state(
        local.room,
        cursors_in(live.hub, local.id),
        user.user_id,
        vanished=user.may(Right.VANISH),
    )


def eject(live: Live, local: LocalRoom, user_id: str, version: int) -> None:
    """Order: take the sockets of a user out of a room that put the user out with `version`.

    Those that have come back since stay.
    """
    now = live.clock.steady()
    for connection in local.connections_of(user_id):
        if connection.joined_version < version:
            live.hub.exit(connection, now)
            live.spawn(enter_room(live, connection, AWKWARD_ROOM, {}))


def rehistory(live: Live, local: LocalRoom) -> None:
    """Order: show everybody the chat anew, because something was taken out of it (§6.4)."""
    for connection in local.connections.values():
        tell(connection, encoding.history(local.room.chat.visible_to(connection.user_id)))


def requota(live: Live, local: LocalRoom, *user_ids: str) -> None:
    """Order: give users the quota of their mode, and tell their sockets (§11.1)."""
    now = live.clock.steady()
    for user_id in user_ids:
        meters, person = local.meters.get(user_id), local.room.participants.get(user_id)
        if meters is None or person is None:
            continue
        if meters.change_mode(live.limits, quota_mode(live.limits, local.room, person.user), now):
            fragment = encoding.quota(meters.quota.params)
            for connection in local.connections_of(user_id):
                tell(connection, fragment)
