"""chown, kickban, unban (docs/protocol.md §7.3, §8.1)."""

from __future__ import annotations

from rooms.handlers.registry import Needs, handles
from rooms.live import Live
from rooms.protocol.client import KickBan, PassCrown, Unban
from rooms.services import governing
from rooms.session import Connection


@handles(PassCrown, Needs.ROOM, rate="rate_crown")
async def pass_crown(live: Live, connection: Connection, message: PassCrown) -> None:
    await governing.pass_crown(live, connection, message.id)


@handles(KickBan, Needs.ROOM, rate="rate_kickban")
async def kickban(live: Live, connection: Connection, message: KickBan) -> None:
    await governing.kickban(live, connection, message.id, message.ms)


@handles(Unban, Needs.ROOM, rate="rate_kickban")
async def unban(live: Live, connection: Connection, message: Unban) -> None:
    await governing.unban(live, connection, message.id)
