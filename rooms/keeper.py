"""What has to be done from time to time: time-outs, empty rooms, news from the database."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress

from channels.db import database_sync_to_async

from rooms import selectors
from rooms.closing import CloseCode, close
from rooms.domain.words import WordFilter
from rooms.live import Live, Words
from rooms.remembering import stored_room
from rooms.services.idling import mark_idle
from rooms.services.people import refresh
from rooms.session import Connection
from rooms.state.base import StoreAway

log = logging.getLogger("rooms.keeper")

PERIOD_S = 1.0
REFRESH_S = 30.0
"""How long at most a change in the database may go unnoticed."""
REMEMBER_S = 3600.0
LAG_EVERY_S = 0.5
LAG_REMEMBERED_S = 60.0
_AT_ONCE = 500
"""Sockets looked at, or people asked for, before others get their turn."""


async def keep(live: Live) -> None:
    """Do everything in its time, for ever."""
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(_every(PERIOD_S, sweep, live))
        tasks.create_task(watch_lag(live))
        tasks.create_task(_every(live.limits.list_pause_ms / 2000, refresh_list, live))
        tasks.create_task(_every(REFRESH_S, refresh_words, live, at_once=True))
        tasks.create_task(_every(REFRESH_S, refresh_people, live))
        tasks.create_task(_every(REMEMBER_S, remember_open_rooms, live))


async def _every(
    seconds: float, work: Callable[[Live], Awaitable[None]], live: Live, *, at_once: bool = False
) -> None:
    if not at_once:
        await asyncio.sleep(seconds)
    while True:
        try:
            await work(live)
        except Exception:
            # The database may be away; whatever it is, the next time may go well.
            log.exception("%s failed and is tried again", work.__name__)
        await asyncio.sleep(seconds)


async def watch_lag(live: Live) -> None:
    """Measure how late the event loop is, for ever."""
    loop, tally = asyncio.get_running_loop(), live.hub.tally
    recent: deque[float] = deque(maxlen=round(LAG_REMEMBERED_S / LAG_EVERY_S))
    while True:
        asked_at = loop.time()
        await asyncio.sleep(LAG_EVERY_S)
        tally.lag_s = max(0.0, loop.time() - asked_at - LAG_EVERY_S)
        recent.append(tally.lag_s)
        tally.worst_lag_s = max(recent)


async def refresh_words(live: Live) -> None:
    """Take the words that are not shown from the database. Raises django.db.DatabaseError."""
    words = await database_sync_to_async(selectors.filtered_words)()
    live.words = Words(
        everywhere=WordFilter(word for word, everywhere in words if everywhere),
        where_asked=WordFilter(word for word, everywhere in words if not everywhere),
    )


async def refresh_people(live: Live) -> None:
    """Notice bans, roles and flags that came without a signal. Raises django.db.DatabaseError."""
    user_ids = list(live.hub.users)
    for start in range(0, len(user_ids), _AT_ONCE):
        await refresh(live, user_ids[start : start + _AT_ONCE])


async def refresh_list(live: Live) -> None:
    """Notice what other processes have changed in the list of rooms."""
    for room_id in await live.store.refresh(wanted=live.listing.is_followed):
        live.listing.mark(room_id)


async def remember_open_rooms(live: Live) -> None:
    """Keep rooms that are open for days from looking unused if the process is killed (§5.6)."""
    for local in live.hub.rooms.values():
        live.archive.remember_room(stored_room(local.room, live.now))


async def sweep(live: Live) -> None:
    """Do all that is due now."""
    with suppress(StoreAway):
        await unload_empty_rooms(live)
    now = live.clock.steady()
    await live.hub.tidy(now)
    live.store.keep_only(live.hub.listening.rooms)
    live.doorkeeper.tidy(now)
    for local in tuple(live.hub.rooms.values()):
        await mark_idle(live, local, now)
    for count, connection in enumerate(tuple(live.hub.connections), start=1):
        was_closed = connection.socket.closed
        _check(live, connection, now)
        # To end one costs as much as to look at hundreds.
        if count % _AT_ONCE == 0 or (connection.socket.closed and not was_closed):
            await asyncio.sleep(0)


async def unload_empty_rooms(live: Live) -> None:
    """Let go of rooms that were empty for long enough; the archive remembers them (§5.6)."""
    now = live.now
    for room in await live.store.unload_empty(now, live.limits.empty_room_ms):
        live.archive.remember_room(stored_room(room, now))


def _check(live: Live, connection: Connection, now: float) -> None:
    limits = live.limits
    if connection.user is None:
        if now - connection.opened_at > limits.hello_ms:
            close(live, connection, CloseCode.TIMED_OUT, "no hi")
    elif now - connection.seen_at > limits.silence_ms:
        close(live, connection, CloseCode.TIMED_OUT, "no sign of life")
    connection.socket.check_stall(now / 1000)
