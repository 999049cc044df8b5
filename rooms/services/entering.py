"""Coming into rooms and leaving them (docs/protocol.md §5.4–§5.6)."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Mapping
from contextlib import suppress

from rooms import notices
from rooms.archive import NEVER_FORGOTTEN
from rooms.domain.errors import Refusal, RoomError
from rooms.domain.events import Event
from rooms.domain.memory import Memory
from rooms.domain.names import AWKWARD_ROOM, RoomKind, kind_of, next_lobby
from rooms.domain.people import Right, User
from rooms.domain.room import Room
from rooms.live import Live
from rooms.meters import Meters, quota_mode
from rooms.protocol import encoding
from rooms.services.recalling import recall
from rooms.session import Connection, LocalRoom
from rooms.state.base import StoreAway
from rooms.telling import cursor_of, cursors_in, tell

STORE_RETRY_S = 0.25


class _NotLoaded(Exception):
    """The room is not open, and what is remembered of it is not at hand."""


async def enter_room(
    live: Live, connection: Connection, room_id: str, wish: Mapping[str, object]
) -> None:
    """Take a socket to a room; who is refused ends up in `test/awkward` (docs/protocol.md §5.4)."""
    # The client and whoever puts it out of a room may want it in two rooms at a time.
    async with connection.moving():
        await _enter(live, connection, room_id, wish)


async def send_away(live: Live, connection: Connection) -> None:
    """Take a socket that was put out of a room to `test/awkward`, but for one in a room by then."""
    async with connection.moving():
        if connection.local is None:
            await _enter(live, connection, AWKWARD_ROOM, {})


async def leave_room(live: Live, connection: Connection) -> None:
    """Take a socket out of its room, if it is in one."""
    local, user_id = connection.local, connection.user_id
    if local is None:
        return
    at = cursor_of(live.hub, local.id, user_id)
    now, chance = live.now, live.chance.fraction()
    live.hub.exit(connection, live.clock.steady())
    if live.handing_over:
        # It comes back by another process, as the same participant (docs/architecture.md §6).
        return
    # A store that comes back is told who is still here.
    with suppress(StoreAway):
        await live.store.update(
            local.id, lambda room: room.leave(user_id, [connection.id], now, at, chance)
        )


async def _enter(
    live: Live, connection: Connection, room_id: str, wish: Mapping[str, object]
) -> None:
    while True:
        if connection.local and connection.local.id == room_id:
            tell(connection, _state_for(live, connection, connection.local))
            return
        try:
            await _join(live, connection, room_id, wish)
            return
        except (StoreAway, ConnectionError):
            # A client that gets no room would show that it is joining for ever.
            await asyncio.sleep(STORE_RETRY_S)
            # Its leaving waits behind this.
            if connection.gone or connection.socket.closed or live.handing_over:
                return
            # Who waits for the server is not silent.
            connection.seen_at = live.clock.steady()
        except RoomError as refusal:
            if refusal.code is Refusal.FULL and kind_of(room_id) is RoomKind.LOBBY:
                room_id = next_lobby(room_id)
                continue
            tell(connection, notices.refused(room_id, refusal))
            if room_id == AWKWARD_ROOM:
                return
            room_id, wish = AWKWARD_ROOM, {}


async def _join(
    live: Live, connection: Connection, room_id: str, wish: Mapping[str, object]
) -> None:
    async with live.hub.reserve(room_id):
        await live.membership.meet(live, room_id)
        with live.hub.arrives(connection, room_id):
            await _let_in(live, connection, room_id, wish)
            await leave_room(live, connection)
            # Others may have changed the room since; what they told is known to whoever enters now.
            room, version = live.store.snapshot(room_id), live.store.version(room_id)
            is_in = room is not None and holds(room, connection)
            local = live.hub.enter(connection, room, version) if room and is_in else None
    if connection.gone:
        # It went while the database or the store was busy: its own leaving found it in no room.
        await leave_room(live, connection)
    elif local is None:
        live.spawn(send_away(live, connection))
    else:
        _meter(live, connection, local)
        _welcome(live, connection, local)


async def _let_in(
    live: Live, connection: Connection, room_id: str, wish: Mapping[str, object]
) -> None:
    """Have the room hold the socket; one that is not loaded is recalled first."""
    memory: Memory | None = None
    user = _user(connection)

    def change(room: Room) -> list[Event]:
        opened: list[Event] = []
        if not room.is_open:
            if memory is None:
                raise _NotLoaded
            # Somebody else may open it meanwhile: then it is left as it is.
            opened = room.open(user, wish, memory, live.now)
        # A user of its own for each room would be kept as long as the stay.
        asks_time = room.settings.min_online_time
        who = _with_online_time(live, user) if asks_time else user
        return [*opened, *room.join(who, connection.id, live.now)]

    while True:
        try:
            await live.store.update(room_id, change)
            return
        except _NotLoaded:
            is_first = memory is None
            memory = await recall(live, room_id)
            if is_first and memory.settings is None and room_id not in NEVER_FORGOTTEN:
                _charge_for_new_room(live, connection)


def _charge_for_new_room(live: Live, connection: Connection) -> None:
    """Each is kept for days: nobody may fill memory and database with them. Raises RoomError."""
    user, now = _user(connection), live.clock.steady()
    here = live.hub.users.get(user.user_id)
    rate = live.limits.rate_rooms.scaled(user.rate_factor)
    if here is not None and not here.rates.allow("rate_rooms", rate, now):
        refused = "rate_rooms"
    elif not live.doorkeeper.admit_room(connection.address, now):
        refused = "rate_rooms_address"
    else:
        return
    live.hub.tally.refused[refused] += 1
    raise RoomError(Refusal.TOO_MANY_ROOMS)


def holds(room: Room, connection: Connection) -> bool:
    """Whether the socket is in the room as it is stored."""
    person = room.participants.get(connection.user_id)
    return person is not None and connection.id in person.sockets


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
            live.spawn(send_away(live, connection))


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
