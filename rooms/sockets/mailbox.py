"""The queue of one ASGI application's events, in a tenth of the memory of `asyncio.Queue`.

Source: docs/architecture.md §2.1 (a connection that does nothing must cost little).
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Generic, TypeVar

T = TypeVar("T")


class Mailbox(Generic[T]):
    """What a protocol object asks of `asyncio.Queue`, for one reader.

    `asyncio.Queue` makes four deques of 700 bytes; here one exists while something waits.
    """

    __slots__ = ("_items", "_reader")

    def __init__(self) -> None:
        self._items: deque[T] | None = None
        self._reader: asyncio.Future[None] | None = None

    def empty(self) -> bool:
        """Whether nothing waits."""
        return self._items is None

    def put_nowait(self, item: T) -> None:
        """Add an item and wake the reader."""
        if self._items is None:
            self._items = deque()
        self._items.append(item)
        if self._reader is not None and not self._reader.done():
            self._reader.set_result(None)

    async def get(self) -> T:
        """The oldest item, once there is one."""
        while self._items is None:
            self._reader = asyncio.get_running_loop().create_future()
            try:
                await self._reader
            finally:
                self._reader = None
        item = self._items.popleft()
        if not self._items:
            self._items = None
        return item
