"""Time and chance, so that tests can feed them."""

from __future__ import annotations

import random
import secrets
import time
from typing import Protocol

TOLERANCE_MS = 5.0
"""By how much clocks may differ before one is set."""


class Clock(Protocol):
    """Both in milliseconds."""

    def wall(self) -> float:
        """Since the Unix epoch; what clients are told."""
        ...

    def steady(self) -> float:
        """From any start, never backwards; what quotas and time-outs count."""
        ...


class SystemClock:
    """The clocks of this machine; `ahead_ms` makes one that goes wrong, for tests."""

    def __init__(self, ahead_ms: float = 0.0) -> None:
        self._ahead_ms = ahead_ms

    def wall(self) -> float:
        # Microseconds: more digits than the clock is good for would only cost bytes.
        return round(time.time() * 1000 + self._ahead_ms, 3)

    def steady(self) -> float:
        return time.monotonic() * 1000


class SteeredClock:
    """A clock that goes by the time of the site: notes, crowns and bans have one time everywhere.

    Until it is steered it goes by its own.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ahead_ms = 0.0
        # Asked for each note: as it is, without another call.
        self.steady = clock.steady

    def wall(self) -> float:
        wall = self._clock.wall()
        return round(wall + self._ahead_ms, 3) if self._ahead_ms else wall

    def inner(self) -> float:
        """What this machine says."""
        return self._clock.wall()

    def steer(self, at: float, asked: float, answered: float) -> None:
        """Somebody who was `asked` said that it is `at`; all in ms, the last two as of `inner`.

        A little off is left as it is, so that time does not jump to and fro with every answer.
        """
        error = max(0.0, answered - asked) / 2
        ahead = at - (asked + answered) / 2
        if abs(ahead - self._ahead_ms) > error + TOLERANCE_MS:
            self._ahead_ms = ahead


class Chance(Protocol):
    """Where unpredictable values come from."""

    def fraction(self) -> float:
        """A number in [0, 1)."""
        ...

    def hex(self, digits: int) -> str:
        """So many random lowercase hex digits."""
        ...


class SystemChance:
    """Randomness of this machine."""

    def fraction(self) -> float:
        return random.random()  # noqa: S311 - it only places a fallen crown

    def hex(self, digits: int) -> str:
        return secrets.token_hex((digits + 1) // 2)[:digits]
