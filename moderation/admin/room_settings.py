"""The settings of a room as a form (protocol §5.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from moderation.selectors import room_records
from rooms.models import RoomRecord

from .forms import DeedForm

_COLOR = forms.TextInput(attrs={"type": "color"})


class SettingsForm(DeedForm):
    """Only what differs from how the room stands is changed."""

    visible = forms.BooleanField(label="Shown in the list of rooms", required=False)
    chat = forms.BooleanField(label="Chat", required=False)
    crownsolo = forms.BooleanField(label="Only the crown holder may play", required=False)
    no_cussing = forms.BooleanField(label="No cussing", required=False)
    noindex = forms.BooleanField(label="No indexing", required=False)
    allow_bots = forms.BooleanField(label="Bots allowed", required=False)
    color = forms.CharField(label="Colour", max_length=7, widget=_COLOR)
    color2 = forms.CharField(label="Outer colour", required=False, max_length=7, widget=_COLOR)
    limit = forms.IntegerField(label="Maximum number of people", min_value=0)
    min_online_time = forms.IntegerField(
        label="Minimum time online",
        required=False,
        min_value=0,
        help_text="In milliseconds, before somebody may come in; leave empty for none",
    )

    def changes(self, standing: Mapping[str, Any]) -> dict[str, Any]:
        """What is to be changed, by the names of RoomSettings."""
        # An empty colour is no value a room could take: it stays as it is.
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if value != standing.get(name) and not (name == "color2" and not value)
        }


def settings_of(room: RoomRecord) -> dict[str, Any]:
    """The settings of a room that the form has, whether they were ever changed or not."""
    standing = room_records.settings_of(room)
    return {name: getattr(standing, name) for name in SettingsForm.base_fields}
