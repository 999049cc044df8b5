"""What lists can be narrowed down to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.contrib.filters.admin import TextFilter

from moderation.models import Ban, Report


class StateFilter(admin.SimpleListFilter):
    """Which bans keep somebody out now."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("active", "active"), ("expired", "expired"), ("lifted", "lifted")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Ban]) -> QuerySet[Ban]:
        now = timezone.now()
        match self.value():
            case "active":
                unexpired = Q(expires_at=None) | Q(expires_at__gt=now)
                return queryset.filter(unexpired, lifted_at=None)
            case "expired":
                return queryset.filter(lifted_at=None, expires_at__lte=now)
            case "lifted":
                return queryset.exclude(lifted_at=None)
        return queryset


class QueueFilter(admin.SimpleListFilter):
    """What waits comes first; what is done is looked up when it is asked for."""

    title = "state"
    parameter_name = "state"
    waiting: tuple[str, ...] = ()
    done: tuple[str, ...] = ()

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(state, state) for state in (*self.waiting, *self.done)] + [("all", "all")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case None:
                return queryset.filter(state__in=self.waiting)
            case "all":
                return queryset
            case state:
                return queryset.filter(state=state)

    def choices(self, changelist: Any) -> Iterator[Any]:
        for number, choice in enumerate(super().choices(changelist)):
            yield {**choice, "display": "waiting"} if number == 0 else dict(choice)


class ReportStateFilter(QueueFilter):
    """Reports that wait, or that are in one state."""

    waiting = (Report.State.OPEN, Report.State.ASSIGNED)
    done = (Report.State.RESOLVED, Report.State.DISMISSED)


class AppealStateFilter(QueueFilter):
    """Appeals that wait, or that are in one state."""

    waiting = ("open",)
    done = ("accepted", "rejected")


class MineFilter(admin.SimpleListFilter):
    """Whose work it is."""

    title = "assigned to"
    parameter_name = "assigned"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("me", "me"), ("nobody", "nobody")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "me":
                return queryset.filter(assigned_to=request.user.pk)
            case "nobody":
                return queryset.filter(assigned_to=None)
        return queryset


class ExactFilter(TextFilter):  # type: ignore[misc]
    """A whole value, typed in."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        return queryset.filter(**{self.parameter_name: value}) if value else queryset


class RoomFilter(ExactFilter):
    title = "room"
    parameter_name = "room_id"


class SenderFilter(ExactFilter):
    title = "user id"
    parameter_name = "user_id"


PERIODS = {
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "month": timedelta(days=30),
}


class SentFilter(admin.SimpleListFilter):
    """When a line was said; its moments are milliseconds."""

    title = "time"
    parameter_name = "sent"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, f"the last {name}") for name in PERIODS]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        period = PERIODS.get(self.value() or "")
        if period is None:
            return queryset
        return queryset.filter(sent_at__gte=ms(timezone.now() - period))


class MomentFilter(TextFilter):  # type: ignore[misc]
    """Lines from or until a moment in UTC, such as 2030-01-31 18:05."""

    lookup = ""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if not value:
            return queryset
        moment = parsed(value)
        return queryset.filter(**{self.lookup: ms(moment)}) if moment else queryset.none()


class FromFilter(MomentFilter):
    title = "from (UTC, such as 2030-01-31 18:05)"
    parameter_name = "from"
    lookup = "sent_at__gte"


class UntilFilter(MomentFilter):
    title = "until (UTC)"
    parameter_name = "until"
    lookup = "sent_at__lte"


def ms(moment: Any) -> int:
    """Milliseconds since the epoch."""
    return int(moment.timestamp() * 1000)


def parsed(text: str) -> Any:
    """A moment as somebody types it in, in UTC; None for anything else."""
    try:
        return forms.DateTimeField().to_python(text.strip())
    except forms.ValidationError:
        return None
