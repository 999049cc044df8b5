"""Appeals: a queue of what the banned say against their bans."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.decorators import display

from moderation.actors import Actor
from moderation.models import Appeal
from moderation.requests import actor_of
from moderation.selectors.appeals import appeals_all
from moderation.selectors.users import names_of_users, sanctions_of
from moderation.services.appeals import appeal_decide

from .bans import state_of, target_of
from .base import person_link, room_link, with_names
from .deeds import Deed, DeedPage
from .filters import AppealStateFilter
from .forms import DeedForm, text_field
from .moments import ago
from .site import site

LATEST_BANS = 5


class AcceptForm(DeedForm):
    answer = text_field("Answer", help_text="The banned user can read it")


class RejectForm(DeedForm):
    answer = text_field("Why not", required=True, help_text="The banned user can read it")


def _may(actor: Actor, appeal: Appeal) -> bool:
    return actor.may("handle_appeals") and appeal.state == Appeal.State.OPEN


def _decide(actor: Actor, appeal: Appeal, form: Any, *, accept: bool) -> str:
    answer = form.cleaned_data["answer"]
    appeal_decide(appeal_id=appeal.pk, by=actor, accept=accept, answer=answer)
    return "Accepted: the ban is lifted." if accept else "Rejected."


DEEDS = (
    Deed(
        name="accept",
        label="Accept and lift the ban",
        title="Accept",
        form=AcceptForm,
        do=lambda actor, appeal, form: _decide(actor, appeal, form, accept=True),
        may=_may,
    ),
    Deed(
        name="reject",
        label="Reject",
        title="Reject",
        form=RejectForm,
        do=lambda actor, appeal, form: _decide(actor, appeal, form, accept=False),
        may=_may,
        danger=True,
    ),
)


@admin.register(Appeal, site=site)
class AppealAdmin(DeedPage):
    page_template = "moderation/admin/appeal.html"
    list_display = ("about", "what", "says", "when", "standing", "decided_by")
    list_filter = (AppealStateFilter,)
    search_fields = ("ban__user_id__startswith", "text")
    search_help_text = "The beginning of a user id, or part of the text"
    ordering = ("created_at",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Appeal]:
        return with_names(appeals_all(), "ban__user_id")

    def get_list_display(self, request: HttpRequest) -> tuple[Any, ...]:
        actor = actor_of(request)

        def about(appeal: Any) -> str:
            return appeal.user_id_name or target_of(appeal.ban, actor)

        about.short_description = "by"  # type: ignore[attr-defined]
        return (about, *self.list_display[1:])

    @display(description="by")  # type: ignore[untyped-decorator]
    def about(self, appeal: Any) -> str:
        return str(appeal.user_id_name or "–")

    @display(description="ban")  # type: ignore[untyped-decorator]
    def what(self, appeal: Appeal) -> str:
        return appeal.ban.reason

    @display(description="says")  # type: ignore[untyped-decorator]
    def says(self, appeal: Appeal) -> str:
        return appeal.text if len(appeal.text) <= 80 else f"{appeal.text[:79]}…"

    @display(description="appealed", ordering="created_at")  # type: ignore[untyped-decorator]
    def when(self, appeal: Appeal) -> SafeString:
        return ago(appeal.created_at)

    @display(
        description="state",
        label={"open": "danger", "accepted": "success", "rejected": "info"},
    )  # type: ignore[untyped-decorator]
    def standing(self, appeal: Appeal) -> str:
        return appeal.state

    def deeds(self) -> Sequence[Deed]:
        return DEEDS

    def page_context(self, request: HttpRequest, subject: Appeal) -> dict[str, Any]:
        ban, actor = subject.ban, actor_of(request)
        others = sanctions_of(ban.user_id).exclude(pk=ban.pk) if ban.user_id else ()
        names = names_of_users({ban.user_id})
        return {
            "title": f"Appeal {subject.pk}",
            "ban": ban,
            "state": state_of(ban),
            "target": person_link(ban.user_id, names.get(ban.user_id, ""))
            if ban.user_id
            else target_of(ban, actor),
            "room": room_link(ban.room_id),
            "others": [{"row": one, "state": state_of(one)} for one in others[:LATEST_BANS]],
        }
