"""Figures and how they are printed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence


def percentile(values: Iterable[float], part: float) -> float:
    """The least value that at least `part` percent of all are not above; NaN of nothing."""
    ordered = sorted(values)
    if not ordered:
        return math.nan
    return ordered[max(0, math.ceil(len(ordered) * part / 100) - 1)]


def markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table for docs."""
    lines = [head, ["---", *(["---:"] * (len(head) - 1))], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
