"""custom, +custom, -custom (docs/protocol.md §9)."""

from __future__ import annotations

from rooms.handlers.registry import Needs, handles
from rooms.live import Live
from rooms.protocol.client import Custom, SubscribeCustom, UnsubscribeCustom
from rooms.services.customs import send_custom
from rooms.session import Connection


@handles(SubscribeCustom, Needs.USER, rate="rate_custom")
async def subscribe_custom(live: Live, connection: Connection, message: SubscribeCustom) -> None:
    connection.custom = True


@handles(UnsubscribeCustom, Needs.USER, rate="rate_custom")
async def unsubscribe_custom(
    live: Live, connection: Connection, message: UnsubscribeCustom
) -> None:
    connection.custom = False


@handles(Custom, Needs.ROOM)
async def custom(live: Live, connection: Connection, message: Custom) -> None:
    send_custom(live, connection, message.target, message.data)
