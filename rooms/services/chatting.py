"""Chat (docs/protocol.md §6.3)."""

from __future__ import annotations

import re

from rooms import notices
from rooms.domain.chat import Line
from rooms.domain.people import User
from rooms.domain.room import Room
from rooms.domain.text import is_text
from rooms.live import Live
from rooms.session import Connection, LocalRoom
from rooms.telling import tell

_REPLY = re.compile(r"[0-9a-z]{1,32}", re.ASCII)
_LINE_ID_DIGITS = 8


async def say(live: Live, connection: Connection, text: str, reply_to: object) -> None:
    """Say a line to the room. Raises RoomError if there is no chat."""
    local, user = connection.local, connection.user
    if local is None or user is None or not is_text(text, live.limits.chat_length):
        return
    if not local.room.settings.chat or not _may_chat(live, connection, local, user):
        return
    reply = reply_to if isinstance(reply_to, str) and _REPLY.fullmatch(reply_to) else None
    line = Line(_new_id(live, local.room), live.now, text, user, reply)
    await live.store.update(local.id, lambda room: room.say(line))


def _may_chat(live: Live, connection: Connection, local: LocalRoom, user: User) -> bool:
    """Whether the rate allows a line; the first refusal of a series is explained."""
    meters, limits = connection.meters, live.limits
    if meters is None:
        return False
    rate = limits.rate_chat_crown if local.room.holder == user.user_id else limits.rate_chat
    if meters.allow("chat", rate, live.clock.steady()):
        meters.warned = False
        return True
    if not meters.warned:
        meters.warned = True
        tell(connection, notices.too_fast())
    return False


def _new_id(live: Live, room: Room) -> str:
    taken = room.chat.ids()
    while (line_id := live.chance.hex(_LINE_ID_DIGITS)) in taken:
        pass
    return line_id
