"""From a score to batches of notes that the quota pays for (protocol §6.1, §11).

When a piece has more to play than the quota allows, stops are put off first, then the quietest
notes are left out.
"""

from __future__ import annotations

from bisect import bisect_left
from heapq import nlargest

from rooms.domain.quota import TICK_MS, NoteQuota, QuotaParams
from rooms.protocol.client import Note

from .score import Event, Score

BATCH_MS = 100.0
"""What one message holds. Notes may come up to 200 ms after its `t`; half of that keeps the bot
at 10 messages a second of the 30 the server takes, and quick to obey."""

KEPT_POINTS = 1
"""Never spent: three ticks in a row with nothing left would make every note cost `allowance`."""

WIRE = QuotaParams(1200, 1200)
"""A second quota, for bots whose first is large: at 30 bytes a note and five ticks these are some
216 000 bytes in 10 s of the 300 000 after which the server hangs up (protocol §13)."""

_GOLDEN = 0.618033988749895


class Pacer:
    """Deals out a score, batch by batch. `position` is where the next batch begins, in ms."""

    def __init__(self, score: Score) -> None:
        self.score = score
        self.position = 0.0
        self.sent = 0
        self._events = score.events
        self._times = [event.at for event in score.events]
        self._next = 0
        self._sounding: set[str] = set()
        # Stops that could not be paid yet, oldest first.
        self._late: dict[str, None] = {}
        self._wire: NoteQuota | None = None

    @property
    def finished(self) -> bool:
        """Whether everything was dealt out or given up."""
        return self._next == len(self._events) and not self._late

    def batch(self, quota: NoteQuota, now: float) -> list[Note[float]]:
        """The notes of the next `BATCH_MS`, paid for. `now` is the clock of the quota, in ms."""
        budget = self._budget(quota, now)
        start, self.position = self.position, self.position + BATCH_MS
        first, self._next = self._next, bisect_left(self._times, self.position, self._next)
        chosen, spare = self._choose(first, budget)
        notes = self._late_stops(spare)
        for index in range(first, self._next):
            event = self._events[index]
            if self._is_wanted(event, index in chosen):
                notes.append(_note(event, round(event.at - start)))
        return self._pay(notes, quota, now)

    def release(self, quota: NoteQuota, now: float) -> list[Note[float]]:
        """Stops for all that sounds, as far as they can be paid: the piece is broken off."""
        budget = self._budget(quota, now)
        notes: list[Note[float]] = [Note(key, d=0, s=1) for key in sorted(self._sounding)[:budget]]
        self.forget()
        return self._pay(notes, quota, now)

    def forget(self) -> None:
        """Nothing sounds any more: the connection is gone, and the bot's notes with it."""
        self._sounding.clear()
        self._late.clear()

    def _budget(self, quota: NoteQuota, now: float) -> int:
        self._wire = self._wire or NoteQuota(WIRE, now)
        quota.advance(now)
        self._wire.advance(now)
        return max(0, min(quota.points, self._wire.points) - KEPT_POINTS)

    def _choose(self, first: int, budget: int) -> tuple[range | set[int], int]:
        """Which of the coming events can be paid, and what is left for late stops.

        Looks one tick ahead, for in that time the quota gains something for certain. A dense
        passage is so thinned evenly, instead of falling silent half-way.
        """
        last = bisect_left(self._times, self.position - BATCH_MS + TICK_MS, first)
        coming = range(first, last)
        if len(coming) <= budget:
            return coming, budget - len(coming)
        return set(nlargest(budget, coming, key=self._weight)), 0

    def _weight(self, index: int) -> tuple[float, float]:
        velocity = self._events[index].velocity
        # Multiples of the golden ratio leave no gaps: of equals, the chosen are spread evenly.
        return (-1.0 if velocity is None else velocity, index * _GOLDEN % 1)

    def _late_stops(self, spare: int) -> list[Note[float]]:
        keys = list(self._late)[:spare]
        for key in keys:
            del self._late[key]
            self._sounding.discard(key)
        return [Note(key, d=0, s=1) for key in keys]

    def _is_wanted(self, event: Event, affordable: bool) -> bool:
        """Keep account of what sounds, and say whether the event is to be sent."""
        if event.velocity is not None:
            if affordable:
                self._sounding.add(event.key)
                self._late.pop(event.key, None)
            return affordable
        if event.key not in self._sounding:
            # Its stroke was left out: there is nothing to stop.
            return False
        if affordable:
            self._sounding.discard(event.key)
            self._late.pop(event.key, None)
        else:
            self._late[event.key] = None
        return affordable

    def _pay(self, notes: list[Note[float]], quota: NoteQuota, now: float) -> list[Note[float]]:
        if not notes or not quota.spend(len(notes), now):
            return []
        if self._wire is not None:
            self._wire.spend(len(notes), now)
        self.sent += len(notes)
        return notes


def _note(event: Event, delay: int) -> Note[float]:
    if event.velocity is None:
        return Note(event.key, d=delay, s=1)
    return Note(event.key, d=delay, v=event.velocity)
