"""What has to be done from time to time: time-outs, stalled sockets, empty rooms."""

from __future__ import annotations

import asyncio

from rooms.closing import CloseCode, close
from rooms.live import Live
from rooms.remembering import stored_room
from rooms.services.idling import mark_idle
from rooms.session import Connection

PERIOD_S = 1.0
_AT_ONCE = 500
"""Sockets looked at before others get their turn."""


async def keep(live: Live) -> None:
    """Sweep for ever."""
    while True:
        await asyncio.sleep(PERIOD_S)
        await sweep(live)


async def sweep(live: Live) -> None:
    """Do all that is due now."""
    unload_empty_rooms(live)
    await live.hub.tidy()
    now = live.clock.steady()
    live.doorkeeper.tidy(now)
    for local in tuple(live.hub.rooms.values()):
        await mark_idle(live, local, now)
    for count, connection in enumerate(tuple(live.hub.connections), start=1):
        _check(live, connection, now)
        if count % _AT_ONCE == 0:
            await asyncio.sleep(0)


def unload_empty_rooms(live: Live) -> None:
    """Let go of rooms that were empty for long enough; the archive remembers them (§5.6)."""
    now = live.now
    for room in live.store.unload_empty(now, live.limits.empty_room_ms):
        live.archive.remember_room(stored_room(room, now))


def _check(live: Live, connection: Connection, now: float) -> None:
    limits = live.limits
    if connection.user is None:
        if now - connection.opened_at > limits.hello_ms:
            close(live, connection, CloseCode.TIMED_OUT, "no hi")
    elif now - connection.seen_at > limits.silence_ms:
        close(live, connection, CloseCode.TIMED_OUT, "no sign of life")
    connection.socket.check_stall(now / 1000)
