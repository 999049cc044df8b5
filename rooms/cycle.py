"""The delivery cycle: what was published goes out in batches, at a pace that follows the load.

A frame of the protocol is an array, so a batch of messages makes one frame. One cycle serves all
rooms of the process. It runs at the next turn of the loop when the process is idle, and otherwise
pauses for as long as its last run took: delivery never takes more than about half of the process,
so receiving always gets its share, and batches grow with the load by themselves.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from time import perf_counter
from typing import Any

from rooms.batch import Batch
from rooms.groups import room_group
from rooms.tally import Tally

log = logging.getLogger("rooms.cycle")

LONGEST_PAUSE_S = 0.02
_PAUSE_FACTOR = 1.0


class DeliveryCycle:
    """Gathers and sends; `tally` counts. `tick_ms` is a floor for the pause between two runs."""

    def __init__(self, layer: Any, tick_ms: float, tally: Tally) -> None:
        self._layer = layer
        self._tally = tally
        self._shortest_pause = tick_ms / 1000
        self._longest_pause = max(LONGEST_PAUSE_S, self._shortest_pause)
        self._batches: dict[str, Batch] = {}
        self._posts: list[tuple[str, dict[str, Any]]] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._next_run: asyncio.Handle | None = None
        self._is_soon = False
        """Whether the next run comes as soon as it may."""
        self._wanted_at = 0.0
        """Since when; 0: nothing waits."""
        self._due: asyncio.Event | None = None
        self._sending = asyncio.Lock()
        self._not_before = 0.0
        self._busy = 0.0

    def batch(self, room_id: str, wait_s: float = 0.0) -> Batch:
        """The batch of a room that goes out next: within `wait_s`, if the pace allows it."""
        if not self._is_soon:
            self._plan(wait_s)
        batch = self._batches.get(room_id)
        if batch is None:
            batch = self._batches[room_id] = Batch(room_id)
        return batch

    async def flush(self, room_id: str) -> None:
        """Send what is gathered for a room now, behind what is being sent."""
        if room_id in self._batches or self._sending.locked():
            async with self._sending:
                if batch := self._batches.pop(room_id, None):
                    await self._send_one(room_group(room_id), batch.message())

    def post(self, group: str, message: dict[str, Any]) -> None:
        """Send a message by itself, before the batches."""
        self._posts.append((group, message))
        if not self._is_soon:
            self._plan(0.0)

    async def run(self, *, at_once: bool = False) -> None:
        """Send what is gathered, for ever; `at_once`: over a layer that never waits.

        Then a run is a callback of the loop: a task would take two more turns for each note.
        """
        self._loop = asyncio.get_running_loop()
        due = asyncio.Event()
        self._due = None if at_once else due
        # What was gathered before now has waited for it.
        self._plan(0.0)
        try:
            while True:
                await due.wait()
                due.clear()
                if (pause := self._not_before - perf_counter()) > 0:
                    await asyncio.sleep(pause)
                self._is_soon = False
                self._busy = 0.0
                started = self._now_begun()
                async with self._sending:
                    await self._send()
                self.took(perf_counter() - started)
        finally:
            self._loop, self._is_soon = None, False
            if self._next_run is not None:
                self._next_run.cancel()
                self._next_run = None

    def took(self, seconds: float) -> None:
        """Part of a run took so long; the next one waits for as long as all parts together."""
        self._busy += seconds
        pause = max(_PAUSE_FACTOR * self._busy, self._shortest_pause)
        self._not_before = perf_counter() + min(pause, self._longest_pause)

    def _plan(self, wait_s: float) -> None:
        """Have a run within `wait_s`, or as soon as the pause after the last one is over."""
        # What is gathered before the first run waits for it.
        if self._loop is None:
            return
        if not (wait_s or self._wanted_at):
            self._wanted_at = perf_counter()
        if self._next_run is not None:
            if wait_s:
                return
            self._next_run.cancel()
        self._is_soon = not wait_s
        wait_s = max(wait_s, self._not_before - perf_counter())
        if wait_s > 0:
            self._next_run = self._loop.call_later(wait_s, self._begin)
        else:
            self._next_run = self._loop.call_soon(self._begin)

    def _begin(self) -> None:
        self._next_run = None
        if self._due is not None:
            # Until it begins nothing else has to be planned.
            self._is_soon = True
            self._due.set()
            return
        # What a delivery leads to waits until it is known how long the delivery took.
        self._is_soon = True
        self._busy = 0.0
        started = self._now_begun()
        try:
            finish_now(self._send())
        finally:
            self.took(perf_counter() - started)
            self._is_soon = False
            if self._batches or self._posts:
                self._plan(0.0)

    def _now_begun(self) -> float:
        """A run begins: the moment, which whatever waited for it is measured by."""
        now = perf_counter()
        if self._wanted_at:
            self._tally.tick_lags.add(now - self._wanted_at)
            self._wanted_at = 0.0
        return now

    async def _send(self) -> None:
        messages, self._posts = self._posts, []
        batches, self._batches = self._batches, {}
        messages += [(room_group(room_id), batch.message()) for room_id, batch in batches.items()]
        if self._due is None:
            # Nothing is saved by one call, and what has arrived by it would arrive again.
            for group, message in messages:
                await self._send_one(group, message)
            return
        try:
            await self._layer.groups_send(messages)
        except Exception:
            log.exception("A message cannot be carried: all are sent one by one")
            for group, message in messages:
                await self._send_one(group, message)

    async def _send_one(self, group: str, message: dict[str, Any]) -> None:
        try:
            await self._layer.group_send(group, message)
        except Exception:
            self._tally.lost += 1
            log.exception("A %s message to %s was lost", message["type"], group)


def finish_now(work: Coroutine[Any, Any, None]) -> None:
    """Run to its end what does not wait for anything. Raises RuntimeError if it does."""
    try:
        work.send(None)
    except StopIteration:
        return
    work.close()
    raise RuntimeError("a layer that delivers at once has waited")
