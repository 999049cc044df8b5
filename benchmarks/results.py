"""Results of runs, kept in a JSON file so that a table can be made of runs at several times."""

from __future__ import annotations

import json
import platform
import re
import statistics
import subprocess
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from benchmarks.servers import ROOT

_PARTS = ("django", "channels", "uvicorn", "uvloop", "websockets", "msgspec", "daphne")

Run = Mapping[str, float | None]


def machine() -> str:
    """The processor, its cores and the kernel."""
    found = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text())
    memory = re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())
    cores = len(re.findall(r"^processor", Path("/proc/cpuinfo").read_text(), re.MULTILINE))
    size = f"{int(memory[1]) / 1024**2:.0f} GB" if memory else "memory unknown"
    return f"{found[1] if found else platform.machine()}, {cores} cores, {size}, {_kernel()}"


def _kernel() -> str:
    return f"{platform.system()} {platform.release().split('-')[0]}"


def versions() -> str:
    """Python and the packages that matter for speed."""
    parts = [f"{name} {metadata.version(name)}" for name in _PARTS]
    return ", ".join([f"Python {platform.python_version()}", *parts])


def commit(source: Path = ROOT) -> str:
    """The commit of a working copy; `+` stands for changes that are not committed."""

    def git(*arguments: str) -> str:
        command = ["git", "-C", str(source), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    # What is written by measuring is no change.
    changed = git("status", "--porcelain", "--", ".", ":!benchmarks/results", ":!docs", ":!*.md")
    return git("rev-parse", "--short=10", "HEAD") + ("+" if changed else "")


def read(path: Path) -> dict[str, Any]:
    """What is kept in a file; empty if there is none."""
    return json.loads(path.read_text()) if path.exists() else {"runs": {}}


def keep(path: Path, scenario: str, runs: Sequence[Run], measured: str) -> None:
    """Put the runs of a scenario in the place of its earlier ones; `measured` is what was."""
    kept = read(path)
    kept["machine"], kept["versions"] = machine(), versions()
    kept["runs"][scenario] = {"of": measured, "figures": list(runs)}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(kept, indent=1) + "\n")


def median(runs: Sequence[Run], name: str) -> float | None:
    """The median of a figure; None if most of the runs have none."""
    values = [value for run in runs if (value := run.get(name)) is not None]
    return statistics.median(values) if 2 * len(values) > len(runs) else None
