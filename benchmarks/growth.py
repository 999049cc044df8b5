"""Measures how cost grows: with people in a room, rooms, connections and history.

`make bench-growth`, or one table: `python -m benchmarks.growth rooms`.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from rich.console import Console

from benchmarks.chatter import RoomsWithHistory
from benchmarks.generator import MPPLOAD, Target, load
from benchmarks.report import shown
from benchmarks.results import commit, machine
from benchmarks.roomlist import time_of_list
from benchmarks.servers import LOAD_CORE, ROOT, running
from benchmarks.tables import markdown

RESULTS = ROOT / "benchmarks" / "results" / "growth.json"
_BIG: dict[str, Any] = {"MPP_ROOM_LIMIT": "200", "MPP_ROOM_LIMIT_MAX": "200"}
_SECONDS = ("--seconds", "6")

Rows = list[list[float | None]]
console = Console(stderr=True)


def _deliveries(rooms: int, people: int, rate: int) -> list[float | None]:
    with running("uvicorn", **_BIG) as (port, pid):
        found = load(
            Target(port, pid),
            *("fanout", "--spread", "--rooms", str(rooms), "--clients", str(people)),
            *("--rate", str(rate), *_SECONDS),
        )
    return [
        found["delivered_msgs_per_s"],
        found["server_us_per_delivery"],
        found["server_cpu"] * 100,
        found["latency_p50_ms"],
        found["latency_p99_ms"],
    ]


def people() -> Rows:
    """CPU for each delivery in one room where everybody plays 10 messages a second."""
    return [[size, *_deliveries(1, size, 10)] for size in (2, 10, 50, 99)]


def rooms() -> Rows:
    """CPU for each delivery in rooms of 5 where everybody plays 2 messages a second."""
    return [[count, *_deliveries(count, 5, 2)] for count in (1, 10, 100, 1000)]


@contextlib.contextmanager
def _inhabited(target: Target, rooms: int, people: int) -> Iterator[None]:
    """So many people in each room, who do nothing."""
    options = ["--host", target.host, "--port", str(target.port), "--path", target.path]
    options += ["--conns", str(rooms * people), "--clients", str(people), "--rooms", str(rooms)]
    command = ["taskset", "-c", LOAD_CORE, str(MPPLOAD), "idle", "--json", *options]
    command += ["--sources", "200", "--hold"]
    pipes: Any = dict.fromkeys(("stdin", "stderr"), subprocess.PIPE)
    inhabitants = subprocess.Popen(command, stdout=subprocess.DEVNULL, text=True, **pipes)
    try:
        if not any(" connected" in line for line in inhabitants.stderr or ()):
            raise SystemExit("the load generator ended early")
        yield
    finally:
        inhabitants.terminate()
        inhabitants.wait()


def joins() -> Rows:
    """Connect, hi, ch, close by one person after the other, in a room where so many are."""
    table: Rows = []
    for size in (0, 10, 50, 98):
        with running("uvicorn", MPP_IDENTITY="fresh", **_BIG) as (port, pid):
            target = Target(port, pid)
            there = _inhabited(target, 1, size) if size else contextlib.nullcontext()
            with there:
                found = load(target, "churn", "--clients", "1", "--rooms", "1", *_SECONDS)
        table.append([size, found["loops_per_s"], found["loop_p50_ms"], found["loop_p99_ms"]])
    return table


def listed() -> Rows:
    """How long `+ls` takes with so many rooms, and how long the answer is."""
    table: Rows = []
    for count in (100, 1000, 5000):
        with running("uvicorn") as (port, pid):
            target = Target(port, pid)
            with _inhabited(target, count, 1):
                table.append([count, *time_of_list(target)])
    return table


def memory() -> Rows:
    """Resident memory over idle connections in rooms of 20."""
    steps = (1000, 5000, 10_000, 19_900)
    with running("uvicorn") as (port, pid):
        found = load(
            Target(port, pid),
            *("idle", "--conns", ",".join(map(str, steps)), "--rooms", "1", "--clients", "20"),
            *("--sources", "200", "--connect-rate", "1000", "--settle", "3"),
        )
    return [
        [step["connected"], step["server_rss"] / 1e6, step["rss_per_conn"] / 1024]
        for step in found["steps"]
    ]


def history() -> Rows:
    """500 people come into 500 rooms that have to be read from the database first."""
    with contextlib.ExitStack() as stack:
        there = RoomsWithHistory(500)
        # Empty rooms are unloaded at once, so that each coming in reads the database.
        server = running("uvicorn", prepare=there.keep_place, MPP_EMPTY_ROOM_MS="1")
        port, pid = stack.enter_context(server)
        target = Target(port, pid)
        there.come_in(target)
        table: Rows = [[0, *there.come_in(target)]]
        there.add_lines(1_000_000)
        table.append([1_000_000, *there.come_in(target)])
    return table


_DELIVERED = ("deliveries/s", "µs a delivery", "% of a core", "p50 ms", "p99 ms")
TABLES: dict[str, tuple[Callable[[], Rows], tuple[str, ...]]] = {
    "people": (people, ("players in a room", *_DELIVERED)),
    "rooms": (rooms, ("rooms", *_DELIVERED)),
    "joins": (joins, ("people there", "joins/s", "p50 ms", "p99 ms")),
    "list": (listed, ("rooms", "ms to the first list", "KB of it", "ms with 20 askers at once")),
    "memory": (memory, ("connections", "MB", "KB each")),
    "history": (history, ("lines in the database", "joins/s", "p50 ms", "p99 ms")),
}


def _read(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text()) if path.exists() else {}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", nargs="*", help=f"of {', '.join(TABLES)}; default: all")
    parser.add_argument("--results", type=Path, default=RESULTS, help="JSON file to keep them in")
    parser.add_argument("--only-report", action="store_true", help="of what was measured before")
    options = parser.parse_args()
    if unknown := set(options.table) - TABLES.keys():
        parser.error(f"no such table: {', '.join(sorted(unknown))}")
    for name in [] if options.only_report else options.table or TABLES:
        measured, _ = TABLES[name]
        with console.status(str(measured.__doc__)):
            rows = measured()
        kept = _read(options.results)
        kept[name] = {"of": commit(), "machine": machine(), "rows": rows}
        options.results.parent.mkdir(parents=True, exist_ok=True)
        options.results.write_text(json.dumps(kept, indent=1) + "\n")
        console.print(f"{name}: done")
    for name, entry in _read(options.results).items():
        measured, head = TABLES[name]
        cells = [[shown(value) for value in row] for row in entry["rows"]]
        print(f"{measured.__doc__} (measured: {entry['of']})\n\n{markdown(head, cells)}\n")


if __name__ == "__main__":
    main()
