"""Rooms, bans, profiles and chat, written behind and read back (protocol §5.4 step 3a, §5.6).

Everything is accepted at once and written by the database thread in few transactions. `recall` and
`profile` see what is not written yet, so a room that was unloaded a moment ago comes back whole.
Another process sees it after the next write: flush before handing a room over.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from contextvars import Context
from functools import cache, partial
from typing import NamedTuple

from channels.db import database_sync_to_async
from django.db import connections

from . import selectors, writes
from .backlog import Backlog, Unwritten
from .batching import Batcher
from .conf import Limits
from .desk import Desk, NoDesk
from .domain.names import AWKWARD_ROOM, FIRST_LOBBY
from .records import (
    Remembered,
    StoredBan,
    StoredLine,
    StoredProfile,
    StoredRoom,
    latest_of,
    tail_of,
)

logger = logging.getLogger(__name__)

NEVER_FORGOTTEN = frozenset({FIRST_LOBBY, AWKWARD_ROOM})
# Few enough that a `hi` waits no more than some hundredths of a second behind one write.
LINES_PER_WRITE = 500
LONGEST_RETRY_MS = 30_000
# A slow write rests for longer: writing may not take more than a tenth of the process.
RESTS_FOR = 10
LONGEST_REST_S = 0.5
# How long an exit waits for a write that is under way in the database thread.
EXIT_WAIT_S = 10.0


class _Recall(NamedTuple):
    room_id: str
    unwritten: Unwritten


class Archive:
    """The memory of rooms of this process. Times are ms since the epoch, as `now` tells them.

    `limits` say how long an unused room is remembered, how many lines it shows, and how many may
    wait for a failing database; `desk` keeps the bans of rooms.

    A write begins at the next turn of the loop, but not sooner than `flush_ms` (and ten times as
    long as it took, up to half a second) after the one before: a single line is safe at once, and
    a killed process loses little more than this time.
    After a failure the pause is `retry_ms`, doubled with every further one.
    """

    def __init__(
        self,
        *,
        now: Callable[[], int],
        limits: Limits,
        desk: Desk | None = None,
        flush_ms: int = 50,
        retry_ms: int = 1_000,
    ) -> None:
        self._now = now
        self._desk = desk or NoDesk()
        self._forget_after_ms = limits.forget_room_ms
        self._history = limits.history
        self._flush_s = flush_ms / 1000
        self._retry_ms = retry_ms
        self._backlog = Backlog(limits.chat_backlog)
        self._recalls: Batcher[_Recall, Remembered] = Batcher(self._recall_batch)
        self._write_lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._writer: asyncio.Task[None] | None = None
        self._failures = 0
        self._rests_until = 0.0
        self.lost = 0
        """Lines of chat that were given up because the database failed for too long."""

    @property
    def backlog(self) -> int:
        """How many entries are not in the database yet."""
        return len(self._backlog)

    def remember_line(self, line: StoredLine) -> None:
        """Keep a line of chat. Over the backlog the oldest unwritten line is given up."""
        self._backlog.add(line)
        self._wake()

    def remember_room(self, room: StoredRoom) -> None:
        """Keep a room as it stands: when it is opened, changed, and unloaded."""
        self._backlog.add(room)
        self._wake()

    def remember_ban(self, *, room_id: str, user_id: str, by: str, expires_at: int) -> None:
        """Keep a ban; it replaces an earlier one of the same user in the same room."""
        self._backlog.add(
            StoredBan(
                room_id=room_id,
                user_id=user_id,
                by_user_id=by,
                expires_at=expires_at,
                created_at=self._now(),
            )
        )
        self._wake()

    def forget_ban(self, *, room_id: str, user_id: str, by: str) -> None:
        """Lift a ban; an unknown one is no error. `by` is the user who did, empty: moderators."""
        self._backlog.lift(room_id, user_id, by)
        self._wake()

    def remember_profile(self, *, user_id: str, name: str, color: str) -> None:
        """Keep the name and colour of a user."""
        self._backlog.add(StoredProfile(user_id=user_id, name=name, color=color))
        self._wake()

    def profile(self, user_id: str) -> StoredProfile | None:
        """The name and colour of a user that are newer than the database, if there are any."""
        return self._backlog.profile(user_id)

    async def forget_person(self, user_id: str) -> set[str]:
        """Write nothing of somebody who is to be forgotten; returns the rooms of unwritten lines.

        What was being written meanwhile is in the database when this returns.
        """
        rooms = self._backlog.forget_person(user_id)
        await database_sync_to_async(self._wait_for_write)()
        return rooms

    def _wait_for_write(self) -> None:
        with self._write_lock:
            return

    def remember_online(self, *, user_id: str, ms: int) -> None:
        """Add to the time that a user was online."""
        self._backlog.add_online(user_id, ms)
        self._wake()

    def online_ms(self, user_id: str) -> int:
        """The time a user was online that is not in the database yet."""
        return self._backlog.online_ms(user_id)

    async def recall(self, room_id: str) -> Remembered:
        """What is known of a room that is not loaded. Raises django.db.DatabaseError.

        A forgotten or unknown room has no settings, holder and lines, but still its unexpired bans.
        """
        return await self._recalls.submit(_Recall(room_id, self._backlog.about(room_id)))

    async def flush(self) -> None:
        """Write everything that was accepted. Raises what the database raises; nothing is lost."""
        while len(self._backlog):
            await database_sync_to_async(self._write)()

    def flush_at_exit(self) -> None:
        """`flush` for atexit: from a thread without a running loop. Never raises."""
        try:
            while len(self._backlog):
                self._write(wait_s=EXIT_WAIT_S)
        except Exception:
            logger.exception("%d unwritten entries are lost at exit", len(self._backlog))
        finally:
            connections.close_all()

    def _wake(self) -> None:
        """See to it that a write comes."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return  # A later call from the loop writes it, or the exit does.
        if self._loop is not loop:
            self._loop, self._timer, self._writer, self._rests_until = loop, None, None, 0.0
        if self._timer is None and self._writer is None:
            # Its own context: a write belongs to no request, whose thread would end with it.
            self._timer = loop.call_at(self._rests_until, self._start_writer, context=Context())

    def _start_writer(self) -> None:
        self._timer = None
        self._writer = asyncio.get_running_loop().create_task(self._write_behind())

    async def _write_behind(self) -> None:
        pause_s = 0.0
        started = time.perf_counter()
        try:
            await database_sync_to_async(self._write)()
        except Exception:
            if not self._failures:
                logger.exception("Chat and rooms cannot be stored; they are kept and tried again")
            pause_s = min(self._retry_ms << min(self._failures, 16), LONGEST_RETRY_MS) / 1000
            self._failures += 1
        else:
            self._failures = 0
            # A backlog is worked off without a rest, so that an outage is over soon.
            if len(self._backlog) < LINES_PER_WRITE:
                took_s = time.perf_counter() - started
                pause_s = max(self._flush_s, min(RESTS_FOR * took_s, LONGEST_REST_S))
        self._rests_until = asyncio.get_running_loop().time() + pause_s
        self._writer = None
        if len(self._backlog):
            self._wake()

    def _write(self, *, wait_s: float = -1) -> None:
        """Write one bundle, in whichever thread. What fails waits again."""
        if not self._write_lock.acquire(timeout=wait_s):
            raise TimeoutError("the database does not answer")
        try:
            if bundle := self._backlog.take(LINES_PER_WRITE):
                try:
                    writes.store_bundle(bundle, now=self._now(), desk=self._desk)
                except BaseException:
                    self._backlog.give_back()
                    raise
                self._backlog.settle()
            self._report_dropped()
        finally:
            self._write_lock.release()

    def _report_dropped(self) -> None:
        if dropped := self._backlog.dropped:
            self._backlog.dropped = 0
            self.lost += dropped
            logger.error("%d lines of chat were dropped while the database failed", dropped)

    def _recall_batch(self, asked: list[_Recall]) -> list[Remembered]:
        now = self._now()
        room_ids = {room_id for room_id, _ in asked}
        rooms = selectors.rooms_by_id(room_ids)
        # Many may come to one room at once.
        tail = cache(partial(selectors.chat_tail, most=self._history))
        bans: dict[str, dict[str, StoredBan]] = {}
        for ban in self._desk.room_bans(room_ids, now):
            bans.setdefault(ban.room_id, {})[ban.user_id] = ban
        return [
            self._remembered(ask, rooms.get(ask.room_id), bans.get(ask.room_id, {}), tail, now)
            for ask in asked
        ]

    def _remembered(
        self,
        ask: _Recall,
        stored: StoredRoom | None,
        bans: dict[str, StoredBan],
        tail: Callable[[str, int], list[StoredLine]],
        now: int,
    ) -> Remembered:
        changed = {**bans, **ask.unwritten.bans}
        valid = tuple(
            ban for ban in changed.values() if isinstance(ban, StoredBan) and ban.expires_at > now
        )
        room = latest_of(stored, ask.unwritten.room)
        if self._is_forgotten(ask.room_id, room, now):
            # Nothing from before this moment is to be seen in a room that starts anew.
            return Remembered(history_since=now, bans=valid)
        since = room.history_since if room else 0
        # One that was written during the read is in both.
        lines = {
            (line.line_id, line.sent_at): line
            for line in (*tail(ask.room_id, since), *ask.unwritten.lines)
            if line.sent_at >= since
        }
        return Remembered(
            settings=room.settings if room else None,
            last_crown_holder=room.last_crown_holder if room else "",
            persistent=room is not None and room.persistent,
            last_used_at=room.last_used_at if room else 0,
            history_since=since,
            decisions=room.decisions if room else 0,
            bans=valid,
            lines=tail_of(lines.values(), self._history),
        )

    def _is_forgotten(self, room_id: str, room: StoredRoom | None, now: int) -> bool:
        if room_id in NEVER_FORGOTTEN:
            return False
        if room is None:
            return True
        return not room.persistent and now - room.last_used_at >= self._forget_after_ms
