"""a (docs/protocol.md §6.3)."""

from __future__ import annotations

from rooms.handlers.registry import Needs, handles
from rooms.live import Live
from rooms.protocol.client import Say
from rooms.services import chatting
from rooms.session import Connection


@handles(Say, Needs.ROOM)
async def say(live: Live, connection: Connection, message: Say) -> None:
    await chatting.say(live, connection, message.message, message.reply_to)
