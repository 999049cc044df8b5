"""What one process has done since it began, counted where it happens and read by metrics.py."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from msgspec import Struct


@dataclass(slots=True)
class Tally:
    """Plain numbers: a note pays for no more than a few additions. Times are seconds."""

    received: defaultdict[type[Struct], int] = field(default_factory=lambda: defaultdict(int))
    """Messages from clients that were understood, by their type."""
    bytes_in: int = 0
    refused: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    """Messages that were dropped, by the rate or the quota that they were over."""
    closed: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))
    """Sockets that the server closed, by code."""
    turned_away: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))
    """Upgrades that were refused, by HTTP status."""
    batches: int = 0
    messages_out: int = 0
    """Messages in these batches, each counted once."""
    deliveries: int = 0
    """The same, counted once for each socket that gets it."""
    cycle_s: float = 0.0
    """Time spent sending and delivering batches."""
    bugs: int = 0
    """Handlers that raised what they should not."""
    lag_s: float = 0.0
    """How late the event loop was the last time that it was looked at."""
    worst_lag_s: float = 0.0
    """The most of the last minute."""

    @property
    def received_in_all(self) -> int:
        return sum(self.received.values())

    def count_batch(self, message: Mapping[str, Any], receivers: int) -> None:
        """A batch goes out to so many sockets, each of which is spared its own messages."""
        fragments = len(message["fragments"])
        own = sum(map(len, message["senders"].values()))
        self.batches += 1
        self.messages_out += fragments
        self.deliveries += fragments * receivers - own
