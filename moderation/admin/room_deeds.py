"""What can be done to a room and to the people in it."""

from __future__ import annotations

from typing import Any

from django import forms

from moderation.actors import Actor
from moderation.errors import ModerationError, Refusal
from moderation.selectors.room_records import closed_until, public_lines
from moderation.services import rooms as service
from rooms.models import USER_ID_LENGTH, RoomRecord

from .common_deeds import LIFT, WhatForm, may_sanction, notice_deed, sanction, set_hidden
from .deeds import Deed
from .forms import DeedForm, text_field
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
        help_text="0: everybody is kicked, but may come back at once",
    )
    text = text_field("What they are told")


class KeepingForm(DeedForm):
    owner_id = forms.CharField(
        label="Owner",
        required=False,
        max_length=USER_ID_LENGTH,
        help_text="User id; leave empty for none",
    )
    persistent = forms.BooleanField(label="Kept for good", required=False)


class RoomSanctionForm(WhatForm):
    user_id = forms.CharField(max_length=USER_ID_LENGTH, widget=forms.HiddenInput)


class LineForm(DeedForm):
    line = forms.IntegerField(widget=forms.HiddenInput)


def _sanction(actor: Actor, room: RoomRecord, form: Any) -> str:
    user_id = form.cleaned_data["user_id"]
    return sanction(actor, form, user_id=user_id, room_id=room.room_id)


def _kick(actor: Actor, room: RoomRecord, form: Any) -> str:
    values = form.cleaned_data
    service.room_kick(
        room_id=room.room_id, user_id=values["user_id"], by=actor, text=values["text"]
    )
    return "Kicked."


def _clear(actor: Actor, room: RoomRecord, form: Any) -> str:
    service.room_clear_chat(room_id=room.room_id, by=actor)
    return "The chat is cleared."


def _close(actor: Actor, room: RoomRecord, form: Any) -> str:
    service.room_close(room_id=room.room_id, by=actor, **form.cleaned_data)
    return "Closed."


def _reopen(actor: Actor, room: RoomRecord, form: Any) -> str:
    service.room_reopen(room_id=room.room_id, by=actor)
    return "Reopened."


def _keep(actor: Actor, room: RoomRecord, form: Any) -> str:
    service.room_keep(room_id=room.room_id, by=actor, **form.cleaned_data)
    return "Saved."


def _settings(actor: Actor, room: RoomRecord, form: Any) -> str:
    changes = form.changes(settings_of(room))
    if changes:
        service.room_change_settings(room_id=room.room_id, by=actor, changes=changes)
    return "Saved." if changes else "Nothing was changed."


def _set_hidden(actor: Actor, room: RoomRecord, form: Any, *, hidden: bool) -> str:
    line = public_lines(room.room_id).filter(pk=form.cleaned_data["line"]).first()
    if line is None:
        raise ModerationError(Refusal.UNKNOWN_LINE)
    return set_hidden(actor, line, hidden=hidden)


DEEDS = (
    Deed(
        name="sanction",
        label="Act",
        form=RoomSanctionForm,
        do=_sanction,
        may=lambda actor, room: may_sanction(actor),
    ),
    Deed(
        name="kick",
        label="Kick",
        form=KickForm,
        do=_kick,
        may=lambda actor, room: actor.has_right("chownAnywhere"),
    ),
    notice_deed(
        title="Notice to the room",
        to=lambda room: {"room_id": room.room_id},
        told="Shown to everybody in the room.",
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
        intro="Everybody except staff is kicked, and kept out for that time.",
        form=ClosingForm,
        do=_close,
        may=lambda actor, room: actor.may("manage_rooms") and closed_until(room) is None,
        danger=True,
    ),
    Deed(
        name="reopen",
        label="Reopen",
        title="The room is closed",
        do=_reopen,
        may=lambda actor, room: actor.may("manage_rooms") and closed_until(room) is not None,
    ),
    Deed(
        name="hide",
        label="Hide",
        form=LineForm,
        do=lambda actor, room, form: _set_hidden(actor, room, form, hidden=True),
        may=lambda actor, room: actor.may("hide_lines"),
    ),
    Deed(
        name="show",
        label="Show",
        form=LineForm,
        do=lambda actor, room, form: _set_hidden(actor, room, form, hidden=False),
        may=lambda actor, room: actor.may("hide_lines"),
    ),
    LIFT,
)
