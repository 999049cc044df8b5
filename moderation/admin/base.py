"""What all lists share."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin

from moderation.errors import ModerationError
from rooms.models import Player

PER_PAGE = 50


class ModerationAdmin(ModelAdmin):  # type: ignore[misc]
    """Looked at only, unless a page says otherwise; nothing can be deleted from a list."""

    list_per_page = PER_PAGE
    list_fullwidth = True
    list_filter_sheet = False
    list_filter_submit = True
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions: dict[str, Any] = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def log_addition(self, request: HttpRequest, *about: Any) -> None:
        """The audit of the services takes the place of Django's log of its admin."""

    log_change = log_deletions = log_addition


def with_names(rows: QuerySet[Any], *fields: str) -> QuerySet[Any]:
    """Rows with the names of those whose user ids are in `fields`, as `<field>_name`."""
    names = {
        f"{field.rpartition('__')[2]}_name": Subquery(
            Player.objects.filter(pk=OuterRef(field)).values("name")[:1]
        )
        for field in fields
    }
    named: QuerySet[Any] = rows.annotate(**names)
    return named


def told(request: HttpRequest, error: ModerationError, about: object = "") -> None:
    """Say in a message what the services refused."""
    messages.error(request, f"{about}: {error.text}" if about else error.text)


def require(request: HttpRequest, *permissions: str) -> None:
    """Raises PermissionDenied without all of the permissions, each app.codename."""
    if not request.user.has_perms(permissions):
        raise PermissionDenied


def person_link(user_id: str, label: str = "") -> SafeString:
    """To the page of somebody at the piano; a dash for nobody."""
    if not user_id:
        return SafeString("–")
    address = reverse("admin:rooms_player_change", args=[user_id])
    return format_html('<a class="mod-link" href="{}">{}</a>', address, label or user_id)


def room_address(room_id: str) -> str:
    """Where the page of a room is found by its id; nothing is asked for that."""
    return f"{reverse('admin:room')}?{urlencode({'id': room_id})}"


def room_link(room_id: str) -> SafeString:
    """To the page of a room; a dash for none."""
    if not room_id:
        return SafeString("–")
    return format_html('<a class="mod-link" href="{}">{}</a>', room_address(room_id), room_id)
