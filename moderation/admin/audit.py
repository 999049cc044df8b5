"""What staff did: read only, for everybody."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.decorators import display

from moderation.actors import Actor
from moderation.models import AuditEntry
from moderation.redaction import keys_hidden_from, redacted
from moderation.requests import actor_of

from .base import person_link, room_link, with_names
from .deeds import DeedPage
from .moments import ago
from .site import site

NOTHING = "–"
ACCOUNTS = {"assigned_to"}
"""Values that are the numbers of accounts."""


class Change(NamedTuple):
    """One value of a record, as people read it."""

    name: str
    before: str
    after: str


@admin.register(AuditEntry, site=site)
class AuditEntryAdmin(DeedPage):
    page_template = "moderation/admin/audit_entry.html"
    list_display = ("when", "what", "who", "whom", "where", "summary")
    list_filter = (("action", admin.AllValuesFieldListFilter), "at")
    search_fields = (
        "actor__exact",
        "actor_name__exact",
        "target__exact",
        "room__exact",
        "request_id__exact",
    )
    search_help_text = "A whole user id, account name, room id or request id"
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEntry]:
        return with_names(super().get_queryset(request), "target")

    def get_list_display(self, request: HttpRequest) -> tuple[Any, ...]:
        actor = actor_of(request)

        def summary(entry: AuditEntry) -> str:
            return summary_of(entry, actor)

        summary.short_description = "what changed"  # type: ignore[attr-defined]
        return (*self.list_display[:-1], summary)

    @display(description="when", ordering="at")  # type: ignore[untyped-decorator]
    def when(self, entry: AuditEntry) -> SafeString:
        return ago(entry.at)

    @display(description="action", label=True)  # type: ignore[untyped-decorator]
    def what(self, entry: AuditEntry) -> str:
        return entry.action.replace("_", " ")

    @display(description="by")  # type: ignore[untyped-decorator]
    def who(self, entry: AuditEntry) -> SafeString | str:
        return entry.actor_name or person_link(entry.actor)

    @display(description="user")  # type: ignore[untyped-decorator]
    def whom(self, entry: AuditEntry) -> SafeString:
        return person_link(entry.target, getattr(entry, "target_name", None) or "")

    @display(description="room")  # type: ignore[untyped-decorator]
    def where(self, entry: AuditEntry) -> SafeString:
        return room_link(entry.room)

    @display(description="what changed")  # type: ignore[untyped-decorator]
    def summary(self, entry: AuditEntry) -> str:
        return summary_of(entry, Actor())

    def page_context(self, request: HttpRequest, subject: AuditEntry) -> dict[str, Any]:
        actor = actor_of(request)
        return {
            "changes": changes_of(subject, actor),
            "details": details_of(subject, actor),
            "who": subject.actor_name or NOTHING,
            "player": person_link(subject.actor),
            "person": person_link(subject.target),
            "room": room_link(subject.room),
        }


def changes_of(entry: AuditEntry, actor: Actor) -> list[Change]:
    """What was changed, by name, without what somebody may not read."""
    hidden = keys_hidden_from(actor)
    before, after = redacted(entry.before, hidden), redacted(entry.after, hidden)
    return [
        Change(_named(name), _value(name, before), _value(name, after))
        for name in _in_order(before, after)
    ]


def details_of(entry: AuditEntry, actor: Actor) -> list[tuple[str, str]]:
    """What else the entry says."""
    details = redacted(entry.details, keys_hidden_from(actor))
    return [(_named(name), _readable(value)) for name, value in details.items()]


def summary_of(entry: AuditEntry, actor: Actor) -> str:
    """The changes in one line."""
    told = [
        f"{change.name}: {change.before} → {change.after}"
        if change.name.replace(" ", "_") in entry.before
        else f"{change.name}: {change.after}"
        for change in changes_of(entry, actor)
        if change.before != change.after
    ]
    if network := entry.details.get("network"):
        told.insert(0, str(redacted({"network": network}, keys_hidden_from(actor))["network"]))
    return "; ".join(told) or NOTHING


def _moment(text: str) -> datetime | None:
    """A moment, if the text is one as the services write them."""
    if len(text) < len("2030-01-01T00:00:00+00:00") or "T" not in text:
        return None
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        return None


def _in_order(*parts: dict[str, Any]) -> Iterable[str]:
    return dict.fromkeys(name for part in parts for name in part)


def _value(name: str, values: dict[str, Any]) -> str:
    value = values.get(name)
    return f"account {value}" if name in ACCOUNTS and value else _readable(value)


def _named(name: str) -> str:
    return name.replace("_", " ")


def _readable(value: Any) -> str:
    match value:
        case None | "" | [] | {}:
            return NOTHING
        case bool():
            return "yes" if value else "no"
        case str() if moment := _moment(value):
            return f"{moment:%Y-%m-%d %H:%M} UTC"
        case list():
            return ", ".join(_readable(inner) for inner in value)
        case dict():
            return ", ".join(f"{_named(key)}: {_readable(inner)}" for key, inner in value.items())
        case _:
            return str(value)
