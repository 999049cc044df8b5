"""The first page: how busy it is, and what waits."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from moderation.live import view
from moderation.requests import actor_of
from moderation.selectors import stats
from moderation.selectors.reports import reports_for
from moderation.selectors.users import names_of_users

from .charts import Chart, bar_chart, line_chart

NEWEST = 6


def dashboard(request: HttpRequest) -> dict[str, Any]:
    """What the template shows; nothing of it that the one who asks may not see."""
    sees_rooms = request.user.has_perm("rooms.view_roomrecord")
    return {
        "tiles": _tiles(),
        **_queues(request),
        "rooms_now": view.rooms_now()[:NEWEST] if sees_rooms else (),
    }


def _tiles() -> tuple[dict[str, Any], ...]:
    at = timezone.now()
    lately, day, waiting = stats.busy_lately(at=at), stats.last_day(at=at), stats.waiting()
    here = view.counts_now() if view.is_live() else lately
    return (
        _tile("People online", here.people if here else 0, line_chart(day.people)),
        _tile(
            "Messages per second",
            f"{lately.messages_per_s:.1f}" if lately else "–",
            line_chart(day.messages_per_s),
        ),
        _tile("Rooms open", here.rooms if here else 0, link="rooms_roomrecord"),
        _tile(
            "Open reports", waiting.open_reports, bar_chart(day.reports), link="moderation_report"
        ),
        _tile("Open appeals", waiting.open_appeals, link="moderation_appeal"),
        _tile(
            "Bans in the last 24 hours",
            stats.bans_issued(since=at - stats.DAY),
            bar_chart(day.bans),
            link="moderation_ban",
        ),
    )


def _tile(title: str, value: object, chart: Chart | None = None, link: str = "") -> dict[str, Any]:
    """A figure; `link` is the list behind it."""
    link = f"admin:{link}_changelist" if link else ""
    return {"title": title, "value": value, "chart": chart, "link": link}


def _queues(request: HttpRequest) -> dict[str, Any]:
    reports: list[Any] = []
    mine: list[Any] = []
    appeals: list[Any] = []
    if request.user.has_perm("moderation.view_report"):
        visible = reports_for(actor_of(request))
        waiting = visible.filter(state__in=("open", "assigned"))
        reports = list(waiting.order_by("-created_at")[:NEWEST])
        mine = list(visible.filter(state="assigned", assigned_to=request.user.pk))
    if request.user.has_perm("moderation.view_appeal"):
        appeals = stats.appeals_waiting(most=NEWEST)
    people = {one.target for one in (*reports, *mine)} | {one.ban.user_id for one in appeals}
    names = names_of_users(people)
    return {
        "reports": [(one, names.get(one.target, one.target)) for one in reports],
        "mine": [(one, names.get(one.target, one.target)) for one in mine],
        "appeals": [(one, names.get(one.ban.user_id, "an address")) for one in appeals],
    }
