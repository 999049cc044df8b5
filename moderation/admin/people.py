"""Tokens of people, and where they came from: both are looked at only."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.decorators import display

from moderation.errors import ModerationError
from moderation.models import AddressSighting
from moderation.requests import actor_of
from moderation.services.player_tokens import tokens_revoke
from rooms.models import Token

from .base import ModerationAdmin, person_link, told
from .moments import ago
from .site import site


@admin.register(Token, site=site)
class TokenAdmin(ModerationAdmin):
    list_display = ("short", "holder", "since", "standing")
    list_filter = (("revoked_at", admin.EmptyFieldListFilter),)
    list_select_related = ("player",)
    search_fields = ("player__id__startswith", "digest__startswith")
    search_help_text = "The beginning of a user id, or of the token's SHA-256"
    ordering = ("-id",)
    actions = ("revoke",)
    fields = ("player", "digest", "created_at", "revoked_at")

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        return actor_of(request).may("manage_players")

    @display(description="token")  # type: ignore[untyped-decorator]
    def short(self, token: Token) -> str:
        return f"{token.digest[:8]}…"

    @display(description="of")  # type: ignore[untyped-decorator]
    def holder(self, token: Token) -> SafeString:
        return person_link(token.player_id, token.player.name)

    @display(description="issued", ordering="created_at")  # type: ignore[untyped-decorator]
    def since(self, token: Token) -> SafeString:
        return ago(token.created_at)

    @display(description="state", label={"live": "success", "revoked": "info"})  # type: ignore[untyped-decorator]
    def standing(self, token: Token) -> str:
        return "revoked" if token.revoked_at else "live"

    @admin.action(description="Revoke", permissions=["revoke"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[Token]) -> None:
        """Other tokens of the same players stay valid."""
        actor, count = actor_of(request), 0
        for token in queryset:
            try:
                count += tokens_revoke(user_id=token.player_id, token_id=token.pk, by=actor)
            except ModerationError as error:
                told(request, error, token)
        messages.success(request, f"Revoked: {count}.")


@admin.register(AddressSighting, site=site)
class AddressSightingAdmin(ModerationAdmin):
    """For who may see addresses; where they are searched for by a part, and not by a whole one."""

    list_display = ("address", "who", "first", "last")
    search_fields = ("address__startswith", "user_id__startswith")
    search_help_text = "The beginning of an address or of a user id"
    ordering = ("-last_seen_at",)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed: bool = super().has_view_permission(request, obj)
        return allowed and actor_of(request).may("see_addresses")

    @display(description="who")  # type: ignore[untyped-decorator]
    def who(self, sighting: AddressSighting) -> SafeString:
        return person_link(sighting.user_id)

    @display(description="first seen", ordering="first_seen_at")  # type: ignore[untyped-decorator]
    def first(self, sighting: AddressSighting) -> SafeString:
        return ago(sighting.first_seen_at)

    @display(description="last seen", ordering="last_seen_at")  # type: ignore[untyped-decorator]
    def last(self, sighting: AddressSighting) -> SafeString:
        return ago(sighting.last_seen_at)
