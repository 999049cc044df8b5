"""clearchat, v, siteban, setcolor, setname (docs/protocol.md §12.2).

They are rated like the crown: each one costs a write, and each one without the right a line of log.
"""

from __future__ import annotations

from rooms.domain.text import finite
from rooms.handlers.registry import Needs, handles
from rooms.live import Live
from rooms.protocol.client import ClearChat, SetColor, SetName, SiteBan, Vanish
from rooms.services import staffing
from rooms.session import Connection


@handles(ClearChat, Needs.ROOM, rate="rate_crown")
async def clear_chat(live: Live, connection: Connection, message: ClearChat) -> None:
    await staffing.clear_chat(live, connection)


@handles(Vanish, Needs.USER, rate="rate_crown")
async def vanish(live: Live, connection: Connection, message: Vanish) -> None:
    await staffing.vanish(live, connection, message.vanish)


@handles(SiteBan, Needs.USER, rate="rate_crown")
async def site_ban(live: Live, connection: Connection, message: SiteBan) -> None:
    length_ms = None if message.permanent else finite(message.duration)
    if message.permanent or length_ms is not None:
        await staffing.ban_from_site(
            live, connection, message.id, length_ms, message.reason, message.note or ""
        )


@handles(SetColor, Needs.USER, rate="rate_crown")
async def set_color(live: Live, connection: Connection, message: SetColor) -> None:
    await staffing.change_profile_of(live, connection, message.id, "color", message.color)


@handles(SetName, Needs.USER, rate="rate_crown")
async def set_name(live: Live, connection: Connection, message: SetName) -> None:
    await staffing.change_profile_of(live, connection, message.id, "name", message.name)
