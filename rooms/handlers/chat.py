"""a, dm (docs/protocol.md §6.3, §6.5)."""

from __future__ import annotations

from rooms.handlers.registry import Needs, handles
from rooms.live import Live
from rooms.protocol.client import Say, SayTo
from rooms.services import chatting
from rooms.session import Connection


@handles(Say, Needs.ROOM)
async def say(live: Live, connection: Connection, message: Say) -> None:
    await chatting.say(live, connection, message.message, message.reply_to)


@handles(SayTo, Needs.ROOM)
async def say_to(live: Live, connection: Connection, message: SayTo) -> None:
    await chatting.say_to(live, connection, message.id, message.message, message.reply_to)
