"""Bans and mutes: issued, changed and lifted here, never edited or deleted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.decorators import display

from moderation.actors import Actor
from moderation.models import AuditEntry, Ban
from moderation.requests import actor_of
from moderation.services.ban_rules import may_change
from moderation.services.bans import ban_change, ban_issue
from rooms.models import USER_ID_LENGTH

from .adding import AddPage
from .base import person_link, room_link, with_names
from .bulk import ask_and_do
from .common_deeds import lift
from .deeds import Deed
from .filters import StateFilter
from .forms import ExpiryForm, SanctionForm, WhyForm
from .moments import ago, left
from .site import site

A_NETWORK = "a network"
"""Stands for the target of a ban for who may not see addresses."""
MANY_ENTRIES = 50


def target_of(ban: Ban, actor: Actor) -> str:
    """Whom a ban is against, as far as somebody may know."""
    return ban.user_id or (ban.network if actor.may("see_addresses") else A_NETWORK)


def label_of(ban: Any, actor: Actor) -> str:
    """A ban in a list of them."""
    kind = "mute" if ban.effect == Ban.Effect.MUTE else "ban"
    return f"{kind} of {ban.user_id_name or target_of(ban, actor)}: {ban.reason}"


class NewBanForm(SanctionForm):
    """A ban of anybody from anywhere."""

    user_id = forms.CharField(label="User", required=False, max_length=USER_ID_LENGTH)
    network = forms.CharField(
        label="Address or network",
        required=False,
        max_length=64,
        help_text="Instead of a user, such as 198.51.100.7 or 2001:db8::/48",
    )
    room_id = forms.CharField(
        label="Room", required=False, max_length=512, help_text="Leave empty for the whole site"
    )
    effect = forms.ChoiceField(label="Effect", choices=Ban.Effect.choices)
    field_order = ("user_id", "network", "room_id", "effect", *SanctionForm.field_order)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not self.actor.may("ban_networks"):
            del self.fields["network"]


def _change(actor: Actor, ban: Ban, form: Any) -> str:
    values = form.cleaned_data
    ban_change(
        ban_id=ban.pk,
        by=actor,
        expires_at=None if values.get("never") else values["expires_at"],
        reason=values["reason"] or None,
        note=values["note"] or None,
    )
    return "Changed."


def _is_open(actor: Actor, ban: Ban) -> bool:
    return ban.is_active(timezone.now()) and may_change(ban, actor)


@admin.register(Ban, site=site)
class BanAdmin(AddPage):
    new_title = "New ban or mute"
    new_form = NewBanForm
    new_button = "Issue"
    page_template = "moderation/admin/ban.html"
    list_display = (
        "target",
        "kind",
        "place",
        "reason",
        "issued",
        "ends",
        "state",
        "issuer",
    )
    list_filter = (
        StateFilter,
        ("scope", admin.ChoicesFieldListFilter),
        ("effect", admin.ChoicesFieldListFilter),
        ("origin", admin.ChoicesFieldListFilter),
    )
    list_select_related = ("issued_by_account",)
    search_help_text = "The beginning of a user id, a whole room id, or part of the reason"
    ordering = ("-issued_at",)
    actions = ("lift", "change_expiry")

    def has_add_permission(self, request: HttpRequest) -> bool:
        actor = actor_of(request)
        return actor.has_right("siteBan") or actor.may("mute_users")

    def has_act_permission(self, request: HttpRequest) -> bool:
        """Whether the actions of the list are offered; what they are done to is checked by row."""
        return self.has_add_permission(request)

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        actor = actor_of(request)
        fields = ["user_id__startswith", "room_id__exact", "issued_by__exact", "reason"]
        # Else what somebody may not see could be guessed letter by letter.
        if actor.may("see_notes"):
            fields.append("note")
        if actor.may("see_addresses"):
            fields.append("network__startswith")
        return tuple(fields)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Ban]:
        return with_names(super().get_queryset(request), "user_id")

    def get_list_display(self, request: HttpRequest) -> tuple[Any, ...]:
        actor = actor_of(request)

        def target(ban: Any) -> str:
            return ban.user_id_name or target_of(ban, actor)

        target.short_description = "target"  # type: ignore[attr-defined]
        return (target, *self.list_display[1:])

    @display(description="target")  # type: ignore[untyped-decorator]
    def target(self, ban: Ban) -> str:
        return ban.user_id or A_NETWORK

    @display(description="effect", label={"mute": "warning", "ban": "danger"})  # type: ignore[untyped-decorator]
    def kind(self, ban: Ban) -> str:
        return "mute" if ban.effect == Ban.Effect.MUTE else "ban"

    @display(description="where")  # type: ignore[untyped-decorator]
    def place(self, ban: Ban) -> SafeString | str:
        return room_link(ban.room_id) if ban.room_id else "the site"

    @display(description="issued", ordering="issued_at")  # type: ignore[untyped-decorator]
    def issued(self, ban: Ban) -> SafeString:
        return ago(ban.issued_at)

    @display(description="ends", ordering="expires_at")  # type: ignore[untyped-decorator]
    def ends(self, ban: Ban) -> SafeString | str:
        return left(ban.expires_at) if ban.is_active(timezone.now()) else "–"

    @display(
        description="state",
        label={"active": "danger", "expired": "info", "lifted": "success"},
    )  # type: ignore[untyped-decorator]
    def state(self, ban: Ban) -> str:
        return state_of(ban)

    @display(description="issued by")  # type: ignore[untyped-decorator]
    def issuer(self, ban: Ban) -> str:
        return str(ban.issued_by_account or ban.issued_by or "–")

    def deeds(self) -> tuple[Deed, ...]:
        return (
            Deed(
                name="lift",
                label="Lift",
                form=WhyForm,
                may=_is_open,
                do=lambda actor, ban, form: lift(actor, ban.pk, form),
                title="Lift it",
            ),
            Deed(
                name="change",
                label="Change",
                form=ExpiryForm,
                may=_is_open,
                do=_change,
                title="Change it",
                initial=lambda ban: {"expires_at": ban.expires_at, "never": not ban.expires_at},
            ),
        )

    def page_context(self, request: HttpRequest, subject: Ban) -> dict[str, Any]:
        actor = actor_of(request)
        entries = AuditEntry.objects.filter(
            target=subject.user_id, action__startswith="ban_", details__ban=subject.pk
        )
        name = getattr(subject, "user_id_name", "") or target_of(subject, actor)
        return {
            "title": f"{'Mute' if subject.effect == Ban.Effect.MUTE else 'Ban'} of {name}",
            "target": target_of(subject, actor),
            "state": state_of(subject),
            "person": person_link(subject.user_id, name),
            "room": room_link(subject.room_id),
            "appeals": list(subject.appeals.select_related("decided_by").order_by("-created_at")),
            "entries": list(entries.order_by("-id")[:MANY_ENTRIES]),
        }

    def create(self, request: HttpRequest, form: NewBanForm) -> Ban:
        values = form.cleaned_data
        terms = form.terms(
            effect=values["effect"],
            user_id=values["user_id"],
            network=values.get("network", ""),
            room=values["room_id"],
        )
        ban = ban_issue(terms=terms, by=actor_of(request)).ban
        messages.success(request, "It is in force now.")
        return ban

    @admin.action(description="Lift …", permissions=["act"])
    def lift(self, request: HttpRequest, queryset: QuerySet[Ban]) -> HttpResponse | None:
        actor = actor_of(request)
        return ask_and_do(
            self,
            request,
            queryset,
            action="lift",
            title="Lift bans",
            form=WhyForm,
            do=lambda ban, form: lift(actor, ban.pk, form),
            label=lambda ban: label_of(ban, actor),
        )

    @admin.action(description="Change when they end …", permissions=["act"])
    def change_expiry(self, request: HttpRequest, queryset: QuerySet[Ban]) -> HttpResponse | None:
        actor = actor_of(request)
        return ask_and_do(
            self,
            request,
            queryset,
            action="change_expiry",
            title="Change when bans end",
            form=ExpiryForm,
            do=lambda ban, form: _change(actor, ban, form),
            label=lambda ban: label_of(ban, actor),
        )


def state_of(ban: Ban) -> str:
    """In a word."""
    if ban.lifted_at:
        return "lifted"
    return "active" if ban.is_active(timezone.now()) else "expired"
