"""The note quota (protocol §11)."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

TICK_MS = 2000
PERIODS_KEPT = 30
"""Ticks of which it is known how many notes were paid for: a minute."""


@dataclass(frozen=True, slots=True)
class QuotaParams:
    """Numbers of a mode: gain a tick, most points at hand, periods remembered."""

    allowance: int
    max: int
    max_hist_len: int = 3

    def scaled(self, factor: float) -> QuotaParams:
        return QuotaParams(
            max(1, round(self.allowance * factor)),
            max(1, round(self.max * factor)),
            self.max_hist_len,
        )


LOBBY = QuotaParams(200, 600)
NORMAL = QuotaParams(400, 1200)
RIDICULOUS = QuotaParams(600, 1800)
UNLIMITED = QuotaParams(1_000_000, 3_000_000)


class NoteQuota:
    """Points that notes are paid with. Times are ms of a monotonic clock.

    `slack` is added to `max` by the side that enforces: the ticks of client and server are not
    aligned, so an honest client at its edge can be one allowance ahead (protocol §11.2, "phase").
    """

    __slots__ = ("_history", "_slack", "_spent", "_spent_before", "_ticked_at", "params", "points")

    def __init__(self, params: QuotaParams, now: float, slack: int = 0) -> None:
        self._fill(params, now, slack)
        self._spent = 0
        self._spent_before: list[int] = []

    def _fill(self, params: QuotaParams, now: float, slack: int) -> None:
        self.params = params
        self._ticked_at = now
        self._slack = slack
        self.points = self.ceiling
        self._history = [self.ceiling] * params.max_hist_len

    @property
    def ceiling(self) -> int:
        """The most points there can be, the slack included."""
        return self.params.max + self._slack

    def set_params(
        self, params: QuotaParams, now: float, slack: int = 0, *, refill: bool = True
    ) -> bool:
        """Take other numbers and start full; False, and no reset, if they are the same.

        Without `refill` there are no more points than before, and the periods go on.
        """
        if params == self.params and slack == self._slack:
            return False
        if refill:
            self._fill(params, now, slack)
            return True
        self.advance(now)
        self.params, self._slack = params, slack
        self.points = min(self.points, self.ceiling)
        self._history = [min(points, self.ceiling) for points in self._history]
        return True

    def spend(self, cost: int, now: float) -> bool:
        """Pay `cost` points if there are so many; a refusal changes nothing."""
        if now - self._ticked_at >= TICK_MS:
            self.advance(now)
        price = cost if any(self._history) else cost * self.params.allowance
        if self.points < price:
            return False
        self.points -= price
        self._spent += cost
        return True

    def spent_lately(self, now: float) -> list[int]:
        """How many notes were paid for in each of the last periods, oldest first."""
        self.advance(now)
        return [*self._spent_before, self._spent]

    def advance(self, now: float) -> None:
        """Make up for the ticks that are due."""
        due = int((now - self._ticked_at) // TICK_MS)
        self._ticked_at += due * TICK_MS
        if due:
            silent = [0] * min(due - 1, PERIODS_KEPT)
            self._spent_before = [*self._spent_before, self._spent, *silent][-PERIODS_KEPT:]
            self._spent = 0
        # After so many ticks everything is full again, however long the silence was.
        enough = self.params.max_hist_len + ceil(self.ceiling / max(1, self.params.allowance))
        for _ in range(min(due, enough + 1)):
            self._tick()

    def _tick(self) -> None:
        self._history = [self.points, *self._history[:-1]]
        if self.points < self.ceiling:
            self.points = min(self.ceiling, self.points + self.params.allowance)
