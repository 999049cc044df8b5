"""People of the load generator who play and listen while somebody attacks."""

from __future__ import annotations

import contextlib
import json
import math
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.generator import Target, start

ROOMS = 4
ROOM_PREFIX = "stage-"
SENDERS = 10
"""In each room; the others listen."""
RATE = 5.0
"""Messages a second of each who plays: the page sends what was played in 200 ms as one."""
NOTES = 10
WINDOW_S = 5.0
LATE_MS = 2.0


@dataclass(frozen=True, slots=True)
class Window:
    """What the people noticed within `WINDOW_S`."""

    p50: float
    p99: float
    sent: float
    """Messages a second that were sent: less than planned if the generator was starved."""
    heard: float
    """The part of what they should have heard that they heard."""
    lag_p99: float
    """ms by which the generator was late against its own schedule."""
    connected: int
    lost: int
    deaf_closed: int
    """Of those who do not read, how many the server has closed so far."""
    server_cpu: float

    @property
    def is_void(self) -> bool:
        """Whether it says more of the generator, which somebody kept from its core, than of us."""
        return self.lag_p99 > LATE_MS

    @classmethod
    def of(cls, told: dict[str, Any]) -> Window:
        # Notes of attackers have times of their own.
        heard = told["counted_deliveries"] - told["untimed"]
        return cls(
            # Where nothing arrives there is no figure.
            told["latency_p50_ms"] or math.inf,
            told["latency_p99_ms"] or math.inf,
            told["sent_msgs_per_s"],
            heard / max(told["expected_deliveries"], 1),
            told["send_lag_p99_ms"],
            told["connected"],
            told["connections_dropped"] + told["connections_failed"],
            told.get("deaf_closed", 0),
            told["server_cpu"],
        )


class People:
    """They play all the time; windows follow one another without a gap."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        self._lines = process.stdout
        self._process = process

    def window(self) -> Window:
        """The one that closes next. Raises SystemExit if the generator has ended."""
        if line := self._lines.readline():
            return Window.of(json.loads(line))
        raise SystemExit("the load generator ended early")

    def windows(self, count: int) -> Iterator[Window]:
        """Whole ones that begin after now."""
        self.window()
        for _ in range(count):
            yield self.window()


@contextlib.contextmanager
def people_at(port: int, pid: int, *, each: int, deaf: int = 0) -> Iterator[People]:
    """`each` in every room, `deaf` of whom read nothing once all are in."""
    process = start(
        Target(port, pid),
        "fanout",
        *("--spread", "--rooms", str(ROOMS), "--clients", str(each)),
        *("--senders", str(SENDERS), "--rate", str(RATE), "--notes", str(NOTES)),
        *("--deaf", str(deaf), "--room-prefix", ROOM_PREFIX, "--seconds", str(WINDOW_S)),
    )
    try:
        yield People(process)
    finally:
        process.terminate()
        process.communicate()
