"""API tokens of accounts: each person issues and revokes their own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from knox.models import AuthToken

from moderation.actors import Actor
from moderation.errors import ModerationError, Refusal

from .audit import audit_record

MOST_TOKENS = 20
"""Of one account, expired ones left out."""


def api_token_issue(*, by: Actor) -> tuple[Any, str]:
    """A new token of the actor's account, and its text, which nobody is told again.

    Raises ModerationError.
    """
    with transaction.atomic():
        account = get_user_model().objects.select_for_update().filter(pk=by.account_id or 0).first()
        if account is None:
            raise ModerationError(Refusal.NOT_ALLOWED)
        tokens_purge(account_id=account.pk)
        if AuthToken.objects.filter(user=account).count() >= MOST_TOKENS:
            raise ModerationError(Refusal.TOO_MANY_TOKENS)
        length = timedelta(milliseconds=settings.MPP.api_token_ms)
        token, text = AuthToken.objects.create(user=account, expiry=length)
        audit_record(by=by, action="api_token_issue", details={"token": token.token_key})
    return token, text


def api_token_revoke(*, key: str, by: Actor) -> None:
    """End a token of the actor's own account, by its first characters. Raises ModerationError."""
    with transaction.atomic():
        found = AuthToken.objects.filter(user=by.account_id or 0, token_key=key)
        if not found.delete()[0]:
            raise ModerationError(Refusal.UNKNOWN_TOKEN)
        audit_record(by=by, action="api_token_revoke", details={"token": key})


def tokens_purge(*, account_id: int) -> None:
    """Delete what has expired."""
    AuthToken.objects.filter(user=account_id, expiry__lt=timezone.now()).delete()
