"""Filtered words and preset reasons: lists that staff keep."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponseRedirect

from moderation.errors import ModerationError
from moderation.models import BanReason
from moderation.requests import actor_of
from moderation.services.words import reason_delete, reason_save, word_delete, word_save
from rooms.models import FilteredWord

from .base import ModerationAdmin, told
from .site import site


class KeptList(ModerationAdmin):
    """Rows are added, changed and deleted one by one, each by a service."""

    list_fullwidth = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._has(request, "add")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._has(request, "change")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._has(request, "delete")

    def _has(self, request: HttpRequest, verb: str) -> bool:
        name = f"{self.opts.app_label}.{verb}_{self.opts.model_name}"
        return request.user.has_perm(name)

    def changeform_view(self, request: HttpRequest, *args: Any, **options: Any) -> Any:
        return self._or_told(request, super().changeform_view, *args, **options)

    def delete_view(self, request: HttpRequest, *args: Any, **options: Any) -> Any:
        return self._or_told(request, super().delete_view, *args, **options)

    def _or_told(self, request: HttpRequest, view: Any, *args: Any, **options: Any) -> Any:
        try:
            return view(request, *args, **options)
        except ModerationError as error:
            told(request, error)
            return HttpResponseRedirect(request.get_full_path())


@admin.register(FilteredWord, site=site)
class FilteredWordAdmin(KeptList):
    """Changes reach open rooms at once."""

    list_display = ("word", "everywhere")
    list_filter = ("everywhere",)
    search_fields = ("word",)
    ordering = ("word",)

    def save_model(self, request: HttpRequest, obj: FilteredWord, form: Any, change: bool) -> None:
        word_save(word=obj, by=actor_of(request))

    def delete_model(self, request: HttpRequest, obj: FilteredWord) -> None:
        word_delete(word=obj, by=actor_of(request))


@admin.register(BanReason, site=site)
class BanReasonAdmin(KeptList):
    list_display = ("text", "hours", "position")
    ordering = ("position", "text")

    def save_model(self, request: HttpRequest, obj: BanReason, form: Any, change: bool) -> None:
        reason_save(reason=obj, by=actor_of(request))

    def delete_model(self, request: HttpRequest, obj: BanReason) -> None:
        reason_delete(reason=obj, by=actor_of(request))
