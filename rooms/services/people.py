"""Who somebody is: arrival, name and colour, departure (docs/protocol.md §3, §4.1, §4.3)."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Mapping

from django.db import DatabaseError

from rooms import notices
from rooms.closing import CloseCode, close
from rooms.domain.names import color_or_none
from rooms.domain.people import User
from rooms.domain.text import is_text
from rooms.live import Live
from rooms.protocol import encoding
from rooms.services.entering import leave_room
from rooms.session import Connection
from rooms.telling import tell

log = logging.getLogger("rooms.services")


async def greet(live: Live, connection: Connection, token: object) -> None:
    """`hi`: find out who it is, and say so; or say why not, and close (§4.1)."""
    try:
        known = await live.identity.resolve(token, connection.address)
    except DatabaseError:
        # Without an answer the client would wait for ever; closed, it tries again.
        log.exception("Nobody can be recognised: the database failed")
        close(live, connection, CloseCode.SERVER_ERROR, "the database is away")
        return
    if connection.gone or connection.user is not None:
        return
    user = User(known.user_id, known.name, known.color)
    if not _admitted(live, connection, user):
        return
    others = live.hub.connections_of(user.user_id)
    # Other tabs may have changed what the database does not have yet.
    connection.user = others[0].user if others else user
    connection.seen_at = live.clock.steady()
    live.hub.identify(connection, connection.seen_at)
    tell(
        connection,
        encoding.hello(
            connection.user or user,
            now=live.clock.wall(),
            token=known.token_to_send,
            motd=live.motd,
        ),
    )


def _admitted(live: Live, connection: Connection, user: User) -> bool:
    """Whether one more socket of this user may come in; if not, it is closed."""
    most = user.max_sockets or live.limits.sockets_per_user
    if len(live.hub.connections_of(user.user_id)) >= most:
        tell(connection, notices.too_many_sockets(user.user_id, most))
        close(live, connection, CloseCode.TOO_MANY_SOCKETS, "too many connections of this user")
        return False
    now = live.clock.steady()
    if not user.bot and not live.doorkeeper.admit_user(connection.address, user.user_id, now):
        close(live, connection, CloseCode.TOO_MANY_USERS, "too many users of this address")
        return False
    return True


async def change_profile(live: Live, connection: Connection, wish: Mapping[str, object]) -> None:
    """`userset`: each valid field is taken over, and shown wherever the user is."""
    user = connection.user
    if user is None:
        return
    for field in ("name", "color"):
        if field in wish and field in user.locked:
            tell(connection, notices.locked(field))
    changed = _with_profile(live, user, {k: v for k, v in wish.items() if k not in user.locked})
    if changed != user:
        await put_user(live, changed)
        live.archive.remember_profile(user_id=user.user_id, name=changed.name, color=changed.color)


def _with_profile(live: Live, user: User, wish: Mapping[str, object]) -> User:
    name, color = wish.get("name"), color_or_none(wish.get("color"))
    if isinstance(name, str) and is_text(name, live.limits.name_length):
        user = dataclasses.replace(user, name=name)
    return dataclasses.replace(user, color=color) if color else user


async def put_user(live: Live, user: User) -> None:
    """Let a changed user be seen as it is now in all its rooms."""
    connections = live.hub.connections_of(user.user_id)
    for connection in connections:
        connection.user = user
    for room_id in {one.local.id for one in connections if one.local}:
        await live.store.update(room_id, lambda room: room.change_person(user))


async def depart(live: Live, connection: Connection) -> None:
    """A socket is gone: safe before `hi`, and more than once."""
    connection.gone = True
    live.listing.unsubscribe(connection)
    try:
        await leave_room(live, connection)
    finally:
        # Else a bug there would count the socket against its user for ever.
        live.hub.remove(connection)
