"""Who somebody is: arrival, name and colour, departure (docs/protocol.md §3, §4.1, §4.3)."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from rooms import notices
from rooms.domain.names import color_or_none
from rooms.domain.people import User
from rooms.domain.text import is_text
from rooms.live import Live
from rooms.protocol import encoding
from rooms.services.entering import leave_room
from rooms.session import Connection
from rooms.telling import tell

TOO_MANY_SOCKETS = 4009


async def greet(live: Live, connection: Connection, token: object) -> None:
    """`hi`: find out who it is, and say so. Raises django.db.DatabaseError."""
    known = await live.identity.resolve(token, connection.address)
    if connection.gone or connection.user is not None:
        return
    most = live.limits.sockets_per_user
    others = live.hub.connections_of(known.user_id)
    if len(others) >= most:
        tell(connection, notices.too_many_sockets(known.user_id, most))
        connection.socket.close(TOO_MANY_SOCKETS, "too many connections of this user")
        return
    # Other tabs may have changed what the database does not have yet.
    user = others[0].user if others else None
    connection.user = user or User(known.user_id, known.name, known.color)
    connection.seen_at = live.clock.steady()
    live.hub.identify(connection)
    tell(
        connection,
        encoding.hello(
            connection.user, now=live.clock.wall(), token=known.token_to_send, motd=live.motd
        ),
    )


async def change_profile(live: Live, connection: Connection, wish: Mapping[str, object]) -> None:
    """`userset`: each valid field is taken over, and shown wherever the user is."""
    user = connection.user
    if user is None:
        return
    name, color = wish.get("name"), color_or_none(wish.get("color"))
    if isinstance(name, str) and is_text(name, live.limits.name_length):
        user = dataclasses.replace(user, name=name)
    if color:
        user = dataclasses.replace(user, color=color)
    if user == connection.user:
        return
    await put_user(live, user)
    live.archive.remember_profile(user_id=user.user_id, name=user.name, color=user.color)


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
