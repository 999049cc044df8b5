"""How often something may be done (protocol §14.1)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """`count` times in `seconds`."""

    count: float
    seconds: float

    def scaled(self, factor: float) -> Rate:
        return Rate(self.count * factor, self.seconds)


class TokenBucket:
    """Holds up to `rate.count` tokens, at least one, and fills evenly.

    Times are ms of a monotonic clock.
    """

    __slots__ = ("_filled_at", "_per_ms", "_size", "_tokens")

    def __init__(self, rate: Rate, now: float) -> None:
        # A rate of half a token a second still allows one, every two seconds.
        self._size = self._tokens = max(1.0, rate.count)
        self._per_ms = rate.count / (rate.seconds * 1000)
        self._filled_at = now

    def holds(self, now: float, amount: float = 1) -> bool:
        """Whether `take` would succeed."""
        return min(self._size, self._tokens + (now - self._filled_at) * self._per_ms) >= amount

    def take(self, now: float, amount: float = 1) -> bool:
        """Take `amount` tokens if there are so many."""
        tokens = self._tokens + (now - self._filled_at) * self._per_ms
        if tokens > self._size:
            tokens = self._size
        self._filled_at = now
        if tokens < amount:
            self._tokens = tokens
            return False
        self._tokens = tokens - amount
        return True

    def change_rate(self, rate: Rate) -> None:
        """Go on at another rate without a refill."""
        self._per_ms = rate.count / (rate.seconds * 1000)
        self._size = max(1.0, rate.count)
        self._tokens = min(self._tokens, self._size)
