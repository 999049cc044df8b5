"""What can be done to a room and to the people in it."""

from __future__ import annotations

import time
from typing import Any

from django import forms

from moderation.actors import Actor
from moderation.errors import ModerationError, Refusal
from moderation.models import Ban
from moderation.selectors.room_records import public_lines
from moderation.services import rooms as service
from moderation.services.bans import ban_issue, ban_lift
from rooms.models import USER_ID_LENGTH, RoomRecord

from .deeds import Deed
from .forms import DeedForm, NoticeForm, SanctionForm, WhyForm, text_field
from .room_settings import SettingsForm, settings_of


class KickForm(DeedForm):
    user_id = forms.CharField(max_length=USER_ID_LENGTH, widget=forms.HiddenInput)
    text = text_field("What they are told")


class ClosingForm(DeedForm):
    minutes = forms.FloatField(
        label="For how many minutes",
        min_value=0,
        max_value=service.LONGEST_CLOSE_MINUTES,
        initial=60,
        help_text="0: everybody is put out and may come back at once",
    )
    text = text_field("What they are told")


class KeepingForm(DeedForm):
    owner_id = forms.CharField(
        label="Owner", required=False, max_length=USER_ID_LENGTH, help_text="User id. Empty: none"
    )
    persistent = forms.BooleanField(label="Never forgotten", required=False)


class RoomSanctionForm(SanctionForm):
    user_id = forms.CharField(max_length=USER_ID_LENGTH, widget=forms.HiddenInput)
    what = forms.CharField(widget=forms.HiddenInput)


class LineForm(DeedForm):
    line = forms.IntegerField(widget=forms.HiddenInput)


class BanForm(WhyForm):
    ban = forms.IntegerField(widget=forms.HiddenInput)


WHAT = {
    "mute": (Ban.Effect.MUTE, False, "Muted on the whole site."),
    "mute-here": (Ban.Effect.MUTE, True, "Muted in this room."),
    "ban-here": (Ban.Effect.ENTRY, True, "Banned from this room."),
    "ban": (Ban.Effect.ENTRY, False, "Banned from the site."),
}
"""By the value of the button: the effect, whether in this room only, and what is told."""


def may_sanction(actor: Actor) -> bool:
    """Whether somebody has any use for the form."""
    return actor.may("mute_users") or actor.has_right("siteBan") or actor.has_right("chownAnywhere")


def sanction(actor: Actor, form: Any, room_id: str) -> str:
    """Issue what the button of a `SanctionForm` with `user_id` and `what` says."""
    if form.cleaned_data["what"] not in WHAT:
        raise ModerationError(Refusal.INVALID)
    effect, is_here, told = WHAT[form.cleaned_data["what"]]
    room = room_id if is_here else ""
    terms = form.terms(effect=effect, user_id=form.cleaned_data["user_id"], room=room)
    ban_issue(terms=terms, by=actor)
    return told


def _kick(actor: Actor, room: RoomRecord, form: Any) -> str:
    values = form.cleaned_data
    service.room_kick(
        room_id=room.room_id, user_id=values["user_id"], by=actor, text=values["text"]
    )
    return "Put out."


def _notify(actor: Actor, room: RoomRecord, form: Any) -> str:
    service.notice_send(by=actor, room_id=room.room_id, **form.cleaned_data)
    return "Shown to everybody in the room."


def _clear(actor: Actor, room: RoomRecord, form: Any) -> str:
    service.room_clear_chat(room_id=room.room_id, by=actor)
    return "The chat is cleared."


def _close(actor: Actor, room: RoomRecord, form: Any) -> str:
    service.room_close(room_id=room.room_id, by=actor, **form.cleaned_data)
    return "Closed."


def _reopen(actor: Actor, room: RoomRecord, form: Any) -> str:
    service.room_reopen(room_id=room.room_id, by=actor)
    return "Open again."


def _keep(actor: Actor, room: RoomRecord, form: Any) -> str:
    service.room_keep(room_id=room.room_id, by=actor, **form.cleaned_data)
    return "Saved."


def _settings(actor: Actor, room: RoomRecord, form: Any) -> str:
    changes = form.changes(settings_of(room))
    if changes:
        service.room_change_settings(room_id=room.room_id, by=actor, changes=changes)
    return "Saved." if changes else "Nothing was changed."


def _hide(actor: Actor, room: RoomRecord, form: Any) -> str:
    return _show(actor, room, form, hidden=True)


def _show(actor: Actor, room: RoomRecord, form: Any, *, hidden: bool = False) -> str:
    lines = public_lines(room.room_id).filter(pk=form.cleaned_data["line"])
    line = lines.first()
    if line is None:
        raise ModerationError(Refusal.UNKNOWN_LINE)
    service.line_hide(line=line, by=actor, hidden=hidden)
    return "Hidden." if hidden else "Shown again to who comes in."


def _lift(actor: Actor, room: RoomRecord, form: Any) -> str:
    ban_lift(ban_id=form.cleaned_data["ban"], by=actor, why=form.cleaned_data["why"])
    return "Lifted."


def _closed(room: RoomRecord) -> bool:
    return (room.settings.get("closed_until") or 0) > time.time() * 1000


DEEDS = (
    Deed(
        name="sanction",
        label="Act",
        form=RoomSanctionForm,
        do=lambda actor, room, form: sanction(actor, form, room.room_id),
        may=lambda actor, room: may_sanction(actor),
    ),
    Deed(
        name="kick",
        label="Kick",
        form=KickForm,
        do=_kick,
        may=lambda actor, room: actor.has_right("chownAnywhere"),
    ),
    Deed(
        name="notify",
        label="Send",
        title="Notice to the room",
        form=NoticeForm,
        initial=lambda room: {"title": "Notice"},
        do=_notify,
        may=lambda actor, room: actor.may("notify"),
    ),
    Deed(
        name="settings",
        label="Save",
        title="Settings",
        form=SettingsForm,
        initial=lambda room: settings_of(room),
        do=_settings,
        may=lambda actor, room: actor.has_right("chsetAnywhere"),
    ),
    Deed(
        name="keep",
        label="Save",
        title="Owner",
        form=KeepingForm,
        initial=lambda room: {"owner_id": room.owner_id, "persistent": room.persistent},
        do=_keep,
        may=lambda actor, room: actor.may("manage_rooms"),
    ),
    Deed(
        name="clear",
        label="Clear the chat",
        do=_clear,
        may=lambda actor, room: actor.has_right("clearChat"),
        danger=True,
    ),
    Deed(
        name="close",
        label="Close",
        title="Close the room",
        intro="Everybody but staff is put out and stays out for that time.",
        form=ClosingForm,
        do=_close,
        may=lambda actor, room: actor.may("manage_rooms") and not _closed(room),
        danger=True,
    ),
    Deed(
        name="reopen",
        label="Open again",
        title="The room is closed",
        do=_reopen,
        may=lambda actor, room: actor.may("manage_rooms") and _closed(room),
    ),
    Deed(
        name="hide",
        label="Hide",
        form=LineForm,
        do=_hide,
        may=lambda actor, room: actor.may("hide_lines"),
    ),
    Deed(
        name="show",
        label="Show",
        form=LineForm,
        do=_show,
        may=lambda actor, room: actor.may("hide_lines"),
    ),
    Deed(
        name="lift",
        label="Lift",
        form=BanForm,
        do=_lift,
        may=lambda actor, room: may_sanction(actor),
    ),
)
