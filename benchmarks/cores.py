"""Whose work a core did, from /proc."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

_TICK_S = 1 / os.sysconf("SC_CLK_TCK")


def busy(core: str) -> float:
    """Seconds for which a core has worked since the machine started."""
    for line in Path("/proc/stat").read_text().splitlines():
        name, *ticks = line.split()
        if name == f"cpu{core}":
            # user, nice, system, and after idle and iowait: irq, softirq, steal
            return sum(map(int, (*ticks[:3], *ticks[5:8]))) * _TICK_S
    raise ValueError(f"no core {core}")


def spent(root: int) -> float:
    """Seconds of CPU of a process and of those that descend from it and live."""
    parents: dict[int, list[int]] = {}
    times: dict[int, float] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        with contextlib.suppress(OSError):
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            parents.setdefault(int(fields[1]), []).append(int(entry.name))
            times[int(entry.name)] = (int(fields[11]) + int(fields[12])) * _TICK_S
    total, waiting = 0.0, [root]
    for process in waiting:
        total += times.get(process, 0.0)
        waiting += parents.get(process, [])
    return total


@dataclass
class Share:
    """How much of a core some processes and all others had, from its making to `taken`."""

    core: str
    root: int

    def __post_init__(self) -> None:
        self._before = busy(self.core), spent(self.root)

    def taken(self, seconds: float) -> tuple[float, float]:
        """Percent of the core: of these processes (pinned to it), of others."""
        all_of_it, own = busy(self.core) - self._before[0], spent(self.root) - self._before[1]
        return own / seconds * 100, max(0.0, all_of_it - own) / seconds * 100
