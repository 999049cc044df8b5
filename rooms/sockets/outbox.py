"""What waits for a socket that does not take bytes right now.

Sources: docs/protocol.md §13 (1 MiB or 2000 frames; cursors, then notes go before state messages),
docs/architecture.md §2.5.
"""

from __future__ import annotations

from dataclasses import dataclass

from rooms.sockets.base import OutboxLimits
from rooms.sockets.frame import BinaryFrame, Frame, JoinedFrame, Kind

Item = Frame | BinaryFrame


@dataclass(slots=True)
class Drops:
    """What slow sockets cost, counted for the whole process."""

    cursors: int = 0
    """Cursor moves not delivered."""
    notes: int = 0
    """Note messages not delivered."""
    overflows: int = 0
    """Sockets closed because state messages alone were too much."""
    stalls: int = 0
    """Sockets closed because nothing moved."""


DROPS = Drops()


class Outbox:
    """A bounded queue of frames, drained as one frame.

    Frames are kept by reference, so that a batch waiting for many sockets exists once.
    """

    __slots__ = (
        "_below",
        "_drops",
        "_limits",
        "_still_since",
        "_urgent",
        "_waiting",
        "_without_cursors",
        "_without_notes",
        "bytes",
    )

    def __init__(self, limits: OutboxLimits, drops: Drops = DROPS) -> None:
        self._limits = limits
        self._drops = drops
        self._urgent: list[Item] = []
        self._waiting: list[Item] = []
        # How many of the waiting frames are known to hold no cursor moves, and no notes either:
        # a fragment is looked at once for each, however often the limit is passed.
        self._without_cursors = 0
        self._without_notes = 0
        self._below = 0
        self._still_since: float | None = None
        self.bytes = 0
        """Payload bytes that wait."""

    @property
    def frames(self) -> int:
        """Number of frames that wait."""
        return len(self._waiting) + len(self._urgent)

    def push(self, item: Item) -> bool:
        """Let a frame wait. False: state messages alone pass the limit; the socket must close."""
        item = item.compact()
        self._waiting.append(item)
        self.bytes += item.size
        return self._within() or self._shed()

    def push_first(self, item: Item) -> bool:
        """Like `push`, ahead of all that waits but behind earlier urgent frames; never dropped."""
        item = item.compact()
        self._urgent.append(item)
        self.bytes += item.size
        return self._within() or self._shed()

    def take(self) -> Item | JoinedFrame | None:
        """All that waits as one frame (up to the next binary message, or that message), or None."""
        if self._urgent:
            self._waiting[:0] = self._urgent
            self._urgent.clear()
        waiting = self._waiting
        if not waiting:
            return None
        texts: list[Frame] = []
        for item in waiting:
            if isinstance(item, BinaryFrame):
                break
            texts.append(item)
        taken: list[Item] = list(texts) if texts else waiting[:1]
        del waiting[: len(taken)]
        self._without_cursors = self._without_notes = 0
        self._still_since = None
        self.bytes -= sum(item.size for item in taken)
        return taken[0] if len(taken) == 1 else JoinedFrame(texts)

    def clear(self) -> None:
        """Forget all that waits."""
        self._urgent.clear()
        self._waiting.clear()
        self._without_cursors = self._without_notes = 0
        self._still_since = None
        self.bytes = 0

    def stalled(self, now: float, below: int = 0) -> bool:
        """Whether nothing has moved for `stall_ms`; `now` in monotonic seconds.

        Something moves when it is taken, or when `below`, the bytes that wait further down, shrinks
        from one call to the next: the clock runs from the first call that saw no movement.
        """
        if self._still_since is None or below < self._below:
            self._still_since = now
        self._below = below
        return (now - self._still_since) * 1000.0 >= self._limits.stall_ms

    def _within(self) -> bool:
        return self.bytes <= self._limits.max_bytes and self.frames <= self._limits.max_frames

    def _shed(self) -> bool:
        self._drops.cursors += self._drop(Kind.CURSOR, self._without_cursors)
        self._without_cursors = len(self._waiting)
        if not self._within():
            self._drops.notes += self._drop(Kind.NOTE, self._without_notes)
            self._without_cursors = self._without_notes = len(self._waiting)
        if self._within():
            return True
        self._drops.overflows += 1
        return False

    def _drop(self, kind: Kind, start: int) -> int:
        """Drop the fragments of a kind from the frame at `start` on; how many there were."""
        kept: list[Item] = []
        dropped = 0
        for item in self._waiting[start:]:
            if isinstance(item, BinaryFrame) or not item.droppable:
                kept.append(item)
                continue
            left = [part for part in item.parts() if part[0] != kind]
            gone = len(item) - len(left)
            dropped += gone
            if not gone:
                kept.append(item)
                continue
            self.bytes -= item.size
            if left:
                rest = Frame([part[1] for part in left], bytes(part[0] for part in left))
                kept.append(rest)
                self.bytes += rest.size
        self._waiting[start:] = kept
        return dropped
