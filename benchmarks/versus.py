"""Holds this working copy against another commit, pair by pair: `make bench-vs REV=main`.

Both take turns on the same machine, so that what slows the machine down slows down both. Ends with
status 1 if a figure is worse by more than the tolerance in the median of all pairs.
"""

from __future__ import annotations

import argparse
import contextlib
import statistics
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console

from benchmarks.bench import measure_ours
from benchmarks.report import shown
from benchmarks.results import Run, commit
from benchmarks.scenarios import BY_NAME, Figure
from benchmarks.servers import ROOT
from benchmarks.tables import markdown

DEFAULT = ("steady-1x50", "steady-20x10", "20x10", "churn")
_HEAD = ("figure", "unit", "before", "now", "now / before", "")

console = Console(stderr=True)


@contextlib.contextmanager
def checked_out(revision: str) -> Iterator[Path]:
    """A working copy of a commit."""
    with tempfile.TemporaryDirectory(prefix="mpp-versus-") as directory:
        path = Path(directory) / "copy"
        git = ["git", "-C", str(ROOT), "worktree"]
        subprocess.run([*git, "add", "--quiet", "--detach", str(path), revision], check=True)
        try:
            yield path
        finally:
            subprocess.run([*git, "remove", "--force", str(path)], check=True)


def pairs_of(name: str, before: Path, pairs: int) -> list[tuple[Run, Run]]:
    """Runs of both, each time in another order."""
    found = []
    for number in range(pairs):
        with console.status(f"{name}: pair {number + 1} of {pairs}"):
            order = (before, ROOT) if number % 2 == 0 else (ROOT, before)
            runs = [measure_ours(BY_NAME[name], source) for source in order]
            found.append((runs[0], runs[1]) if order[0] is before else (runs[1], runs[0]))
    return found


def compare(
    figure: Figure, pairs: Sequence[tuple[Run, Run]], tolerance: float
) -> tuple[list[str], bool]:
    """The cells of a row, and whether the figure is not worse than the tolerance allows."""
    both = [
        (old, new)
        for before, now in pairs
        if (old := before[figure.name]) and (new := now[figure.name])
    ]
    if not both:
        return ["–", "–", "–", "not measured"], False
    ratio = statistics.median(new / old for old, new in both)
    is_fine = ratio >= 1 - tolerance if figure.more_is_better else ratio <= 1 + tolerance
    cells = [shown(statistics.median(values)) for values in zip(*both, strict=True)]
    return [*cells, f"{ratio:.2f}", "" if is_fine else "worse"], is_fine


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("revision", help="a commit, branch or tag")
    parser.add_argument("scenario", nargs="*", help=f"of {', '.join(BY_NAME)}")
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--tolerance", type=float, default=0.1, help="0.1: a tenth worse is fine")
    options = parser.parse_args()
    if unknown := set(options.scenario) - BY_NAME.keys():
        parser.error(f"no such scenario: {', '.join(sorted(unknown))}")
    rows, all_fine = [], True
    with checked_out(options.revision) as before:
        console.print(f"{commit(before)} against {commit()}")
        for name in options.scenario or DEFAULT:
            pairs = pairs_of(name, before, options.pairs)
            for figure in BY_NAME[name].figures:
                cells, is_fine = compare(figure, pairs, options.tolerance)
                rows.append((f"{name}: {figure.name}", figure.unit, *cells))
                all_fine = all_fine and is_fine
    print(markdown(_HEAD, rows))
    if not all_fine:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
