"""What `make bench` measures: loads, the figures read from each, and what they are held against."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from benchmarks.generator import Target, load

Found = Mapping[str, Any]


@dataclass(frozen=True)
class Figure:
    """One number of a scenario. `must` and `aim` are bounds, from below if `more_is_better`.

    `rust` is what the server that we replace made of it (docs/performance.md says when and how).
    """

    name: str
    unit: str
    read: Callable[[Found], float | None]
    must: float
    aim: float
    rust: float | None = None
    more_is_better: bool = False

    def reaches(self, value: float, bound: float) -> bool:
        """Whether a value is as good as a bound."""
        return value >= bound if self.more_is_better else value <= bound


@dataclass(frozen=True)
class Scenario:
    """A load and what is read from it. `server` and `environment` say how ours is started."""

    name: str
    title: str
    mode: str
    options: tuple[str, ...]
    figures: tuple[Figure, ...]
    server: str = "uvicorn"
    environment: Mapping[str, Any] = field(default_factory=dict)
    ramp_from: float | None = None
    """Messages a second and sender at which the search for the most begins."""

    def measure(self, target: Target, *, slowly: bool = False) -> dict[str, float | None]:
        """The figures of one run; `slowly` begins a search where any server can follow."""
        options = list(self.options)
        if self.ramp_from is not None:
            options += ["--rate", str(self.ramp_from / (20 if slowly else 1))]
        found = load(target, self.mode, *options)
        return {figure.name: figure.read(found) for figure in self.figures}


def _of(key: str, divided_by: float = 1) -> Callable[[Found], float | None]:
    def read(found: Found) -> float | None:
        value = found.get(key)
        return None if value is None else float(value) / divided_by

    return read


def _of_last_step(key: str, divided_by: float) -> Callable[[Found], float | None]:
    def read(found: Found) -> float | None:
        return _of(key, divided_by)(found["steps"][-1])

    return read


def _shape(rooms: int, people: int, *more: str) -> tuple[str, ...]:
    return ("--spread", "--rooms", str(rooms), "--clients", str(people), *more)


# Steps long enough for a stable p99, and short enough that a search takes half a minute.
_RAMP = ("--ramp", "--poll-us", "500", "--step-seconds", "2")


def _most(
    name: str,
    title: str,
    shape: tuple[str, ...],
    ramp_from: float,
    bounds: tuple[float, float, float | None],
    **more: Any,
) -> Scenario:
    must, aim, rust = bounds
    figure = Figure(
        "sustained",
        "deliveries/s",
        _of("sustained_deliveries_per_s"),
        must,
        aim,
        rust,
        more_is_better=True,
    )
    return Scenario(name, title, "fanout", (*shape, *_RAMP), (figure,), ramp_from=ramp_from, **more)


def _steady(
    name: str,
    title: str,
    shape: tuple[str, ...],
    bounds: Mapping[str, tuple[float, float, float | None]],
    **more: Any,
) -> Scenario:
    every = {
        "p50": ("ms", _of("latency_p50_ms")),
        "p99": ("ms", _of("latency_p99_ms")),
        "cpu": ("µs a delivery", _of("server_us_per_delivery")),
    }
    figures = tuple(
        Figure(key, *every[key], must, aim, rust) for key, (must, aim, rust) in bounds.items()
    )
    options = (*shape, "--rate", "10", "--seconds", "8")
    return Scenario(name, title, "fanout", options, figures, **more)


_BIG = {"MPP_ROOM_LIMIT": "200", "MPP_ROOM_LIMIT_MAX": "200"}

SCENARIOS = (
    _most("1x50", "1 room × 50, all play", _shape(1, 50), 900, (2_500_000, 4_500_000, 1_370_000)),
    _most("20x10", "20 rooms × 10, all play", _shape(20, 10), 450, (1.1e6, 2e6, 769_000)),
    _most(
        *("5x99", "5 rooms × 99, all play", _shape(5, 99), 45, (2.5e6, 5e6, 947_000)),
        environment=_BIG,
    ),
    _most(
        *("1x200", "1 room × 200, 10 of them play", _shape(1, 200, "--senders", "10")),
        *(1500, (3.5e6, 7e6, 1_490_000)),
        environment=_BIG,
    ),
    _most(
        *("daphne-1x50", "1 room × 50, on daphne", _shape(1, 50), 280, (800_000, 1_500_000, None)),
        server="daphne",
    ),
    _most(
        *("daphne-20x10", "20 rooms × 10, on daphne", _shape(20, 10), 30, (150_000, 4e5, None)),
        server="daphne",
    ),
    _steady(
        *("steady-1x50", "1 room × 50 at 10 messages/s each", _shape(1, 50)),
        {"p50": (0.4, 0.2, 16), "p99": (1.5, 0.6, 34), "cpu": (8, 4, 2.6)},
    ),
    _steady(
        *("steady-1x50-tick", "the same with MPP_TICK_MS=15", _shape(1, 50)),
        {"p50": (16, 16, None), "cpu": (3, 1.5, None)},
        environment={"MPP_TICK_MS": "15"},
    ),
    _steady(
        *("steady-20x10", "20 rooms × 10 at 10 messages/s each", _shape(20, 10)),
        {"p50": (0.3, 0.12, 0.13), "p99": (1.5, 0.4, 34), "cpu": (16, 6, 6.5)},
    ),
    Scenario(
        *("ping", "`t` round trip, 10 idle people", "ping"),
        _shape(1, 10, "--rate", "10", "--seconds", "8"),
        (Figure("p50", "ms", _of("rtt_p50_ms"), 0.2, 0.12, 0.135),),
    ),
    Scenario(
        *("churn", "connect, hi, ch, close: 100 loops at a time over 20 rooms", "churn"),
        ("--spread", "--clients", "100", "--rooms", "20", "--seconds", "8"),
        (Figure("loops", "loops/s", _of("loops_per_s"), 1500, 3300, more_is_better=True),),
    ),
    Scenario(
        *("memory", "19 900 idle people in rooms of 20", "idle"),
        (
            *("--conns", "19900", "--rooms", "1", "--clients", "20", "--sources", "200"),
            *("--connect-rate", "1000", "--settle", "5"),
        ),
        (
            Figure("connection", "KB each", _of_last_step("rss_per_conn", 1024), 20, 10, 16.8),
            Figure("empty", "MB of an empty server", _of("server_rss_before", 1e6), 90, 60, 4.4),
        ),
    ),
    Scenario(
        *("cursors", "1 room × 50, cursors moving at 20 Hz", "fanout"),
        _shape(1, 50, "--rate", "20", "--m-type", "m", "--seconds", "8"),
        (Figure("core", "% of a core", _of("server_cpu", 0.01), 15, 8),),
    ),
)
BY_NAME = {scenario.name: scenario for scenario in SCENARIOS}
