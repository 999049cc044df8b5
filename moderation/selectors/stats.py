"""How busy the site is and what waits for moderators, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import TruncHour

from moderation.models import Appeal, Ban, Report, Sample

DAY = timedelta(days=1)
HOURS = 24
SLOT = timedelta(minutes=15)
"""Time that one point of a chart stands for."""
FRESH = timedelta(minutes=3)
"""A minute that ended longer ago says nothing of now."""


class Waiting(NamedTuple):
    """How much waits for a moderator."""

    open_reports: int
    open_appeals: int


class Busy(NamedTuple):
    """All processes in one minute: people and rooms at its end, messages per second in it."""

    people: int
    rooms: int
    messages_per_s: float


class Day(NamedTuple):
    """The last 24 hours, oldest first: points of `SLOT`, and counts of whole hours."""

    people: list[float]
    messages_per_s: list[float]
    bans: list[int]
    reports: list[int]


def waiting() -> Waiting:
    """What nobody has decided yet; two queries."""
    reports = Report.objects.filter(state__in=(Report.State.OPEN, Report.State.ASSIGNED))
    appeals = Appeal.objects.filter(state=Appeal.State.OPEN)
    return Waiting(reports.count(), appeals.count())


def bans_issued(*, since: datetime) -> int:
    """How many bans and mutes were issued since then, by staff and by rooms; one query."""
    return Ban.objects.filter(issued_at__gte=since).count()


def busy_lately(*, at: datetime) -> Busy | None:
    """The last minute that was counted, if it was just now; one query."""
    minutes = _minutes(since=at - FRESH, until=at)
    if not minutes:
        return None
    last = minutes[-1]
    return Busy(last["people"], last["rooms"], last["messages"] / 60)


def last_day(*, at: datetime) -> Day:
    """What the charts show; three queries."""
    slots: list[list[Any]] = [[] for _ in range(DAY // SLOT)]
    for row in _minutes(since=at - DAY, until=at):
        slots[min((row["minute"] - (at - DAY)) // SLOT, len(slots) - 1)].append(row)
    return Day(
        people=[max((row["people"] for row in rows), default=0) for rows in slots],
        messages_per_s=[_mean(row["messages"] / 60 for row in rows) for rows in slots],
        bans=_by_hour(Ban.objects, "issued_at", at),
        reports=_by_hour(Report.objects, "created_at", at),
    )


def appeals_waiting(*, most: int) -> list[Appeal]:
    """The oldest appeals that nobody has decided; one query."""
    waiting = Appeal.objects.filter(state=Appeal.State.OPEN).select_related("ban")
    return list(waiting.order_by("created_at")[:most])


def _minutes(*, since: datetime, until: datetime) -> list[Any]:
    rows = Sample.objects.filter(Q(minute__gt=since) & Q(minute__lte=until)).values("minute")
    sums = rows.annotate(
        people=Sum(F("people")), rooms=Sum(F("rooms")), messages=Sum(F("messages"))
    )
    return list(sums.order_by("minute"))


def _mean(values: Iterable[float]) -> float:
    known = list(values)
    return sum(known) / len(known) if known else 0.0


def _by_hour(rows: Any, field: str, at: datetime) -> list[int]:
    hour = at.replace(minute=0, second=0, microsecond=0)
    first = hour - timedelta(hours=HOURS - 1)
    counted = rows.filter(**{f"{field}__gte": first}).annotate(hour=TruncHour(field))
    found = dict(counted.values("hour").annotate(count=Count("pk")).values_list("hour", "count"))
    return [found.get(first + timedelta(hours=number), 0) for number in range(HOURS)]
