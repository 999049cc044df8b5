"""What staff give to players and take from them: names, tags, locks, limits."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from moderation.actors import Actor
from moderation.errors import ModerationError, Refusal
from rooms import selectors as players
from rooms.domain.text import is_text
from rooms.models import NAME_LENGTH, Player

from .audit import audit_record
from .orders import Kind, order_write

PROFILE = ("name", "color")
LOCKS = ("name_locked", "color_locked")
MANAGED = (
    "tag_text",
    "tag_color",
    "bot",
    "list_people",
    "unlimited_notes",
    "quota_allowance",
    "quota_max",
    "rate_factor",
    "max_sockets",
)
CHANGEABLE = (*PROFILE, *LOCKS, *MANAGED)


def player_change(*, user_id: str, by: Actor, changes: Mapping[str, Any]) -> Player:
    """Change some of the fields `CHANGEABLE`; open connections follow. Raises ModerationError."""
    if unknown := sorted(set(changes) - set(CHANGEABLE)):
        raise ModerationError(Refusal.INVALID, dict.fromkeys(unknown, "cannot be changed"))
    if set(changes) & {*PROFILE, *LOCKS}:
        by.require(right="usersetOthers")
    if set(changes) & set(MANAGED):
        by.require(power="manage_players")
    by.require_rank_over(user_id)
    if not players.is_known(user_id):
        raise ModerationError(Refusal.UNKNOWN_USER)
    with transaction.atomic():
        player = Player.objects.select_for_update().get(pk=user_id)
        before = {name: getattr(player, name) for name in changes}
        changed = {name: value for name, value in changes.items() if value != before[name]}
        if not changed:
            return player
        for name, value in changed.items():
            setattr(player, name, value)
        _validate(player)
        player.save(update_fields=list(changed))
        audit_record(
            by=by,
            action="player_change",
            target=user_id,
            before={name: before[name] for name in changed},
            after={name: getattr(player, name) for name in changed},
        )
        profile = {name: getattr(player, name) for name in PROFILE if name in changed}
        order_write(Kind.USERS, {"ids": [user_id], "profile": profile})
    return player


def _validate(player: Player) -> None:
    """By the rules of the table, and of the wire, whoever gives the name."""
    for field, text in (("name", player.name), ("tag_text", player.tag_text)):
        if text and not is_text(text, NAME_LENGTH):
            raise ModerationError(
                Refusal.INVALID, {field: [f"must be at most {NAME_LENGTH} printable characters"]}
            )
    try:
        player.full_clean(exclude=["id", "account"], validate_unique=False)
    except ValidationError as error:
        raise ModerationError(Refusal.INVALID, error.message_dict) from error
    if not math.isfinite(player.rate_factor):
        raise ModerationError(Refusal.INVALID, {"rate_factor": ["must be a finite number"]})
