"""What time it is: here, and on the server (protocol §4.2)."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from rooms.clock import SystemClock

SAMPLES = 5


@dataclass(frozen=True, slots=True)
class Timing:
    """The clock (ms) and the sleep (seconds) everything in the bot goes by.

    The clock is a steady one: setting the time of the machine does not shift the music.
    """

    now: Callable[[], float] = SystemClock().steady
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


class ServerClock:
    """Turns local ms into server ms.

    Of the last few round trips the shortest is believed: it leaves least doubt about when, between
    question and answer, the server looked at its clock.
    """

    def __init__(self) -> None:
        self._trips: deque[tuple[float, float]] = deque(maxlen=SAMPLES)
        self._greeting = 0.0

    def greeted(self, server: float, received: float) -> None:
        """Take the time of `hi`, until a round trip is known."""
        self._greeting = server - received

    def answered(self, server: float, sent: float, received: float) -> None:
        """Take an answer to a question asked at `sent` and answered by `received` (local ms)."""
        trip = max(0.0, received - sent)
        self._trips.append((trip, server - (received - trip / 2)))

    def restart(self) -> None:
        """Forget what is known: another server process may answer next."""
        self._trips.clear()

    @property
    def offset(self) -> float:
        """Server time minus local time, ms."""
        return min(self._trips)[1] if self._trips else self._greeting

    def at(self, local: float) -> float:
        """Server time at a local time."""
        return local + self.offset
