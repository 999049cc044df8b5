"""What can be done to somebody at the piano."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import get_user_model

from moderation.actors import Actor
from moderation.services import links
from moderation.services import player_tokens as tokens
from moderation.services.players import LOCKS, MANAGED, PROFILE, player_change
from moderation.services.rooms import room_kick
from rooms.models import Player

from .common_deeds import LIFT, WhatForm, may_sanction, notice_to_person, sanction
from .deeds import Deed
from .forms import DeedForm, DeedModelForm, text_field


class ProfileForm(DeedModelForm):
    class Meta:
        model = Player
        fields = (*PROFILE, *LOCKS)


class StandingForm(DeedModelForm):
    class Meta:
        model = Player
        fields = MANAGED


class RoomForm(DeedForm):
    room_id = forms.CharField(widget=forms.HiddenInput)
    text = text_field("What they are told")


class TokenForm(DeedForm):
    token = forms.IntegerField(widget=forms.HiddenInput)


class AccountForm(DeedForm):
    account = forms.ModelChoiceField(
        get_user_model().objects.none(), required=False, empty_label="None"
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        accounts: Any = self.fields["account"]
        accounts.queryset = get_user_model().objects.filter(is_active=True).order_by("username")


def _change(actor: Actor, player: Player, form: Any) -> str:
    player_change(user_id=player.pk, by=actor, changes=form.changes)
    return "Saved." if form.changes else "Nothing was changed."


def _sanction(actor: Actor, player: Player, form: Any) -> str:
    return sanction(actor, form, user_id=player.pk)


def _kick(actor: Actor, player: Player, form: Any) -> str:
    values = form.cleaned_data
    room_kick(room_id=values["room_id"], user_id=player.pk, by=actor, text=values["text"])
    return f"Kicked from {values['room_id']}."


def _revoke_one(actor: Actor, player: Player, form: Any) -> str:
    token = form.cleaned_data["token"]
    count = tokens.tokens_revoke(user_id=player.pk, token_id=token, by=actor)
    if not count:
        return "It was already revoked."
    return "Revoked. Whoever holds it is a stranger from now on."


def _revoke_all(actor: Actor, player: Player, form: Any) -> str:
    count = tokens.tokens_revoke(user_id=player.pk, by=actor)
    return f"Tokens revoked: {count}. Whoever holds them is a stranger from now on."


def _issue(actor: Actor, player: Player, form: Any) -> str:
    token = tokens.bot_token_issue(user_id=player.pk, by=actor)
    return f"{token} (it will not be shown again)"


def _link(actor: Actor, player: Player, form: Any) -> str:
    account = form.cleaned_data["account"]
    if account is not None:
        links.link_set(account_id=account.pk, user_id=player.pk, by=actor)
        return f"Linked to the account {account.get_username()}."
    if player.account_id:
        links.link_remove(account_id=player.account_id, by=actor)
    return "No longer linked to an account."


def _manages(actor: Actor, player: Player) -> bool:
    return actor.may("manage_players")


DEEDS = (
    Deed(
        name="sanction",
        label="Act",
        title="Mute or ban",
        form=WhatForm,
        do=_sanction,
        may=lambda actor, player: may_sanction(actor),
    ),
    Deed(
        name="kick",
        label="Kick",
        form=RoomForm,
        do=_kick,
        may=lambda actor, player: actor.has_right("chownAnywhere"),
    ),
    notice_to_person(title="Notice", to=lambda player: player.pk),
    LIFT,
    Deed(
        name="profile",
        label="Save",
        title="Name and colour",
        form=ProfileForm,
        do=_change,
        may=lambda actor, player: actor.has_right("usersetOthers"),
    ),
    Deed(
        name="standing",
        label="Save",
        title="Tag, flags and limits",
        form=StandingForm,
        do=_change,
        may=_manages,
    ),
    Deed(
        name="revoke_token",
        label="Revoke",
        form=TokenForm,
        do=_revoke_one,
        may=_manages,
        danger=True,
    ),
    Deed(
        name="revoke_tokens",
        label="Revoke all tokens",
        do=_revoke_all,
        may=_manages,
        danger=True,
    ),
    Deed(
        name="issue_token",
        label="Issue a bot token",
        do=_issue,
        may=lambda actor, player: player.bot and _manages(actor, player),
    ),
    Deed(
        name="account",
        label="Save",
        title="Staff account",
        intro="Its roles and permissions also count at the piano.",
        form=AccountForm,
        initial=lambda player: {"account": player.account_id},
        do=_link,
        may=lambda actor, player: actor.is_superuser,
    ),
)
