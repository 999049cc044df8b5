"""What one process has done since it began, counted where it happens and read by metrics.py."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from msgspec import Struct

from rooms.sockets.frame import Kind

# Plain numbers are found faster in bytes than members of an enumeration.
_NOTE, _CURSOR = int(Kind.NOTE), int(Kind.CURSOR)
# Every encoder writes the type first.
_TYPE = re.compile(rb'\{"m":"([^"]{1,20})"')


def type_of(fragment: bytes) -> str:
    """The type of a message that the server has encoded."""
    found = _TYPE.match(fragment)
    return found[1].decode() if found else "other"


class Buckets:
    """How often a value was how large: a histogram with these upper bounds."""

    __slots__ = ("bounds", "counts", "total")

    def __init__(self, *bounds: float) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        """One more than bounds: for what is larger than all."""
        self.total = 0.0

    def add(self, value: float) -> None:
        self.counts[bisect_left(self.bounds, value)] += 1
        self.total += value


def _counts() -> defaultdict[str, int]:
    return defaultdict(int)


def _batch_sizes() -> Buckets:
    return Buckets(1, 2, 5, 10, 20, 50, 100, 200, 500)


def _lags() -> Buckets:
    return Buckets(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1)


@dataclass(slots=True)
class Tally:
    """Plain numbers: a note pays for no more than a few additions. Times are seconds."""

    received: defaultdict[type[Struct], int] = field(default_factory=lambda: defaultdict(int))
    """Messages from clients that were understood, by their type."""
    bytes_in: int = 0
    sent: defaultdict[str, int] = field(default_factory=_counts)
    """Messages to clients by type; one that goes to a whole room counts once."""
    bytes_out: int = 0
    """Of what was sent, once for each receiver."""
    refused: defaultdict[str, int] = field(default_factory=_counts)
    """Messages that were dropped, by the rate or the quota that they were over."""
    closed: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))
    """Sockets that the server closed, by code."""
    turned_away: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))
    """Upgrades that were refused, by HTTP status."""
    batch_sizes: Buckets = field(default_factory=_batch_sizes)
    """How many messages a batch holds."""
    deliveries: int = 0
    """The messages of batches, counted once for each socket that gets them."""
    cycle_s: float = 0.0
    """Time spent sending and delivering batches."""
    tick_lags: Buckets = field(default_factory=_lags)
    """How long the first message of a delivery cycle waited for it."""
    lost: int = 0
    """Batches that the channel layer did not take."""
    bugs: int = 0
    """Handlers that raised what they should not."""
    lag_s: float = 0.0
    """How late the event loop was the last time that it was looked at."""
    worst_lag_s: float = 0.0
    """The most of the last minute."""

    @property
    def received_in_all(self) -> int:
        return sum(self.received.values())

    def told(self, type: str, size: int) -> None:
        """A message of `size` bytes went to one socket."""
        self.sent[type] += 1
        self.bytes_out += size

    def delivered(self, message: Mapping[str, Any], to: Mapping[str, object]) -> None:
        """A batch went to these sockets, by id; to each without what it sent itself."""
        fragments, kinds = message["fragments"], message["kinds"]
        if not (count := len(fragments)):
            return
        self.batch_sizes.add(count)
        # A bracket or a comma goes with each.
        copies, size = count * len(to), (sum(map(len, fragments)) + count + 1) * len(to)
        for sender, own in message["senders"].items():
            if sender in to:
                copies -= len(own)
                for index in own:
                    size -= len(fragments[index]) + 1
        self.deliveries += copies
        self.bytes_out += size
        if notes := kinds.count(_NOTE):
            self.sent["n"] += notes
        if cursors := kinds.count(_CURSOR):
            self.sent["m"] += cursors
        if notes + cursors < count:
            for kind, fragment in zip(kinds, fragments, strict=True):
                if kind not in (_NOTE, _CURSOR):
                    self.sent[type_of(fragment)] += 1
