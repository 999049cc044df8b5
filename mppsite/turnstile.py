"""Who comes in waits for their turn, and those inside are served meanwhile."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable


class Turnstile:
    """Lets one act in each turn of the loop, in the order they came.

    A turn of the loop does all that is there to be done: a thousand handshakes that came at once
    would be a turn of half a second.
    """

    def __init__(self) -> None:
        self._waiting: deque[Callable[[], None]] = deque()

    def enter(self, act: Callable[[], None], loop: asyncio.AbstractEventLoop) -> None:
        """Have `act` called when it is its turn."""
        self._waiting.append(act)
        if len(self._waiting) == 1:
            loop.call_soon(self._next, loop)

    def _next(self, loop: asyncio.AbstractEventLoop) -> None:
        act = self._waiting.popleft()
        if self._waiting:
            loop.call_soon(self._next, loop)
        act()
