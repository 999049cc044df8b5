"""Measures rooms that several workers serve together: `make bench-workers`.

The people of a room are spread over all workers, so every note passes by Valkey. Workers, Valkey,
PostgreSQL and the load generator share the machine. For each number of workers: the highest rate
that is sustained (as benchmarks/fanout.py has it), then latency, messages and CPU by process at 10
messages a second and player.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import time
from dataclasses import dataclass
from typing import Any

from rich.console import Console

from benchmarks.generator import MPPLOAD
from benchmarks.site import Site, Usage, running_site
from benchmarks.tables import markdown

STEADY_RATE = 10
STEADY_S = 14
WATCHED_S = 8.0
BEFORE_S = 4.0
"""By then everybody is in, and plays."""
LOAD_TIMEOUT_S = 240
HEAD = (
    "workers",
    "sustained deliveries/s",
    "p50 / p99 ms",
    "published a note",
    "µs of workers a delivery",
    "µs of Valkey a message",
    "bytes out of Valkey a note",
)


@dataclass(frozen=True, slots=True)
class Shape:
    """So many rooms with so many people each, of whom so many play."""

    rooms: int
    players: int
    playing: int

    @property
    def messages(self) -> int:
        """A second, at the steady rate."""
        return self.rooms * self.playing * STEADY_RATE

    @property
    def deliveries(self) -> int:
        """A second, at the steady rate."""
        return self.messages * (self.players - 1)


def load(site: Site, shape: Shape, *options: str) -> subprocess.Popen[str]:
    """A load generator whose connections take the workers in turn."""
    command = [
        *(str(MPPLOAD), "fanout", "--json", "--spread", "--path", "/ws"),
        *("--port", ",".join(map(str, site.ports)), "--pid", ",".join(map(str, site.pids))),
        *("--rooms", str(shape.rooms), "--clients", str(shape.players)),
        *("--senders", str(shape.playing), *options),
    ]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def answer(running: subprocess.Popen[str]) -> dict[str, Any]:
    """What the generator has measured."""
    with running:
        told: dict[str, Any] = json.loads(running.communicate(timeout=LOAD_TIMEOUT_S)[0])
        return told


def steady(site: Site, shape: Shape) -> tuple[dict[str, Any], Usage]:
    """Latency at the steady rate, and what is used in a second of it."""
    running = load(site, shape, "--rate", str(STEADY_RATE), "--seconds", str(STEADY_S))
    time.sleep(BEFORE_S)
    before, began = site.usage(), time.monotonic()
    time.sleep(WATCHED_S)
    used = site.usage().since(before).over(time.monotonic() - began)
    return answer(running), used


def row(number: int, shape: Shape) -> list[str]:
    """The figures of so many workers."""
    with running_site(number) as site:
        told, used = steady(site, shape)
    with running_site(number) as site:
        ramp = ("--ramp", "--poll-us", "500", "--rate", "10")
        most = answer(load(site, shape, *ramp))
    return [
        str(number),
        f"{most.get('sustained_deliveries_per_s', 0):,.0f}",
        f"{told['latency_p50_ms']:.2f} / {told['latency_p99_ms']:.2f}",
        f"{used.published / shape.messages:.2f}",
        f"{sum(used.workers_s) / shape.deliveries * 1e6:.1f}",
        f"{used.valkey_s / max(1, used.published) * 1e6:.0f}",
        f"{used.valkey_bytes / shape.messages:,.0f}",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", type=int, action="append", help="default: 1, 2 and 3")
    parser.add_argument("--shape", action="append", metavar="ROOMSxPLAYERS")
    options = parser.parse_args()
    console = Console()
    for text in options.shape or ("1x50", "20x10"):
        rooms, players = map(int, text.split("x"))
        shape = Shape(rooms, players, playing=players)
        rows = []
        for number in options.workers or (1, 2, 3):
            with console.status(f"{number} workers, {text}"):
                rows.append(row(number, shape))
        print(f"{text}, {platform.machine()}\n\n{markdown(HEAD, rows)}\n")


if __name__ == "__main__":
    main()
