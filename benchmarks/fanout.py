"""Measures how fast notes spread in rooms where everybody plays: `make bench-fanout`.

For each server: the highest rate it sustains (delivery ratio ≥ 0.99, p99 < 100 ms), then latency
and CPU for each delivery at 10 messages a second and player. Medians of several runs.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import subprocess
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.servers import LOAD_CORE, ROOT, running

MPPLOAD = ROOT / "benchmarks" / "bin" / "mppload"
STEADY_RATE = "10"
LOAD_TIMEOUT_S = 240


def load(port: int, pid: int, *options: str) -> dict[str, Any]:
    """One run of the load generator."""
    command = ["taskset", "-c", LOAD_CORE, str(MPPLOAD), "fanout", "--json", "--spread"]
    command += ["--path", "/ws", "--port", str(port), "--pid", str(pid), *options]
    done = subprocess.run(
        command,
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        timeout=LOAD_TIMEOUT_S,
    )
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def measure(server: str, rooms: int, players: int, ramp_from: str) -> dict[str, float]:
    """The figures of one server at one shape of load."""
    shape = ("--rooms", str(rooms), "--clients", str(players))
    with running(server) as (port, pid):
        steady = load(port, pid, *shape, "--rate", STEADY_RATE, "--seconds", "8")
    with running(server) as (port, pid):
        most = load(port, pid, *shape, "--ramp", "--poll-us", "500", "--rate", ramp_from)
    return {
        "sustained": most["sustained_deliveries_per_s"],
        "p50": steady["latency_p50_ms"],
        "p99": steady["latency_p99_ms"],
        "us": steady["server_us_per_delivery"],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="runs of which the median counts")
    parser.add_argument("--shape", action="append", metavar="ROOMSxPLAYERS")
    parser.add_argument("--server", action="append", choices=("uvicorn", "daphne"))
    options = parser.parse_args()
    console = Console()
    table = Table(title=f"{platform.processor() or platform.machine()}, {options.runs} runs")
    for column in ("server", "rooms x players", "deliveries/s", "p50 ms", "p99 ms", "µs/delivery"):
        table.add_column(column, justify="right")
    for server in options.server or ("uvicorn", "daphne"):
        for shape in options.shape or ("1x50", "20x10"):
            rooms, players = map(int, shape.split("x"))
            with console.status(f"{server}, {shape}"):
                runs = [measure(server, rooms, players, "40") for _ in range(options.runs)]
            median = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
            table.add_row(
                server,
                shape,
                f"{median['sustained']:,.0f}",
                f"{median['p50']:.2f}",
                f"{median['p99']:.2f}",
                f"{median['us']:.1f}",
            )
    console.print(table)


if __name__ == "__main__":
    main()
