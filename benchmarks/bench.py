"""Measures the server by the figures that it is held to: `make bench`.

Every scenario gets fresh servers, pinned to one core, the generator to another; medians of several
runs. Results are kept in a JSON file, so that scenarios may be measured one by one; the table and
the chart are made of all that are kept. `--url` measures another server, which must be started
anew (and pinned) by whoever asks.
"""

from __future__ import annotations

import argparse
import subprocess
from pathlib import Path

from rich.console import Console

from benchmarks import results
from benchmarks.generator import Target
from benchmarks.report import chart, shown, table
from benchmarks.scenarios import BY_NAME, Scenario
from benchmarks.servers import ROOT, running

RESULTS = ROOT / "benchmarks" / "results" / "bench.json"
CHART = ROOT / "docs" / "images" / "speed.png"

console = Console(stderr=True)


def measure_ours(scenario: Scenario, source: Path = ROOT) -> results.Run:
    """The figures of one run against a server that is started for it."""
    with running(scenario.server, source=source, **scenario.environment) as (port, pid):
        return scenario.measure(Target(port, pid))


def _run(scenario: Scenario, other: Target | None, runs: int) -> list[results.Run]:
    found: list[results.Run] = []
    for number in range(1, runs + 1):
        with console.status(f"{scenario.title}: run {number} of {runs}"):
            if other is None:
                found.append(measure_ours(scenario))
            else:
                found.append(scenario.measure(other, slowly=True))
        figures = ", ".join(
            f"{figure.name} {shown(found[-1][figure.name])} {figure.unit}"
            for figure in scenario.figures
        )
        console.print(f"{scenario.name}, run {number}: {figures}")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario", nargs="*", help=f"of {', '.join(BY_NAME)}; default: all")
    parser.add_argument("--runs", type=int, default=3, help="of which the median counts")
    parser.add_argument("--url", help="another MPP server, such as ws://127.0.0.1:8080/")
    parser.add_argument("--pid", type=int, help="its process, for its CPU and memory")
    parser.add_argument("--results", type=Path, help="JSON file to keep the results in")
    parser.add_argument("--chart", type=Path, help="PNG file to draw")
    parser.add_argument("--only-report", action="store_true", help="of what was measured before")
    options = parser.parse_args()
    if unknown := set(options.scenario) - BY_NAME.keys():
        parser.error(f"no such scenario: {', '.join(sorted(unknown))}")
    other = Target.at(options.url, options.pid) if options.url else None
    kept_in = options.results or (RESULTS.with_name("other.json") if other else RESULTS)
    measured = options.url or results.commit()
    for name in [] if options.only_report else options.scenario or BY_NAME:
        # Daphne is a way to run ours.
        if other and BY_NAME[name].server != "uvicorn":
            continue
        try:
            runs = _run(BY_NAME[name], other, options.runs)
        except (subprocess.SubprocessError, OSError) as error:
            console.print(f"{name} could not be measured: {error}")
            continue
        results.keep(kept_in, name, runs, measured)
    kept = results.read(kept_in)
    if not kept["runs"]:
        raise SystemExit("nothing was measured")
    print(table(kept))
    drawn = options.chart or (kept_in.with_suffix(".png") if other or options.results else CHART)
    if chart(kept, drawn):
        console.print(f"chart in {drawn}")
    console.print(f"results in {kept_in}")


if __name__ == "__main__":
    main()
