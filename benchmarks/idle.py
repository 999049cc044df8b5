"""Measures many idle people over several workers: `make bench-idle`.

Every worker has its share of the connections, in rooms of 20 that all workers serve together: each
room has people by every worker. A connection sends nothing but its `t`.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import subprocess
import sys
import time
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.site import Site, Usage, generator, running_site

ROOM_OF = 20
ANSWER_S = 60.0
"""How long a generator may take to tell what it has counted."""


def shares(workers: int) -> list[int]:
    """How many of a room's people each worker has."""
    return [
        ROOM_OF * (number + 1) // workers - ROOM_OF * number // workers for number in range(workers)
    ]


def load(site: Site, number: int, share: int, options: Any) -> subprocess.Popen[str]:
    """The people of one worker."""
    rooms = options.connections // ROOM_OF
    return generator(
        "idle",
        site.ports[number],
        site.pids[number],
        *("--conns", str(rooms * share), "--clients", str(share), "--rooms", "1"),
        *("--sources", "64", "--token-prefix", f"w{number}-"),
        *("--connect-rate", str(options.rate), "--hold"),
    )


def await_all(running: list[subprocess.Popen[str]], console: Console) -> None:
    """Return when every generator has told that it has no more connections to open."""
    for one in running:
        for line in one.stderr or ():
            if " connected" in line:
                break
            console.print(line.rstrip())
        else:
            raise SystemExit("a load generator ended early")


def table_of(results: list[dict[str, Any]], held: Usage, seconds: float) -> Table:
    table = Table(title=f"{seconds:.0f} s with everybody in; bytes of memory each connection takes")
    for column in ("", "connected", "failed", "lost", "bytes each", "CPU of a core"):
        table.add_column(column, justify="right")
    for number, (result, cpu) in enumerate(zip(results, held.workers_s, strict=True), start=1):
        step = result["steps"][-1]
        table.add_row(
            f"worker {number}",
            f"{step['connected']:,}/{step['asked']:,}",
            f"{result['connections_failed']:,}",
            f"{result['connections_dropped']:,}",
            f"{step['rss_per_conn']:,.0f}",
            f"{cpu / seconds:.1%}",
        )
    for name, cpu in (("Valkey", held.valkey_s), ("PostgreSQL", held.postgres_s)):
        table.add_row(name, "", "", "", "", f"{cpu / seconds:.1%}")
    return table


def is_whole(results: list[dict[str, Any]]) -> bool:
    """Whether everybody came in and nobody was lost."""
    return all(
        one["steps"][-1]["connected"] == one["steps"][-1]["asked"]
        and not one["connections_dropped"]
        for one in results
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--connections", type=int, default=50_000)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=300, help="how long they stay")
    parser.add_argument("--rate", type=int, default=200, help="new connections a second and worker")
    options = parser.parse_args()
    console = Console()
    with running_site(options.workers) as site, contextlib.ExitStack() as stack:
        before, empty_bytes, began = site.usage(), site.valkey_memory(), time.monotonic()
        running = [
            stack.enter_context(load(site, number, share, options))
            for number, share in enumerate(shares(options.workers))
        ]
        await_all(running, console)
        came, took = site.usage(), time.monotonic() - began
        time.sleep(options.seconds)
        left, stayed = site.usage(), time.monotonic() - began - took
        bytes_each = (site.valkey_memory() - empty_bytes) / options.connections
        results = [json.loads(one.communicate(timeout=ANSWER_S)[0]) for one in running]
    coming = came.since(before)
    console.print(table_of(results, left.since(came), stayed))
    console.print(
        f"All came in {took:.0f} s: workers {sum(coming.workers_s):.0f} s of CPU, "
        f"Valkey {coming.valkey_s:.0f} s, PostgreSQL {coming.postgres_s:.0f} s. "
        f"Valkey has {bytes_each:,.0f} bytes a connection."
    )
    return 0 if is_whole(results) else 1


if __name__ == "__main__":
    sys.exit(main())
