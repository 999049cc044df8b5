"""Time and chance, so that tests can feed them."""

from __future__ import annotations

import random
import secrets
import time
from typing import Protocol


class Clock(Protocol):
    """Both in milliseconds."""

    def wall(self) -> float:
        """Since the Unix epoch; what clients are told."""
        ...

    def steady(self) -> float:
        """From any start, never backwards; what quotas and time-outs count."""
        ...


class SystemClock:
    """The clocks of this machine."""

    def wall(self) -> float:
        # Microseconds: more digits than the clock is good for would only cost bytes.
        return round(time.time() * 1000, 3)

    def steady(self) -> float:
        return time.monotonic() * 1000


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
