"""Who somebody is: arrival, name and colour, departure (docs/protocol.md §3, §4.1, §4.3)."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Collection, Mapping
from contextlib import suppress
from typing import Any

from django.db import DatabaseError

from rooms import notices
from rooms.announce import REQUOTA
from rooms.closing import CloseCode, close
from rooms.desk import SiteBan
from rooms.domain.names import color_or_none
from rooms.domain.people import Right, User
from rooms.domain.text import is_text
from rooms.identity import Resolved
from rooms.live import Live
from rooms.protocol import encoding
from rooms.services.desk import put_out
from rooms.services.entering import leave_room
from rooms.services.vouching import account_of, comes_by_proxy
from rooms.session import Connection
from rooms.state.base import StoreAway
from rooms.telling import cursor_of, tell

log = logging.getLogger("rooms.services")

SHOWN = "user.shown"
"""Type of the message by which processes tell each other how somebody looks."""
PROFILE = ("name", "color")
"""What a user may change of the own appearance."""
NO_CHANGE: Mapping[str, str] = {}


async def greet(live: Live, connection: Connection, token: object, login: object) -> None:
    """`hi`: find out who it is, and say so; or say why not, and close (§4.1)."""
    # Before the database is read: what it says must not have aged while others were asked.
    by_proxy = await comes_by_proxy(live, connection)
    account = await account_of(live, connection, login)
    decisions = live.decisions
    try:
        known = await live.identity.resolve(token, connection.address, account)
    except DatabaseError:
        # Without an answer the client would wait for ever; closed, it tries again.
        log.exception("Nobody can be recognised: the database failed")
        close(live, connection, CloseCode.SERVER_ERROR, "the database is away")
        return
    if connection.gone or connection.user is not None:
        return
    if known.ban:
        _turn_away(live, connection, known.ban)
        return
    if by_proxy and not known.user.bot:
        close(live, connection, CloseCode.PROXY_DETECTED, "VPN or proxy")
        return
    user = await _admitted(live, connection, known.user)
    if user is not None:
        await _welcome(live, connection, known, user, decisions)


async def _welcome(
    live: Live, connection: Connection, known: Resolved, user: User, decisions: int
) -> None:
    """Answer `hi`; the database was asked when so many decisions of staff had been heard of."""
    now = connection.seen_at = live.clock.steady()
    tabs = live.hub.connections_of(user.user_id)
    connection.user = user
    live.hub.identify(connection, now)
    if live.decisions != decisions:
        # It may have been about this user, whom nobody knew to be here yet.
        with suppress(DatabaseError):
            await refresh(live, [user.user_id])
        user = connection.user or user
        if connection.socket.closed:
            return
    tell(
        connection,
        encoding.hello(
            user,
            now=live.clock.wall(),
            token=known.token_to_send,
            motd=live.motd,
            account=known.account,
        ),
    )
    if any(tab.user != user for tab in tabs):
        await put_user(live, user)


async def _admitted(live: Live, connection: Connection, user: User) -> User | None:
    """The user as other sockets show it; None if one more may not come in, and is closed."""
    most = user.max_sockets or live.limits.sockets_per_user
    arrival = await live.presence.arrive(user, connection.id, most)
    if not arrival.admitted:
        tell(connection, notices.too_many_sockets(user.user_id, most))
        close(live, connection, CloseCode.TOO_MANY_SOCKETS, "too many connections of this user")
        return None
    address = connection.address
    too_many = not user.bot and not await live.presence.admit_address(address, user.user_id)
    if too_many:
        close(live, connection, CloseCode.TOO_MANY_USERS, "too many users of this address")
    if too_many or connection.gone:
        await live.presence.depart(user.user_id, connection.id)
        return None
    return _as_here(user, arrival.shown) if arrival.shown else _as_before(live, user)


def _as_before(live: Live, user: User) -> User:
    """The first socket of a user who may have been vanished a short time ago (§12.2)."""
    now = live.clock.steady()
    vanished = user.may(Right.VANISH) and live.hub.had_vanished(user.user_id, now)
    return user if vanished == user.vanished else dataclasses.replace(user, vanished=vanished)


def _turn_away(live: Live, connection: Connection, ban: SiteBan) -> None:
    remaining = None if ban.expires_at is None else max(0, ban.expires_at - live.now)
    tell(connection, notices.site_banned(ban.reason, remaining, ban.code))
    close(live, connection, CloseCode.BANNED, "banned")


def expel(live: Live, user_id: str, ban: SiteBan) -> None:
    """Close all sockets of a user who is banned from the site (§12.2)."""
    for connection in live.hub.connections_of(user_id):
        _turn_away(live, connection, ban)


async def refresh(
    live: Live, user_ids: Collection[str], profile: Mapping[str, str] = NO_CHANGE
) -> None:
    """Let what the database says of people count for those who are here.

    `profile` is a name or colour that it has from somebody else than the user; it counts for who is
    gone as well. Raises django.db.DatabaseError.
    """
    for user_id in user_ids if profile else ():
        await live.presence.revise(user_id, lambda user: with_profile(live, user, profile))
    people = {
        user_id: {one.address for one in tabs}
        for user_id in user_ids
        if (tabs := live.hub.connections_of(user_id))
    }
    for user_id, known in (await live.identity.known(people)).items():
        here = next((one.user for one in live.hub.connections_of(user_id) if one.user), None)
        if here is None:
            continue
        if known.ban:
            expel(live, user_id, known.ban)
            continue
        now = with_profile(live, _as_here(known.user, here), profile)
        if profile:
            await live.presence.show(now)
        await put_user(live, now)
        await _keep_out(live, user_id)


async def _keep_out(live: Live, user_id: str) -> None:
    """Put somebody out of the rooms that they may not be in any more."""
    for connection in live.hub.connections_of(user_id):
        local, user = connection.local, connection.user
        if local and user and (barred := user.restricted("entry", local.id, live.now)):
            with suppress(StoreAway):
                await put_out(live, local.id, user_id, barred.reason)


def _as_here(stored: User, here: User) -> User:
    """What administrators gave to a user as it is stored, the rest as it is here.

    The name and colour of somebody who is here are newer than what was read a moment ago.
    """
    return dataclasses.replace(
        stored,
        name=here.name,
        color=here.color,
        online_ms=here.online_ms,
        vanished=here.vanished and stored.may(Right.VANISH),
    )


async def known_user(live: Live, user_id: str) -> User | None:
    """Somebody who is here, by whatever process, or was ever here.

    Raises django.db.DatabaseError.
    """
    tabs = live.hub.connections_of(user_id)
    if tabs and tabs[0].user:
        return tabs[0].user
    known = (await live.identity.known({user_id: ()})).get(user_id)
    if known is None:
        return None
    look = await live.presence.look(user_id)
    return dataclasses.replace(known.user, name=look.name, color=look.color) if look else known.user


async def change_profile(live: Live, connection: Connection, wish: Mapping[str, object]) -> None:
    """`userset`: each valid field is taken over, and shown wherever the user is."""
    user = connection.user
    if user is None:
        return
    for field in PROFILE:
        if field in wish and field in user.locked:
            tell(connection, notices.locked(field))
    changed = with_profile(live, user, {k: v for k, v in wish.items() if k not in user.locked})
    if changed != user:
        await show_user(live, changed)
        live.archive.remember_profile(user_id=user.user_id, name=changed.name, color=changed.color)


def with_profile(live: Live, user: User, wish: Mapping[str, object]) -> User:
    """The user with the valid ones of the wished fields."""
    name, color = wish.get("name"), color_or_none(wish.get("color"))
    if isinstance(name, str) and is_text(name, live.limits.name_length):
        user = dataclasses.replace(user, name=name)
    return dataclasses.replace(user, color=color) if color else user


async def show_user(live: Live, user: User) -> None:
    """Let a user whose name, colour or being vanished changed here be seen so everywhere."""
    number = await live.presence.show(user)
    if number:
        if here := live.hub.users.get(user.user_id):
            here.shown = number
        live.hub.post(
            {
                "type": SHOWN,
                "by": live.process,
                "user": user.user_id,
                "name": user.name,
                "color": user.color,
                "vanished": user.vanished,
                "number": number,
            }
        )
    await put_user(live, user)


def take_shown(live: Live, message: Mapping[str, Any]) -> None:
    """Somebody looks different since another process says so."""
    here = live.hub.users.get(message["user"])
    if message["by"] == live.process or here is None or here.shown >= message["number"]:
        return
    here.shown = message["number"]
    known = next((one.user for one in here.connections if one.user), None)
    if known:
        look = {field: message[field] for field in (*PROFILE, "vanished")}
        live.spawn(put_user(live, dataclasses.replace(known, **look)))


async def put_user(live: Live, user: User) -> None:
    """Let a changed user be seen as it is now in all its rooms, as far as it is here."""
    changed = [one for one in live.hub.connections_of(user.user_id) if one.user != user]
    has_new_quota = any(one.user and one.user.quota != user.quota for one in changed)
    for connection in changed:
        if connection.user and connection.user.rights != user.rights:
            tell(connection, encoding.permissions(user))
        connection.user = user
        if connection.meters:
            connection.meters.change_pace(live.limits, user)
    for room_id in {one.local.id for one in changed if one.local}:
        await _show(live, room_id, user)
        if has_new_quota:
            live.hub.order(room_id, REQUOTA, user.user_id)


async def _show(live: Live, room_id: str, user: User) -> None:
    at = cursor_of(live.hub, room_id, user.user_id)
    now, chance = live.now, live.chance.fraction()
    # A store that comes back is told of everybody who is here.
    with suppress(StoreAway):
        await live.store.update(room_id, lambda room: room.change_person(user, now, at, chance))


async def depart(live: Live, connection: Connection) -> None:
    """A socket is gone: safe before `hi`, and more than once."""
    connection.gone = True
    live.listing.unsubscribe(connection)
    try:
        await leave_room(live, connection)
    finally:
        # Else a bug there would count the socket against its user for ever.
        _count_time(live, connection)
        live.hub.remove(connection, live.clock.steady())
        if connection.user and not live.handing_over:
            await live.presence.depart(connection.user_id, connection.id)


def _count_time(live: Live, connection: Connection) -> None:
    """With the last socket of a user here the time online is added up (§5.2 minOnlineTime)."""
    here = live.hub.users.get(connection.user_id)
    if here is None or here.connections != {connection}:
        return
    if ms := int(live.clock.steady() - here.since):
        live.archive.remember_online(user_id=connection.user_id, ms=ms)
