"""Chat and direct messages (docs/protocol.md §6.3–§6.5)."""

from __future__ import annotations

import re
from typing import TypeGuard

from rooms import notices
from rooms.domain import governing
from rooms.domain.chat import Line
from rooms.domain.people import User
from rooms.domain.room import Room
from rooms.domain.text import is_text
from rooms.live import Live
from rooms.services.idling import stir
from rooms.session import Connection, LocalRoom
from rooms.telling import tell

_REPLY = re.compile(r"[0-9a-z]+", re.ASCII)
_LINE_ID_DIGITS = 8


async def say(live: Live, connection: Connection, text: str, reply_to: object) -> None:
    """Say a line to the room."""
    local, user = connection.local, connection.user
    if local and user and await _may_chat(live, connection, local, user, text):
        await _add(live, local, user, text, reply_to, None)


async def say_to(
    live: Live, connection: Connection, target: str, text: str, reply_to: object
) -> None:
    """Say a line to one person in the room; the sender's sockets get it as well."""
    local, user = connection.local, connection.user
    if not (local and user and await _may_chat(live, connection, local, user, text)):
        return
    person = local.room.participants.get(target)
    if person is None or person.user.vanished:
        tell(connection, notices.not_here())
        return
    await _add(live, local, user, text, reply_to, person.user)


async def clear_chat(live: Live, connection: Connection) -> None:
    """Empty the history of the room. Raises RoomError if the actor may not."""
    local, user = connection.local, connection.user
    if local and user:
        now = live.now
        await live.store.update(local.id, lambda room: governing.clear_chat(room, user, now))


async def _add(
    live: Live, local: LocalRoom, user: User, text: str, reply_to: object, to: User | None
) -> None:
    reply = reply_to if _is_line_id(reply_to, live.limits.reply_length) else None
    shown = _filtered(live, local.room, user, text)
    line = Line(_new_id(live, local.room), live.now, shown, user, reply, to)
    await live.store.update(local.id, lambda room: room.say(line))


async def _may_chat(
    live: Live, connection: Connection, local: LocalRoom, user: User, text: str
) -> bool:
    """Whether a line may go out; the first refusal of a series for haste is explained."""
    meters, limits = connection.meters, live.limits
    if meters is None or not is_text(text, limits.chat_length):
        return False
    await stir(live, connection)
    if not local.room.settings.chat or user.vanished:
        return False
    if user.restricted("mute", local.id, live.now):
        tell(connection, notices.muted())
        return False
    rate = limits.rate_chat_crown if local.room.holder == user.user_id else limits.rate_chat
    if meters.allow("chat", rate.scaled(user.rate_factor), live.clock.steady()):
        meters.warned = False
        return True
    if not meters.warned:
        meters.warned = True
        tell(connection, notices.too_fast())
    return False


def _filtered(live: Live, room: Room, user: User, text: str) -> str:
    """Words the site never shows, and those a room without cussing hides from all but its owner."""
    text = live.words.everywhere.clean(text)
    if room.settings.no_cussing and room.holder != user.user_id:
        text = live.words.where_asked.clean(text)
    return text


def _is_line_id(value: object, longest: int) -> TypeGuard[str]:
    """Whether it may be the id of a line, here or on another server (docs/protocol.md §6.3)."""
    return isinstance(value, str) and len(value) <= longest and _REPLY.fullmatch(value) is not None


def _new_id(live: Live, room: Room) -> str:
    taken = room.chat.ids()
    while (line_id := live.chance.hex(_LINE_ID_DIGITS)) in taken:
        pass
    return line_id
