"""Results as a Markdown table and as a chart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.results import median
from benchmarks.scenarios import BY_NAME, SCENARIOS, Figure, Scenario
from benchmarks.tables import markdown

_HEAD = ("figure", "unit", "median", "runs", "must reach", "aim for", "reached")


def table(kept: dict[str, Any]) -> str:
    """All that is kept, beside what it is held against, with where it was measured."""
    commits = sorted({entry["of"] for entry in kept["runs"].values()})
    lines = [
        markdown(_HEAD, _rows(kept)),
        "",
        f"Machine: {kept['machine']}. {kept['versions']}. Measured: {', '.join(commits)}.",
    ]
    return "\n".join(lines)


def _measured(kept: dict[str, Any]) -> Iterator[tuple[Scenario, Figure, list[dict[str, Any]]]]:
    for scenario in SCENARIOS:
        if entry := kept["runs"].get(scenario.name):
            for figure in scenario.figures:
                yield scenario, figure, entry["figures"]


def _rows(kept: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    for scenario, figure, runs in _measured(kept):
        value = median(runs, figure.name)
        name = scenario.title if len(scenario.figures) == 1 else f"{scenario.title}: {figure.name}"
        yield (
            name,
            figure.unit,
            f"**{shown(value)}**",
            " / ".join(shown(run.get(figure.name)) for run in runs),
            shown(figure.must),
            shown(figure.aim),
            _verdict(figure, value),
        )


def _verdict(figure: Figure, value: float | None) -> str:
    if value is None or not figure.reaches(value, figure.must):
        return "no"
    return "aim" if figure.reaches(value, figure.aim) else "must"


def shown(value: float | None) -> str:
    """A number as people read it, with three digits that count."""
    if value is None:
        return "–"
    if abs(value) >= 1000:
        return f"{float(f'{value:.3g}'):,.0f}".replace(",", " ")
    return f"{value:.3g}"


def chart(kept: dict[str, Any], path: Path) -> bool:
    """Bars of what is sustained, beside the server that we replace, and of what is aimed for.

    False, and nothing is drawn, if that was not measured.
    """
    names = [name for name in BY_NAME if name in kept["runs"] and BY_NAME[name].ramp_from]
    if names:
        _draw(kept, names, path)
    return bool(names)


def _draw(kept: dict[str, Any], names: list[str], path: Path) -> None:
    # Only who draws needs it.
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figures = [BY_NAME[name].figures[0] for name in names]
    ours = [(median(kept["runs"][name]["figures"], "sustained") or 0) / 1e6 for name in names]
    figure, axes = pyplot.subplots(figsize=(9, 0.8 + 0.62 * len(names)), layout="constrained")
    places = range(len(names))
    axes.barh([at - 0.2 for at in places], ours, 0.4, label="this server", color="#2f6f8f")
    rust = [(one.rust or 0) / 1e6 for one in figures]
    axes.barh(
        [at + 0.2 for at in places], rust, 0.4, label="Rust server (earlier)", color="#c98b4a"
    )
    for at, value in zip(places, ours, strict=True):
        axes.text(value, at - 0.2, f" {value:.2f}", va="center", fontsize=8)
    for at, value in zip(places, rust, strict=True):
        if value:
            axes.text(value, at + 0.2, f" {value:.2f}", va="center", fontsize=8)
    axes.scatter(
        [one.aim / 1e6 for one in figures],
        [at - 0.2 for at in places],
        marker="|",
        s=160,
        color="black",
        label="aimed for",
    )
    axes.set_yticks(list(places), [BY_NAME[name].title for name in names])
    axes.invert_yaxis()
    axes.set_xlabel("million deliveries a second, server on one core")
    axes.legend(loc="lower right")
    axes.spines[["top", "right"]].set_visible(False)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)
    pyplot.close(figure)
