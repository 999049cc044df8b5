"""Tokens by which browsers and bots are recognised: given and taken (protocol §3.2)."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from moderation.actors import Actor
from moderation.errors import ModerationError, Refusal
from rooms import writes
from rooms.identity import token_issue
from rooms.models import Player, Token

from .audit import audit_record


def tokens_revoke(*, user_id: str, by: Actor, token_id: int | None = None) -> int:
    """Make all tokens of a player unknown, or one; returns how many. Raises ModerationError.

    Open connections stay; whoever says `hi` with such a token afterwards is a stranger.
    """
    by.require(power="manage_players")
    by.require_rank_over(user_id)
    with transaction.atomic():
        _locked(user_id)
        now = timezone.now()
        if token_id is None:
            count = writes.revoke_tokens([user_id], at=now)
        else:
            own = Token.objects.filter(pk=token_id, player=user_id)
            count = writes.tokens_revoke(token_ids=own.values_list("pk", flat=True), at=now)
        if count:
            details = {"count": count} if token_id is None else {"token": token_id}
            audit_record(by=by, action="tokens_revoke", target=user_id, details=details)
    return count


def bot_token_issue(*, user_id: str, by: Actor) -> str:
    """A token for a bot, which nobody can be told again. Raises ModerationError.

    For a bot that is linked to an account only superusers issue one.
    """
    by.require(power="manage_players")
    by.require_rank_over(user_id)
    with transaction.atomic():
        player = _locked(user_id)
        if not player.bot:
            raise ModerationError(Refusal.INVALID, {"user": ["Tokens are only issued for bots."]})
        if player.account_id:
            by.require_superuser()
        token = token_issue(user_id=user_id, at=timezone.now())
        audit_record(by=by, action="token_issue", target=user_id)
    return token


def _locked(user_id: str) -> Player:
    player = Player.objects.select_for_update().filter(pk=user_id).first()
    if player is None:
        raise ModerationError(Refusal.UNKNOWN_USER)
    return player
