"""Which groups of the channel layer this process hears of: those of its rooms, and a few others."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from typing import Any
from weakref import WeakValueDictionary

from rooms.groups import CONTROL_GROUP, room_group


class Listening:
    """The groups that the one channel of this process is in."""

    def __init__(self, layer: Any) -> None:
        self.channel = ""
        self._layer = layer
        self._rooms: set[str] = set()
        self._others: list[str] = []
        # Two at once would take a room for joined that is only about to be, or about to be left.
        self._joining: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._reserved: dict[str, int] = {}

    @property
    def rooms(self) -> frozenset[str]:
        return frozenset(self._rooms)

    async def start(self) -> None:
        """Begin to hear of what concerns every process."""
        self.channel = await self._layer.new_channel("mpp.")
        await self._layer.group_add(CONTROL_GROUP, self.channel)
        # An earlier start had another channel.
        for room_id in tuple(self._rooms):
            await self._layer.group_add(room_group(room_id), self.channel)

    async def stop(self) -> None:
        """Hear of nothing more."""
        channel, self.channel = self.channel, ""
        if channel:
            for group in (CONTROL_GROUP, *self._others, *map(room_group, self._rooms)):
                await self._layer.group_discard(group, channel)
            self._others = []

    async def join(self, group: str) -> None:
        """Hear of a group besides those of rooms, until `stop`."""
        await self._layer.group_add(group, self.channel)
        self._others.append(group)

    @asynccontextmanager
    async def reserve(self, room_id: str) -> AsyncIterator[None]:
        """Listen to a room before somebody enters it, so that nothing said in between is missed."""
        self._reserved[room_id] = self._reserved.get(room_id, 0) + 1
        try:
            # Nobody is about to leave a room that is reserved, unless somebody began before.
            if room_id not in self._rooms or room_id in self._joining:
                await self._join(room_id)
            yield
        finally:
            self._reserved[room_id] -= 1
            if not self._reserved[room_id]:
                del self._reserved[room_id]

    async def _join(self, room_id: str) -> None:
        async with self._alone(room_id):
            if room_id not in self._rooms:
                await self._layer.group_add(room_group(room_id), self.channel)
                self._rooms.add(room_id)

    async def tidy(self, wanted: Collection[str]) -> None:
        """Stop listening to rooms that are not `wanted`, which may change meanwhile."""
        for room_id in self._rooms.difference(wanted):
            async with self._alone(room_id):
                if room_id not in wanted and room_id not in self._reserved:
                    self._rooms.discard(room_id)
                    await self._layer.group_discard(room_group(room_id), self.channel)

    def _alone(self, room_id: str) -> asyncio.Lock:
        lock = self._joining.get(room_id)
        if lock is None:
            lock = self._joining[room_id] = asyncio.Lock()
        return lock
