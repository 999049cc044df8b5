"""Predicts what a large site costs, and tries it on a smaller one: `make bench-capacity`.

Three small sites are measured to find what a note, a delivery, and a note that has to reach one
more process cost. What follows from that for a larger site is compared with what such a site really
does; then the same sums are made for 10 000, 100 000 and 1 000 000 players.
"""

from __future__ import annotations

import argparse
import math
import time
from dataclasses import dataclass

from benchmarks.idle import ROOM_OF
from benchmarks.site import Usage, running_site
from benchmarks.tables import markdown
from benchmarks.workers import Shape, steady

PLAYING = 4
"""Of the people of a room; the others listen."""
ALONE_S = 5.0
IDLE_S = 12.5e-6
"""CPU of a connection that only says that it is there, in a second (`make bench-idle`)."""
HALF = 0.5
"""How busy a core is meant to be."""
DENSE, FULL = Shape(20, 5, playing=5), Shape(25, ROOM_OF, playing=PLAYING)


@dataclass(frozen=True, slots=True)
class Load:
    """What is used in each second: seconds of CPU, messages published, bytes out of Valkey."""

    workers_s: float
    valkey_s: float
    published: float
    bytes: float


@dataclass(frozen=True, slots=True)
class Costs:
    """Seconds of CPU, or bytes: of a process that has nothing to do, of a note for its sender's
    process and Valkey, of a delivery, and what is added by each further process in the room."""

    worker_s: float
    valkey_idle_s: float
    note_s: float
    delivery_s: float
    further_s: float
    valkey_s: float
    valkey_further_s: float
    bytes_each: float

    def of(self, shape: Shape, workers: int, processes: float = 0.0) -> Load:
        """What a site of that shape takes if every note is a message of its own.

        Each room has people by so many `processes`; 0: by as many as can be.
        """
        further = (processes or min(workers, shape.players)) - 1
        return Load(
            workers_s=workers * self.worker_s
            + shape.messages * (self.note_s + further * self.further_s)
            + shape.deliveries * self.delivery_s,
            valkey_s=self.valkey_idle_s
            + shape.messages * (self.valkey_s + further * self.valkey_further_s),
            published=shape.messages,
            bytes=shape.messages * (further + 1) * self.bytes_each,
        )


def load_of(used: Usage) -> Load:
    return Load(sum(used.workers_s), used.valkey_s, used.published, used.valkey_bytes)


def measured(shape: Shape, workers: int) -> tuple[Load, Load]:
    """A site without people, and with so many."""
    with running_site(workers) as site:
        before, began = site.usage(), time.monotonic()
        time.sleep(ALONE_S)
        alone = site.usage().since(before).over(time.monotonic() - began)
        _, used = steady(site, shape)
    return load_of(alone), load_of(used)


def found_costs(most: int) -> Costs:
    """From rooms of two sizes on one worker, and the larger ones on `most` workers."""
    one_alone, dense = measured(DENSE, 1)
    _, full = measured(FULL, 1)
    alone, spread = measured(FULL, most)

    def of_a_note(used: Load, empty: Load, shape: Shape) -> float:
        return (used.workers_s - empty.workers_s) / shape.messages

    def of_valkey(used: Load, empty: Load, shape: Shape) -> float:
        return (used.valkey_s - empty.valkey_s) / shape.messages

    small, large = of_a_note(dense, one_alone, DENSE), of_a_note(full, one_alone, FULL)
    # At this load wake-ups are most of the cost, and may hide that of a delivery altogether.
    delivery = max(0.0, (large - small) / (FULL.players - DENSE.players))
    once = of_valkey(full, one_alone, FULL)
    return Costs(
        worker_s=alone.workers_s / most,
        valkey_idle_s=alone.valkey_s,
        note_s=small - (DENSE.players - 1) * delivery,
        delivery_s=delivery,
        further_s=(of_a_note(spread, alone, FULL) - large) / (most - 1),
        valkey_s=once,
        valkey_further_s=(of_valkey(spread, alone, FULL) - once) / (most - 1),
        bytes_each=(spread.bytes - alone.bytes) / FULL.messages / most,
    )


def compared(costs: Costs, shape: Shape, workers: int) -> list[list[str]]:
    """Predicted and measured, and what the one is of the other."""
    expected, (_, found) = costs.of(shape, workers), measured(shape, workers)

    def row(name: str, one: float, other: float, form: str) -> list[str]:
        where = f"{workers} workers, {shape.rooms * shape.players} players: {name}"
        return [where, format(one, form), format(other, form), f"{one / other:.2f}"]

    return [
        row("cores of workers", expected.workers_s, found.workers_s, ".3f"),
        row("cores of Valkey", expected.valkey_s, found.valkey_s, ".3f"),
        row("published/s", expected.published, found.published, ",.0f"),
        row("MB/s out of Valkey", expected.bytes / 1e6, found.bytes / 1e6, ".2f"),
    ]


def processes_of(people: int, workers: int) -> float:
    """By how many workers the people of a room are who came by any of them at random."""
    return float(workers * (1 - (1 - 1 / workers) ** people))


def plan(costs: Costs, players: int, most: float) -> list[str]:
    """What so many players take, people of one room in five playing as in the site that is tried.

    A room has people by `most` processes, or by as many as chance has it if those are fewer.
    """
    shape = Shape(players // ROOM_OF // 5, ROOM_OF, playing=PLAYING)
    workers, busy = 0, 1.0
    while busy > HALF * workers:
        workers = math.ceil(busy / HALF)
        spread = min(most, processes_of(ROOM_OF, workers))
        load = costs.of(shape, workers, spread)
        busy = load.workers_s + players * IDLE_S
    return [
        f"{players:,}",
        f"{spread:.1f}",
        f"{shape.messages:,}",
        f"{shape.deliveries:,}",
        str(workers),
        f"{busy / workers:.0%}",
        str(math.ceil(load.valkey_s / HALF)),
        f"{load.bytes / 1e6:,.0f}",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--rooms", type=int, default=40, help="rooms of the site that is tried")
    options = parser.parse_args()
    costs = found_costs(options.workers)
    micro = [
        ("a note: its process", costs.note_s),
        ("a note: each further process", costs.further_s),
        ("a delivery", costs.delivery_s),
        ("a note: Valkey", costs.valkey_s),
        ("a note: Valkey, each further process", costs.valkey_further_s),
        ("a worker without people, a second", costs.worker_s),
    ]
    print(markdown(("cost", "µs"), [(name, f"{cost * 1e6:,.1f}") for name, cost in micro]))
    print(f"\n{costs.bytes_each:,.0f} bytes a note and process\n")
    shape = Shape(options.rooms, ROOM_OF, playing=PLAYING)
    rows = [row for number in (2, options.workers) for row in compared(costs, shape, number)]
    print(markdown(("", "predicted", "measured", "ratio"), rows), "\n")
    load = ("players", "processes a room", "notes/s", "deliveries/s")
    head = (*load, "workers", "busy", "Valkey hosts", "MB/s")
    plans = [plan(costs, 10**size, most) for size in (4, 5, 6) for most in (1, 2, ROOM_OF)]
    print(markdown(head, plans))


if __name__ == "__main__":
    main()
