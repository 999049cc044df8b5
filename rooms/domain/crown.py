"""The crown: who holds a room, and how it passes on (protocol §7)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the page, in percent of the window."""

    x: float
    y: float


CENTRE = Point(50, 50)
OFF_SCREEN = Point(200, 100)
"""Where the cursor of somebody is who has not moved yet (protocol §3.3)."""


@dataclass(frozen=True, slots=True)
class Crown:
    """`user_id` holds it, or held it last; `time` is the last drop or hand-over in ms."""

    user_id: str
    held: bool
    time: int
    start: Point
    end: Point

    @property
    def holder(self) -> str | None:
        return self.user_id if self.held else None


class Verdict(Enum):
    """What a `chown` leads to."""

    GIVE = "give"
    DROP = "drop"
    IGNORE = "ignore"


def given(to: str, now: int, start: Point = CENTRE, end: Point = CENTRE) -> Crown:
    """The crown in the hands of `to`; it travels from the giver's cursor to the taker's."""
    return Crown(to, True, now, start, end)


def dropped(crown: Crown, now: int, at: Point, chance: float) -> Crown:
    """The crown falling from `at`; `chance` in [0, 1) picks the height where it comes to rest."""
    rest = Point(min(90.0, max(10.0, at.x)), 70 + 20 * chance)
    return Crown(crown.user_id, False, now, at, rest)


def returned(crown: Crown | None, to: str, owner: str | None, now: int) -> Crown | None:
    """The dropped crown back with `to`, its last holder or the room's owner; None: not theirs."""
    if crown is None or crown.held or to not in (crown.user_id, owner):
        return None
    return given(to, now, crown.end, crown.end)


def judge(
    crown: Crown | None,
    *,
    actor: str,
    staff: bool,
    target: str | None,
    now: int,
    pickup_ms: int,
) -> Verdict:
    """The table of protocol §7.3. `target` is None unless it is present in the room."""
    holder = crown.holder if crown else None
    if holder == actor:
        if target is None:
            return Verdict.DROP
        return Verdict.IGNORE if target == actor else Verdict.GIVE
    if staff:
        if target is None:
            return Verdict.DROP if holder else Verdict.IGNORE
        return Verdict.IGNORE if target == holder else Verdict.GIVE
    if holder or target is None:
        return Verdict.IGNORE
    free = crown is None or crown.user_id == actor or now - crown.time >= pickup_ms
    return Verdict.GIVE if free else Verdict.IGNORE
