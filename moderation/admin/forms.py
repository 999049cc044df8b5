"""Forms of the pages: what a deed takes, with the looks of the site."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from unfold import widgets

from moderation.actors import Actor
from moderation.models import TEXT_LENGTH, BanReason
from moderation.services.bans import Terms

AS_SUGGESTED = "suggested"
FOR_EVER = "ever"
OWN = "own"
LENGTHS = (
    (AS_SUGGESTED, "As the reason suggests"),
    ("600", "10 minutes"),
    ("3600", "1 hour"),
    ("86400", "1 day"),
    ("604800", "7 days"),
    ("2592000", "30 days"),
    (OWN, "A number of hours"),
)
"""Seconds, or one of the words above."""
MOST_HOURS = 24 * 365 * 100

_LOOKS: tuple[tuple[type[forms.Widget], list[str]], ...] = (
    (forms.CheckboxInput, widgets.CHECKBOX_CLASSES),
    (forms.Select, widgets.SELECT_CLASSES),
    (forms.Textarea, widgets.TEXTAREA_CLASSES),
    (forms.Widget, widgets.INPUT_CLASSES),
)


def dress(form: Any) -> Any:
    """The same form with the looks of the site."""
    for field in form.fields.values():
        if isinstance(field.widget, forms.CheckboxSelectMultiple):
            # It would give the looks of one box to the box around all of them.
            continue
        for kind, classes in _LOOKS:
            if isinstance(field.widget, kind):
                field.widget.attrs.setdefault("class", " ".join(classes))
                break
        if type(field.widget) is forms.Select:
            field.widget.template_name = "unfold/widgets/select.html"
    return form


class DeedForm(forms.Form):
    """Knows who fills it in: not everybody may choose everything."""

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.actor = actor


class DeedModelForm(forms.ModelForm):  # type: ignore[type-arg]
    """The same for the fields of a table; it is never saved."""

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.actor = actor

    @property
    def changes(self) -> dict[str, Any]:
        """What is to become of the fields that were edited."""
        return {name: self.cleaned_data[name] for name in self.changed_data}


def text_field(label: str, *, required: bool = False, help_text: str = "") -> forms.CharField:
    """One line, as long as the tables take."""
    return forms.CharField(
        label=label, required=required, max_length=TEXT_LENGTH, help_text=help_text
    )


class MomentField(forms.DateTimeField):
    """A moment in UTC, chosen with what the browser has for that."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class SanctionForm(DeedForm):
    """Why and for how long somebody is kept out or silent."""

    preset = forms.ModelChoiceField(
        BanReason.objects.none(), label="Reason", required=False, empty_label="Another (see below)"
    )
    reason = text_field(
        "Another reason", help_text="Only if none is chosen above. The user can read it"
    )
    length = forms.ChoiceField(label="For how long", choices=LENGTHS)
    hours = forms.FloatField(label="Hours", required=False, min_value=0.01, max_value=MOST_HOURS)
    note = text_field("Note", help_text="Only staff see it")
    field_order: tuple[str, ...] = ("preset", "length", "reason", "hours", "note")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        presets = self.fields["preset"]
        presets.queryset = BanReason.objects.all()  # type: ignore[attr-defined]
        presets.label_from_instance = _with_hours  # type: ignore[attr-defined]
        if not self.actor.has_right("siteBanAnyReason"):
            del self.fields["reason"]
            presets.required = True
        if self.actor.has_right("siteBanAnyDuration"):
            length: Any = self.fields["length"]
            length.choices = [*LENGTHS, (FOR_EVER, "For ever")]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        preset = cleaned.get("preset")
        cleaned["reason"] = (cleaned.get("reason") or "").strip() or (preset.text if preset else "")
        if not cleaned["reason"] and "preset" not in self.errors:
            self.add_error("preset", "Give a reason.")
        match cleaned.get("length"):
            case "suggested" if preset is None or preset.hours is None:
                self.add_error("length", "This reason suggests no length: choose one.")
            case "own" if cleaned.get("hours") is None and "hours" not in self.errors:
                self.add_error("hours", "How many hours?")
        return cleaned

    def terms(self, *, effect: str, user_id: str = "", network: str = "", room: str = "") -> Terms:
        """What is asked for, of a user or a network, on the site or in a room."""
        return Terms(
            user_id=user_id,
            network=network,
            room_id=room,
            effect=effect,
            reason=self.cleaned_data["reason"],
            note=self.cleaned_data["note"],
            length=self._length(),
        )

    def _length(self) -> timedelta | None:
        match self.cleaned_data["length"]:
            case "ever":
                return None
            case "own":
                return timedelta(hours=self.cleaned_data["hours"])
            case "suggested":
                return timedelta(hours=self.cleaned_data["preset"].hours)
            case seconds:
                return timedelta(seconds=int(seconds))


def _with_hours(preset: BanReason) -> str:
    return f"{preset.text} ({preset.hours} h)" if preset.hours else preset.text


class ExpiryForm(DeedForm):
    """When a ban is to end, and what it is for."""

    expires_at = MomentField(label="Ends (UTC)", required=False)
    never = forms.BooleanField(label="Never ends", required=False)
    reason = text_field("Reason", help_text="Leave empty to keep the present one")
    note = text_field("Note", help_text="Only staff see it. Leave empty to keep the present one")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not self.actor.has_right("siteBanAnyDuration"):
            del self.fields["never"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        never = cleaned.get("never", False)
        if not self.errors and bool(cleaned.get("expires_at")) == never:
            self.add_error("expires_at", "Choose a time, or never.")
        return cleaned


class WhyForm(DeedForm):
    """Why something is done."""

    why = text_field("Why", required=True)


class NoticeForm(DeedForm):
    """What somebody is shown."""

    title = text_field("Title", required=True)
    text = forms.CharField(
        label="Text", max_length=TEXT_LENGTH, widget=forms.Textarea(attrs={"rows": 3})
    )
