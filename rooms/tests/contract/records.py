"""What the database of a server says of people, written behind its back."""

from __future__ import annotations

import itertools
from secrets import token_hex
from typing import Any

from rooms.tests.clients import Client, Site

from .servers import Server

AT = "2025-01-01 00:00:00"
_BAN = (
    "user_id, scope, effect, reason, code, issued_at, network, room_id, origin, note, issued_by,"
    " lifted_by, lifted_why, current"
)
_REST = "'', '', 'staff', '', '', '', '', 1"
_accounts = itertools.count(1)


def flag(server: Server, client: Client, **flags: Any) -> None:
    """Give flags to somebody; they count from the next `hi` on."""
    columns = ", ".join(f"{name} = ?" for name in flags)
    server.change(f"UPDATE rooms_player SET {columns} WHERE id = ?", *flags.values(), client.id)


def promote(server: Server, client: Client, role: str) -> None:
    """Link an account of a role to somebody; it counts from the next `hi` on."""
    username = f"{role} {next(_accounts)}"
    server.change(
        "INSERT INTO auth_user (username, password, is_superuser, first_name, last_name, email,"
        " is_staff, is_active, date_joined) VALUES (?, '!', 0, '', '', '', 1, 1, ?)",
        username,
        AT,
    )
    server.change(
        "INSERT INTO auth_user_groups (user_id, group_id) SELECT auth_user.id, auth_group.id"
        " FROM auth_user, auth_group WHERE username = ? AND name = ?",
        username,
        role,
    )
    server.change(
        "UPDATE rooms_player SET account_id = (SELECT id FROM auth_user WHERE username = ?)"
        " WHERE id = ?",
        username,
        client.id,
    )


def ban_from_site(server: Server, client: Client, reason: str) -> None:
    """Keep somebody out for ever, from the next `hi` on."""
    server.change(
        f"INSERT INTO moderation_ban ({_BAN}) VALUES (?, 'site', 'entry', ?, ?, ?, {_REST})",
        client.id,
        reason,
        token_hex(8),
        AT,
    )


def mute(server: Server, client: Client) -> None:
    """Silence somebody everywhere, from the next `hi` on."""
    server.change(
        f"INSERT INTO moderation_ban ({_BAN}) VALUES (?, 'site', 'mute', 'noise', ?, ?, {_REST})",
        client.id,
        token_hex(8),
        AT,
    )


async def join_as(
    site: Site,
    server: Server,
    name: str,
    room: str,
    role: str = "",
    *,
    muted: bool = False,
    **flags: Any,
) -> Client:
    """Somebody with a role or flags who is in a room and has heard all that comes with it."""
    stranger = await site.arrive(name)
    if role:
        promote(server, stranger, role)
    if muted:
        mute(server, stranger)
    if flags:
        flag(server, stranger, **flags)
    await stranger.leaves()
    known = await site.arrive(name, stranger.token)
    await known.enters(room)
    await known.hears("nq")
    return known
