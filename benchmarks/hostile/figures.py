"""What is found of an attack, and its lines of the table of docs/hostile.md."""

from __future__ import annotations

import math
import os
import statistics
import urllib.request
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from .people import Window

HEAD = (
    *("attack", "p50 without", "with", "p99 without (least to most)", "with (least to most)"),
    *("change", "server CPU without", "with", "MiB before, most, after", "of TCP"),
)
_MIB = 2**20
_ENDS = (
    *("mpp_sockets_closed_total", "mpp_slow_sockets_closed_total", "mpp_upgrades_refused_total"),
    *("mpp_messages_dropped_total", "mpp_messages_refused_total"),
)
_HELD = ("mpp_connections", "mpp_rooms")


def resident_mib(pid: int) -> float:
    """The memory of a process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / _MIB


def tcp_mib() -> float:
    """What the kernel has in buffers for TCP, at both ends of all sockets."""
    words = Path("/proc/net/sockstat").read_text().partition("TCP:")[2].split("\n")[0].split()
    return int(words[words.index("mem") + 1]) * os.sysconf("SC_PAGE_SIZE") / _MIB


def told_by(port: int) -> dict[str, float]:
    """The metrics of a server that tell of attacks."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
        lines = answer.read().decode().splitlines()
    figures = (line.rpartition(" ") for line in lines if not line.startswith("#"))
    return {
        name: float(value)
        for name, _, value in figures
        if name.partition("{")[0] in (*_ENDS, *_HELD)
    }


@dataclass
class Found:
    """Windows without and with an attack, and what the server held."""

    name: str
    without: list[Window] = field(default_factory=list)
    attacked: list[Window] = field(default_factory=list)
    mib: list[float] = field(default_factory=list)
    tcp: list[float] = field(default_factory=list)
    at_rest: list[float] = field(default_factory=list)
    """MiB of the server before each turn of the attack and after the last."""
    outcome: Counter[str] = field(default_factory=Counter)

    def weigh(self, pid: int, *, at_rest: bool = False) -> None:
        """Note the memory of now."""
        self.mib.append(resident_mib(pid))
        self.tcp.append(tcp_mib())
        if at_rest:
            self.at_rest.append(self.mib[-1])

    def row(self) -> list[str]:
        """Its line of the table."""
        both = [[one for one in all_ if not one.is_void] for all_ in (self.without, self.attacked)]
        p99 = [_median(windows, _p99) for windows in both]
        return [
            self.name,
            *(f"{_median(one, _p50):.2f} ms" for one in both),
            *map(_spread, both),
            f"{p99[1] / p99[0] - 1:+.0%}",
            *(f"{_median(one, _cpu):.0%}" for one in both),
            *(f"{all_[0]:.0f}, {max(all_):.0f}, {all_[-1]:.0f}" for all_ in (self.mib, self.tcp)),
        ]

    def told(self, before: dict[str, float], after: dict[str, float]) -> str:
        """What became of the attackers, as they, the people and the server tell it."""
        windows = [*self.without, *self.attacked]
        ended = [
            f"{name.removeprefix('mpp_')} {value - before.get(name, 0):.0f}"
            for name, value in after.items()
            if name not in _HELD and value != before.get(name, 0)
        ]
        held = [
            f"{name.removeprefix('mpp_')} {before[name]:.0f} -> {after[name]:.0f}" for name in _HELD
        ]
        lines = (
            f"{self.name}: attackers {dict(self.outcome)}; server {', '.join(ended) or 'nothing'}",
            f"{', '.join(held)}; MiB before each turn and after all: {_listed(self.at_rest, 0)}",
            f"p99 of each window without {_listed([one.p99 for one in self.without])}",
            f"and with it {_listed([one.p99 for one in self.attacked])}",
            f"people heard {min(one.heard for one in windows):.2%} at least, "
            f"{max(one.lost for one in windows)} of them were lost; "
            f"{sum(one.is_void for one in windows)} of {len(windows)} windows are void",
        )
        return "\n  ".join(lines)


def _median(windows: list[Window], figure: Callable[[Window], float]) -> float:
    return statistics.median([figure(one) for one in windows] or [math.nan])


def _spread(windows: list[Window]) -> str:
    least, most = (f((one.p99 for one in windows), default=math.nan) for f in (min, max))
    return f"{_median(windows, _p99):.2f} ms ({least:.2f} to {most:.2f})"


def _listed(values: list[float], digits: int = 2) -> str:
    return ", ".join(f"{value:.{digits}f}" for value in values)


def _p50(window: Window) -> float:
    return window.p50


def _p99(window: Window) -> float:
    return window.p99


def _cpu(window: Window) -> float:
    return window.server_cpu
