"""One at a time for each room."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turns:
    """A lock for each room that somebody works on or waits for, and none for the others."""

    def __init__(self) -> None:
        self._locks: dict[str, tuple[asyncio.Lock, int]] = {}

    def __contains__(self, room_id: str) -> bool:
        return room_id in self._locks

    @asynccontextmanager
    async def alone(self, room_id: str) -> AsyncIterator[None]:
        """With nobody else of this process at the same room."""
        lock, waiting = self._locks.get(room_id) or (asyncio.Lock(), 0)
        self._locks[room_id] = (lock, waiting + 1)
        try:
            async with lock:
                yield
        finally:
            lock, waiting = self._locks[room_id]
            if waiting == 1:
                del self._locks[room_id]
            else:
                self._locks[room_id] = (lock, waiting - 1)
