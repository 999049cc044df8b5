"""People: found by whatever is known of them, with all that moderators need to decide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.decorators import display

from moderation.actors import Actor, actor_of_user
from moderation.live import view
from moderation.models import Ban
from moderation.requests import actor_of
from moderation.selectors import users
from moderation.selectors.reports import reports_for
from moderation.selectors.room_records import lines_of_user
from moderation.services.ban_rules import may_change
from rooms.models import Player

from .bans import state_of
from .deeds import Deed, DeedPage
from .moments import ago
from .site import site
from .user_deeds import DEEDS

MOST = 50
"""Rows of each part of a page; the lists have the rest."""


class RestrictedFilter(admin.SimpleListFilter):
    """Who is banned or muted now."""

    title = "restricted"
    parameter_name = "restricted"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(Ban.Effect.ENTRY.value, "banned"), (Ban.Effect.MUTE.value, "muted")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Player]) -> QuerySet[Player]:
        if self.value() not in Ban.Effect.values:
            return queryset
        bans = Ban.objects.active(timezone.now()).filter(effect=self.value(), current=True)
        return queryset.filter(pk__in=bans.exclude(user_id="").values("user_id"))


@admin.register(Player, site=site)
class PlayerAdmin(DeedPage):
    page_template = "moderation/admin/user.html"
    list_display = ("name", "id", "tag", "where", "bot", "account", "seen", "since")
    list_display_links = ("name", "id")
    list_filter = (RestrictedFilter, "bot", ("account", admin.EmptyFieldListFilter))
    list_select_related = ("account",)
    search_fields = ("id",)
    ordering = ("-last_seen_at",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Player], search_term: str
    ) -> tuple[QuerySet[Player], bool]:
        sees = actor_of(request).may("see_addresses")
        found = users.users_search(search_term, addresses=sees)
        return queryset.filter(pk__in=found.values("pk")) if search_term else queryset, False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        sees = actor_of(request).may("see_addresses")
        kinds = "The beginning of a user id, or part of a current or former name"
        text = f"{kinds}, or a whole address" if sees else kinds
        answer: HttpResponse = super().changelist_view(
            request, {"search_help": text, **(extra_context or {})}
        )
        return answer

    def get_list_display(self, request: HttpRequest) -> tuple[Any, ...]:
        sees_vanished = actor_of(request).has_right("vanish")
        places: dict[str, list[str]] = {}
        for room in view.rooms_now():
            for person in room.people:
                if sees_vanished or not person.vanished:
                    places.setdefault(person.user_id, []).append(room.room_id)

        def where(player: Player) -> str:
            return ", ".join(places.get(player.pk, ())) or "–"

        where.short_description = "now in"  # type: ignore[attr-defined]
        return tuple(where if name == "where" else name for name in self.list_display)

    @display(description="now in")  # type: ignore[untyped-decorator]
    def where(self, player: Player) -> str:
        return "–"

    @display(description="tag", label="info")  # type: ignore[untyped-decorator]
    def tag(self, player: Player) -> str | None:
        return player.tag_text or None

    @display(description="last seen", ordering="last_seen_at")  # type: ignore[untyped-decorator]
    def seen(self, player: Player) -> SafeString:
        return ago(player.last_seen_at)

    @display(description="first seen", ordering="created_at")  # type: ignore[untyped-decorator]
    def since(self, player: Player) -> SafeString:
        return ago(player.created_at)

    def deeds(self) -> Sequence[Deed]:
        return DEEDS

    def page_context(self, request: HttpRequest, subject: Player) -> dict[str, Any]:
        actor = actor_of(request)
        return {
            "title": f"“{subject.name}”",
            "rank": actor_of_user(subject.pk).rank,
            "places": view.room_of(subject.pk, sees_vanished=actor.has_right("vanish")),
            "bans": [
                {
                    "row": ban,
                    "state": state_of(ban),
                    "may_lift": ban.is_active(timezone.now()) and may_change(ban, actor),
                }
                for ban in users.sanctions_of(subject.pk)[:MOST]
            ],
            "lines": list(lines_of_user(subject.pk)[:MOST]),
            "names": list(users.names_of(subject.pk)[:MOST]),
            "tokens": list(subject.tokens.order_by("-id")[:MOST]),
            "may_see_lines": request.user.has_perm("rooms.view_chatline"),
            **_reports(request, subject.pk, actor),
            **_addresses(subject.pk, actor),
        }


def _reports(request: HttpRequest, user_id: str, actor: Actor) -> dict[str, Any]:
    if not request.user.has_perm("moderation.view_report"):
        return {"reports": None}
    mine = reports_for(actor).filter(Q(target=user_id) | Q(reporter=user_id))
    rows = list(mine.order_by("-created_at")[:MOST])
    names = users.names_of_users({row.target for row in rows} | {row.reporter for row in rows})
    return {
        "reports": [
            {
                "row": row,
                "is_about": row.target == user_id,
                "other": row.reporter if row.target == user_id else row.target,
                "name": names.get(row.reporter if row.target == user_id else row.target, ""),
            }
            for row in rows
        ]
    }


def _addresses(user_id: str, actor: Actor) -> dict[str, Any]:
    if not actor.may("see_addresses"):
        return {"sightings": None, "others": None}
    return {
        "sightings": list(users.sightings_of(user_id)[:MOST]),
        "others": list(users.others_of_same_addresses(user_id)[:MOST]),
    }
