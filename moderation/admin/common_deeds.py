"""Deeds that several pages offer: mutes and bans, lifting them, notices, hiding lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms

from moderation.actors import Actor
from moderation.errors import ModerationError, Refusal
from moderation.models import Ban
from moderation.services.bans import ban_issue, ban_lift
from moderation.services.rooms import line_hide, notice_send
from rooms.models import ChatLine

from .deeds import Deed
from .forms import NoticeForm, SanctionForm, WhyForm

WHAT = {
    "mute": (Ban.Effect.MUTE, False, "Muted on the whole site."),
    "mute-here": (Ban.Effect.MUTE, True, "Muted in this room."),
    "ban-here": (Ban.Effect.ENTRY, True, "Banned from this room."),
    "ban": (Ban.Effect.ENTRY, False, "Banned from the site."),
}
"""By the value of the button: the effect, whether in this room only, and what is told."""
NO_ROOM = "There is no room to do this in. Choose the whole site, or go to the page of the room."


class WhatForm(SanctionForm):
    """Its button says what is done (`WHAT`)."""

    what = forms.CharField(widget=forms.HiddenInput)


class LiftForm(WhyForm):
    """Which ban is lifted, on a page that is not the ban's."""

    ban = forms.IntegerField(widget=forms.HiddenInput)


def may_sanction(actor: Actor) -> bool:
    """Whether somebody has any use for the form."""
    return actor.may("mute_users") or actor.has_right("siteBan") or actor.has_right("chownAnywhere")


def sanction(actor: Actor, form: Any, *, user_id: str, room_id: str = "") -> str:
    """Issue what the button of a `WhatForm` says; `room_id` is empty where there is no room.

    Raises ModerationError.
    """
    if form.cleaned_data["what"] not in WHAT:
        raise ModerationError(Refusal.INVALID)
    effect, is_here, told = WHAT[form.cleaned_data["what"]]
    if is_here and not room_id:
        raise ModerationError(Refusal.INVALID, {"room": [NO_ROOM]})
    room = room_id if is_here else ""
    ban_issue(terms=form.terms(effect=effect, user_id=user_id, room=room), by=actor)
    return told


def lift(actor: Actor, ban_id: int, form: Any) -> str:
    """Lift a ban for the reason in a `WhyForm`. Raises ModerationError."""
    ban_lift(ban_id=ban_id, by=actor, why=form.cleaned_data["why"])
    return "Lifted."


LIFT = Deed(
    name="lift",
    label="Lift",
    form=LiftForm,
    do=lambda actor, subject, form: lift(actor, form.cleaned_data["ban"], form),
    may=lambda actor, subject: may_sanction(actor),
)


def notice_deed(
    *,
    name: str = "notify",
    title: str,
    heading: str = "Notice",
    to: Callable[[Any], Mapping[str, str]],
    told: str,
) -> Deed:
    """Send a notice under a heading; `to` gives the `user_id` or the `room_id` of a subject."""

    def send(actor: Actor, subject: Any, form: Any) -> str:
        notice_send(by=actor, **to(subject), **form.cleaned_data)
        return told

    return Deed(
        name=name,
        label="Send",
        title=title,
        form=NoticeForm,
        initial=lambda subject: {"title": heading},
        do=send,
        may=lambda actor, subject: actor.may("notify"),
    )


def notice_to_person(*, to: Callable[[Any], str], **options: str) -> Deed:
    """The same to the person whose user id `to` gives."""
    told = "They have been shown it, if they are online."
    return notice_deed(to=lambda subject: {"user_id": to(subject)}, told=told, **options)


def set_hidden(actor: Actor, line: ChatLine, *, hidden: bool) -> str:
    """Hide a line of chat, or show it again. Raises ModerationError."""
    line_hide(line=line, by=actor, hidden=hidden)
    return "Hidden." if hidden else "Shown again to anyone who comes in from now on."
