"""What `asyncio.Queue` and `asyncio.Event` do for one socket, in a tenth of their memory.

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


class Gate:
    """What a protocol object asks of `asyncio.Event`, open at first.

    `asyncio.Event` makes a deque of 620 bytes; here a list exists while somebody waits.
    """

    __slots__ = ("_is_open", "_waiting")

    def __init__(self) -> None:
        self._is_open = True
        self._waiting: list[asyncio.Future[None]] | None = None

    def is_set(self) -> bool:
        """Whether it is open."""
        return self._is_open

    def set(self) -> None:
        """Open it, and let in whoever waits."""
        self._is_open = True
        waiting, self._waiting = self._waiting, None
        for future in waiting or ():
            if not future.done():
                future.set_result(None)

    def clear(self) -> None:
        """Close it."""
        self._is_open = False

    async def wait(self) -> bool:
        """Return when it is open, or was opened meanwhile."""
        if not self._is_open:
            if self._waiting is None:
                self._waiting = []
            future = asyncio.get_running_loop().create_future()
            self._waiting.append(future)
            await future
        return True
