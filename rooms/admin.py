"""The pages of administrators for people, rooms, chat and filtered words.

What the live part writes is shown and cannot be edited here, because an open room would write it
over again; what belongs to administrators (names, owners, persistence) can.
"""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from . import writes
from .identity import token_issue
from .models import ChatLine, FilteredWord, Player, RoomRecord, Token
from .records import moment

# type-arg is ignored below because Django's classes take no type arguments at run time.


def is_superuser(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "is_superuser", False))


class WrittenByServer:
    """For what can be looked at only."""

    def has_add_permission(self, *args: Any) -> bool:
        return False

    def has_change_permission(self, *args: Any) -> bool:
        return False

    def has_delete_permission(self, *args: Any) -> bool:
        return False


class TokenInline(WrittenByServer, admin.TabularInline):  # type: ignore[type-arg]
    model = Token
    fields = ("digest", "created_at", "revoked_at")
    extra = 0


@admin.register(Player)
class PlayerAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """What is changed here counts for open connections too."""

    list_display = ("id", "name", "tag_text", "bot", "account", "created_at", "last_seen_at")
    list_filter = ("bot", ("account", admin.EmptyFieldListFilter))
    list_select_related = ("account",)
    search_fields = ("id__startswith", "name")
    ordering = ("-last_seen_at",)
    fieldsets = (
        (None, {"fields": ("id", "name", "color", "name_locked", "color_locked")}),
        ("Standing", {"fields": ("account", "tag_text", "tag_color", "bot", "list_people")}),
        (
            "Limits of their own",
            {
                "fields": (
                    "unlimited_notes",
                    "quota_allowance",
                    "quota_max",
                    "rate_factor",
                    "max_sockets",
                )
            },
        ),
        (
            "Written by the server",
            {
                "fields": (
                    "created_at",
                    "last_seen_at",
                    "online_ms",
                    "token_generation",
                    "account_info",
                )
            },
        ),
    )
    readonly_fields = (
        "id",
        "token_generation",
        "created_at",
        "last_seen_at",
        "online_ms",
        "account_info",
    )
    autocomplete_fields = ("account",)
    inlines = (TokenInline,)
    actions = ("issue_bot_token", "revoke_tokens")
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_readonly_fields(
        self, request: HttpRequest, obj: Player | None = None
    ) -> tuple[str, ...]:
        # Whoever could link accounts could take the rights of any of them.
        return self.readonly_fields if is_superuser(request) else (*self.readonly_fields, "account")

    def save_model(self, request: HttpRequest, obj: Player, form: Any, change: bool) -> None:
        """Only what was edited is written: the server may have written the rest meanwhile."""
        obj.save(update_fields=form.changed_data)

    @admin.action(description="Issue a bot token", permissions=["change"])
    def issue_bot_token(self, request: HttpRequest, queryset: QuerySet[Player]) -> None:
        """A bot says `hi` with it from anywhere. It is shown this once."""
        for player in queryset:
            if not player.bot or (player.account_id and not is_superuser(request)):
                messages.error(request, f"{player}: only for bots without a staff account.")
                continue
            token = token_issue(user_id=player.pk, at=timezone.now())
            messages.success(request, f"{player}: {token} (it cannot be shown again)")

    @admin.action(description="Revoke tokens", permissions=["change"])
    def revoke_tokens(self, request: HttpRequest, queryset: QuerySet[Player]) -> None:
        """Open connections stay; at the next `hi` the old tokens count as unknown."""
        count = writes.revoke_tokens(queryset.values_list("pk", flat=True), at=timezone.now())
        messages.success(request, f"Revoked: {count}. Their holders are strangers from now on.")


@admin.register(Token)
class TokenAdmin(WrittenByServer, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("__str__", "player", "created_at", "revoked_at")
    list_select_related = ("player",)
    search_fields = ("player__id__startswith", "digest__startswith")
    ordering = ("-id",)
    actions = ("revoke",)
    show_full_result_count = False

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("rooms.change_player")

    @admin.action(description="Revoke", permissions=["revoke"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[Token]) -> None:
        """Other tokens of the same players stay valid."""
        ids = queryset.values_list("pk", flat=True)
        messages.success(
            request, f"Revoked: {writes.tokens_revoke(token_ids=ids, at=timezone.now())}."
        )


@admin.register(RoomRecord)
class RoomRecordAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("room_id", "persistent", "owner_id", "last_crown_holder", "last_used")
    list_filter = ("persistent",)
    search_fields = ("room_id", "owner_id__exact")
    ordering = ("-last_used_at",)
    fields = (
        "room_id",
        "persistent",
        "owner_id",
        "settings",
        "last_crown_holder",
        "last_used",
        "chat_since",
    )
    readonly_fields = ("settings", "last_crown_holder", "last_used", "chat_since")
    show_full_result_count = False

    def get_readonly_fields(
        self, request: HttpRequest, obj: RoomRecord | None = None
    ) -> tuple[str, ...]:
        # Another id would be another room, with the chat and bans of this one left behind.
        return (*self.readonly_fields, "room_id") if obj else self.readonly_fields

    def save_model(self, request: HttpRequest, obj: RoomRecord, form: Any, change: bool) -> None:
        """Only what can be edited is written: the room may have been written meanwhile."""
        if change:
            obj.save(update_fields=["persistent", "owner_id"])
            return
        # Else it would be forgotten before anybody has opened it.
        obj.last_used_at = time.time_ns() // 1_000_000
        obj.save()

    @admin.display(description="last used", ordering="last_used_at")
    def last_used(self, room: RoomRecord) -> datetime:
        return moment(room.last_used_at)

    @admin.display(description="shows chat since", ordering="history_since")
    def chat_since(self, room: RoomRecord) -> datetime:
        return moment(room.history_since)


@admin.register(ChatLine)
class ChatLineAdmin(WrittenByServer, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("sent", "room_id", "name", "user_id", "recipient_id", "text")
    list_filter = ("kind",)
    search_fields = ("room_id__exact", "user_id__exact", "text")
    search_help_text = "A whole room id, a whole user id, or part of the text"
    ordering = ("-id",)
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[ChatLine]:
        """Direct messages are for superusers only: moderators do not read them (protocol §6.5)."""
        lines = super().get_queryset(request)
        if is_superuser(request):
            return lines
        return lines.filter(kind=ChatLine.Kind.SAID)

    @admin.display(description="sent", ordering="sent_at")
    def sent(self, line: ChatLine) -> datetime:
        return moment(line.sent_at)


@admin.register(FilteredWord)
class FilteredWordAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Changes reach open rooms within half a minute."""

    list_display = ("word", "everywhere")
    list_editable = ("everywhere",)
    list_filter = ("everywhere",)
    search_fields = ("word",)
    ordering = ("word",)
