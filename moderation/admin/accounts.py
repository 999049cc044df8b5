"""Accounts and roles of staff, and the page of one's own account."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from moderation.errors import ModerationError
from moderation.requests import actor_of
from moderation.roles import POWERS, RIGHTS, ROLES
from moderation.services.accounts import account_change_record, account_standing
from moderation.services.links import LIFETIME, link_code, link_remove
from rooms.models import Player

from .base import told
from .site import site


class ForSuperusers:
    """Whoever could give roles could take any: accounts and roles are for superusers only."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return actor_of(request).is_superuser

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return actor_of(request).is_superuser

    def has_add_permission(self, request: HttpRequest) -> bool:
        return actor_of(request).is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return actor_of(request).is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {}


@admin.register(User, site=site)
class AccountAdmin(ForSuperusers, UserAdmin, ModelAdmin):  # type: ignore[type-arg, misc]
    """Accounts are made inactive, never deleted: the audit speaks of them."""

    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "roles", "is_staff", "is_active", "is_superuser", "last_login")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description="roles")
    def roles(self, account: User) -> str:
        return ", ".join(group.name for group in account.groups.all()) or "–"

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        request._before = account_standing(obj.pk) if change else {}  # type: ignore[attr-defined]
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        before: dict[str, Any] = getattr(request, "_before", {})
        account_change_record(account_id=form.instance.pk, before=before, by=actor_of(request))


@admin.register(Group, site=site)
class RoleAdmin(ForSuperusers, GroupAdmin, ModelAdmin):  # type: ignore[misc]
    """Groups of the known names are the roles (moderation/roles.py)."""

    def formfield_for_manytomany(self, db_field: Any, request: Any = None, **kwargs: Any) -> Any:
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if field and db_field.name == "permissions":
            field.help_text = (
                "Rights at the piano and powers of moderation are listed under “moderation”."
            )
        return field


def my_account(request: HttpRequest) -> HttpResponse:
    """Who one is at the piano, and what one may do."""
    actor = actor_of(request)
    code = ""
    if request.method == "POST":
        try:
            if request.POST.get("deed") == "unlink":
                link_remove(account_id=actor.account_id or 0, by=actor)
                messages.success(request, "Your account is no longer linked to a player.")
                return HttpResponseRedirect(reverse("admin:my_account"))
            code = link_code(account_id=actor.account_id or 0)
        except ModerationError as error:
            told(request, error)
    context = {
        **site.each_context(request),
        "title": "My account",
        "code": code,
        "minutes": int(LIFETIME.total_seconds() // 60),
        "player": Player.objects.filter(pk=actor.user_id).first() if actor.user_id else None,
        "role": next((role.name for role in ROLES if role.rank == actor.rank), ""),
        "rights": [label for wire, (_, label) in RIGHTS.items() if wire in actor.rights],
        "powers": [label for power, label in POWERS.items() if actor.may(power)],
    }
    return TemplateResponse(request, "moderation/admin/my_account.html", context)


site.add_page("my-account/", my_account, "my_account")
