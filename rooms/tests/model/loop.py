"""An event loop whose time is fed, and that can tell when there is nothing left to do in it."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable
from typing import Any

from rooms.tests.live.fakes import FakeClock


class FedLoop(asyncio.SelectorEventLoop):
    """Timers run when the clock is moved on. Nothing in it may wait for a network or a thread."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self._waiting: list[asyncio.Future[None]] = []
        super().__init__(_IdleSelector(self._idle))
        # What it is by itself is lost beside large numbers: a timer that is due would never run.
        # After 545 years a microsecond is lost as well; long runs of the fuzzer last longer.
        self._clock_resolution = 1e-4

    def time(self) -> float:
        return self._clock.steady() / 1000

    async def settle(self) -> None:
        """Return when all that can be done at this moment is done."""
        waiter = self.create_future()
        self._waiting.append(waiter)
        await waiter

    def _idle(self) -> None:
        if not self._waiting:
            raise AssertionError("everything waits for something that will never come")
        waiting, self._waiting = self._waiting, []
        for waiter in waiting:
            waiter.set_result(None)


class _IdleSelector(selectors.DefaultSelector):
    """A loop asks its selector to wait only when no callback is ready."""

    def __init__(self, idle: Callable[[], None]) -> None:
        super().__init__()
        self._idle = idle

    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout is None or timeout > 0:
            self._idle()
        return []
