"""The delivery cycle: what was published goes out in batches, at a pace that follows the load.

A frame of the protocol is an array, so a batch of messages makes one frame. One cycle serves all
rooms of the process. It runs at the next turn of the loop when the process is idle, and otherwise
pauses for as long as its last run took: delivery never takes more than about half of the process,
so receiving always gets its share, and batches grow with the load by themselves.
"""

from __future__ import annotations

import asyncio
import logging
from time import perf_counter
from typing import Any

from rooms.batch import Batch
from rooms.groups import room_group

log = logging.getLogger("rooms.cycle")

LONGEST_PAUSE_S = 0.02
_PAUSE_FACTOR = 1.0


class DeliveryCycle:
    """Gathers and sends. `tick_ms` is a floor for the pause between two runs."""

    def __init__(self, layer: Any, tick_ms: float) -> None:
        self._layer = layer
        self._shortest_pause = tick_ms / 1000
        self._longest_pause = max(LONGEST_PAUSE_S, self._shortest_pause)
        self._batches: dict[str, Batch] = {}
        self._posts: list[tuple[str, dict[str, Any]]] = []
        self._armed: asyncio.Event | None = None
        self._sending = asyncio.Lock()
        self._not_before = 0.0
        self._busy = 0.0

    def batch(self, room_id: str) -> Batch:
        """The batch of a room that goes out next."""
        batch = self._batches.get(room_id)
        if batch is None:
            batch = self._batches[room_id] = Batch(room_id)
            self._arm()
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
        self._arm()

    async def run(self) -> None:
        """Send what is gathered, for ever."""
        armed = self._armed = asyncio.Event()
        armed.set()
        while True:
            await armed.wait()
            if (pause := self._not_before - perf_counter()) > 0:
                await asyncio.sleep(pause)
            armed.clear()
            self._busy = 0.0
            started = perf_counter()
            async with self._sending:
                await self._send()
            self.took(perf_counter() - started)

    def took(self, seconds: float) -> None:
        """Part of a run took so long; the next one waits for as long as all parts together."""
        self._busy += seconds
        pause = max(_PAUSE_FACTOR * self._busy, self._shortest_pause)
        self._not_before = perf_counter() + min(pause, self._longest_pause)

    def _arm(self) -> None:
        # What is gathered before the first run waits for it.
        if self._armed is not None:
            self._armed.set()

    async def _send(self) -> None:
        messages, self._posts = self._posts, []
        batches, self._batches = self._batches, {}
        messages += [(room_group(room_id), batch.message()) for room_id, batch in batches.items()]
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
            log.exception("A %s message to %s was lost", message["type"], group)
