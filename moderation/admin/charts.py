"""Numbers as small pictures: points of SVG, drawn by templates/moderation/admin/chart.html."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

WIDTH = 240
HEIGHT = 56
_GAP = 0.25
"""Of the width of a bar."""


class Bar(NamedTuple):
    """A rectangle of the picture, and what it says when it is pointed at."""

    x: float
    y: float
    width: float
    height: float
    value: float


@dataclass(frozen=True, slots=True)
class Chart:
    """A line with the area under it, or bars. The highest value reaches the top."""

    highest: float
    line: str = ""
    area: str = ""
    bars: tuple[Bar, ...] = ()
    width: int = WIDTH
    height: int = HEIGHT


def line_chart(values: Sequence[float], *, width: int = WIDTH, height: int = HEIGHT) -> Chart:
    """Values at equal distances, from the left."""
    highest = max(values, default=0)
    step = width / max(1, len(values) - 1)
    points = [
        f"{_short(place * step)},{_short(_y(value, highest, height))}"
        for place, value in enumerate(values)
    ]
    line = " ".join(points)
    area = f"0,{height} {line} {width},{height}"
    return Chart(highest, line=line, area=area, width=width, height=height)


def bar_chart(values: Sequence[float], *, width: int = WIDTH, height: int = HEIGHT) -> Chart:
    """One bar for each value, from the left."""
    highest = max(values, default=0)
    step = width / max(1, len(values))
    bars = tuple(
        Bar(
            x=round(place * step, 1),
            y=round(_y(value, highest, height), 1),
            width=round(step * (1 - _GAP), 1),
            height=round(height - _y(value, highest, height), 1),
            value=value,
        )
        for place, value in enumerate(values)
    )
    return Chart(highest, bars=bars, width=width, height=height)


def _y(value: float, highest: float, height: int) -> float:
    # A pixel above everything keeps the line whole where it is highest.
    return height - value / highest * (height - 1) if highest else height


def _short(number: float) -> str:
    return f"{number:.1f}"
