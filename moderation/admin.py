"""The pages of moderators: bans, preset reasons, the audit. All writes go through services."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from .actors import Actor, actor_of_account
from .errors import ModerationError
from .models import AuditEntry, Ban, BanReason
from .services.bans import Terms, ban_check, ban_issue, ban_lift

# type-arg is ignored below because Django's classes take no type arguments at run time.


def actor_of(request: HttpRequest) -> Actor:
    """Who is behind a request of the admin, which has let nobody in without an account."""
    return actor_of_account(request.user.pk or 0)


class NewBan(forms.ModelForm):  # type: ignore[type-arg]
    """A ban to be issued; a preset reason or one's own."""

    preset = forms.ModelChoiceField(BanReason.objects.all(), required=False)
    reason = forms.CharField(required=False, max_length=512, help_text="instead of a preset one")
    hours = forms.FloatField(required=False, min_value=0, help_text="how long; empty: for ever")

    class Meta:
        model = Ban
        fields = ("user_id", "preset", "reason", "hours", "note")

    actor = Actor()
    """Who issues it; the admin sets it."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        reason = cleaned.get("reason") or str(cleaned.get("preset") or "")
        if not reason:
            raise forms.ValidationError("A ban needs a reason.")
        cleaned["reason"] = reason
        if not self.errors:
            try:
                ban_check(by=self.actor, terms=self.terms())
            except ModerationError as error:
                raise forms.ValidationError(error.text) from error
            except OverflowError as error:
                raise forms.ValidationError("Leave the hours empty to ban for ever.") from error
        return cleaned

    def terms(self) -> Terms:
        """What is asked for."""
        hours = self.cleaned_data["hours"]
        return Terms(
            user_id=self.cleaned_data["user_id"],
            reason=self.cleaned_data["reason"],
            note=self.cleaned_data["note"],
            length=None if hours is None else timedelta(hours=hours),
        )


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
                return queryset.filter(pk__in=Ban.objects.active(now))
            case "expired":
                return queryset.filter(lifted_at=None, expires_at__lte=now)
            case "lifted":
                return queryset.exclude(lifted_at=None)
        return queryset


@admin.register(Ban)
class BanAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Issued and lifted here, never edited or deleted."""

    list_display = (
        "user_id",
        "reason",
        "issued_at",
        "expires_at",
        "lifted_at",
        "issued_by_account",
    )
    list_filter = (StateFilter, "scope", "issued_at")
    list_select_related = ("issued_by_account",)
    search_fields = ("user_id__startswith", "issued_by__exact", "reason", "note")
    ordering = ("-issued_at",)
    actions = ("lift",)
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("moderation.site_ban")

    def has_change_permission(self, request: HttpRequest, obj: Ban | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Ban | None = None) -> bool:
        return False

    def has_lift_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("moderation.site_ban")

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        if obj is not None:
            return super().get_form(request, obj, change, **kwargs)
        return type("NewBanHere", (NewBan,), {"actor": actor_of(request)})

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return super().get_fields(request, obj) if obj else NewBan.Meta.fields

    def save_model(self, request: HttpRequest, obj: Ban, form: Any, change: bool) -> None:
        obj.pk = ban_issue(by=form.actor, terms=form.terms()).ban.pk

    @admin.action(description="Lift", permissions=["lift"])
    def lift(self, request: HttpRequest, queryset: QuerySet[Ban]) -> None:
        actor = actor_of(request)
        for ban in queryset:
            try:
                ban_lift(ban_id=ban.pk, by=actor)
            except ModerationError as error:
                messages.error(request, f"{ban}: {error.text}")
            else:
                messages.success(request, f"{ban}: lifted.")


@admin.register(BanReason)
class BanReasonAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("text", "position")
    list_editable = ("position",)


@admin.register(AuditEntry)
class AuditEntryAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Read only, for everybody."""

    list_display = ("at", "action", "actor_name", "actor", "target", "room")
    list_filter = (("action", admin.AllValuesFieldListFilter), "at")
    search_fields = ("actor__exact", "actor_name__exact", "target__exact", "room__exact")
    search_help_text = "A whole user id, account name or room id"
    ordering = ("-id",)
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False
