"""What somebody may still do (§11.2, §14.1). Times are ms."""

from __future__ import annotations

from typing import Any

from . import numbers


class Buckets:
    """Full at first; each fills evenly and is named by what is done."""

    def __init__(self) -> None:
        self._levels: dict[str, tuple[float, float]] = {}

    def take(self, name: str, now: float, amount: float = 1, rate: str = "") -> bool:
        """Whether `name` may be done; `rate` names the numbers where they are not its own."""
        count, seconds = numbers.RATES[rate or name]
        level, at = self._levels.get(name, (count, now))
        # Where the numbers change, they hold for the time since the last use as well.
        level = min(count, min(level, count) + (now - at) * count / (seconds * 1000))
        enough = level >= amount
        self._levels[name] = (level - amount if enough else level, now)
        return enough


class Purse:
    """The note quota: the server announces `max` and lets one allowance more be spent."""

    def __init__(self, mode: tuple[int, int], now: float) -> None:
        self._start(mode, now)

    def _start(self, mode: tuple[int, int], now: float) -> None:
        self.mode = mode
        self._ceiling = mode[0] + mode[1]
        self.points = self._ceiling
        self._history = [self._ceiling] * numbers.SLOTS
        self._next_tick = now + numbers.TICK_MS

    def change(self, mode: tuple[int, int], now: float, *, refill: bool) -> None:
        """Full under the new numbers, or with no more points than before (11.2-7)."""
        if refill:
            self._start(mode, now)
            return
        self.tick(now)
        self.mode, self._ceiling = mode, sum(mode)
        self.points = min(self.points, self._ceiling)
        self._history = [min(points, self._ceiling) for points in self._history]

    def tick(self, now: float) -> None:
        """Make up for the ticks that are due."""
        while self._next_tick <= now:
            self._next_tick += numbers.TICK_MS
            if self.points == self._ceiling and set(self._history) == {self._ceiling}:
                # Nothing changes any more however many ticks are due.
                late = max(0, now - self._next_tick)
                self._next_tick += late // numbers.TICK_MS * numbers.TICK_MS
                continue
            self._history = [self.points, *self._history[:-1]]
            self.points = min(self._ceiling, self.points + self.mode[0])

    def spend(self, cost: int, now: float) -> bool:
        self.tick(now)
        if sum(self._history) <= 0:
            cost *= self.mode[0]
        if cost > self.points:
            return False
        self.points -= cost
        return True

    def message(self) -> dict[str, Any]:
        allowance, most = self.mode
        return {"m": "nq", "allowance": allowance, "max": most, "maxHistLen": numbers.SLOTS}
