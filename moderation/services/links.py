"""Which player an account of staff is at the piano.

No cookie authenticates a socket, so the two are brought together by a code: the account is given
one in the admin, the player shows it at the piano.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core import signing
from django.db import transaction
from django.utils import timezone

from moderation.actors import Actor
from moderation.errors import ModerationError, Refusal
from moderation.models import AuditEntry
from rooms import selectors as players
from rooms.models import Player

from .audit import audit_record
from .orders import Kind, order_write

LIFETIME = timedelta(minutes=5)
"""How long a code can be used."""
_signer = signing.TimestampSigner(salt="moderation.links")


def link_code(*, account_id: int) -> str:
    """A code by which a player becomes this account; it can be used once. Raises ModerationError.

    Only the account itself may see it.
    """
    if not get_user_model().objects.filter(pk=account_id, is_active=True).exists():
        raise ModerationError(Refusal.UNKNOWN_ACCOUNT)
    return _signer.sign(f"{account_id}.{secrets.token_urlsafe(6)}")


def link_use(*, code: str, user_id: str) -> str:
    """Make a player the account of the code; returns the account's name. Raises ModerationError.

    Whoever was linked to either of them before is so no more.
    """
    try:
        value = _signer.unsign(code, max_age=LIFETIME)
    except signing.BadSignature:
        raise ModerationError(Refusal.UNKNOWN_CODE) from None
    account_id, _, nonce = value.partition(".")
    with transaction.atomic():
        account = _account(int(account_id), Refusal.UNKNOWN_CODE)
        if _is_used(account.pk, nonce):
            raise ModerationError(Refusal.UNKNOWN_CODE)
        by = Actor(user_id, account.pk)
        _link(account.pk, user_id, by, {"account": account.get_username(), "code": nonce})
    return str(account.get_username())


def link_set(*, account_id: int, user_id: str, by: Actor) -> None:
    """Make a player an account without a code; only superusers do so. Raises ModerationError."""
    by.require_superuser()
    with transaction.atomic():
        account = _account(account_id, Refusal.UNKNOWN_ACCOUNT)
        if players.player_of_account(account.pk) != user_id:
            _link(account.pk, user_id, by, {"account": account.get_username()})


def link_remove(*, account_id: int, by: Actor) -> None:
    """Let an account be nobody at the piano: one's own, or, for superusers, any.

    Raises ModerationError.
    """
    if by.account_id != account_id:
        by.require_superuser()
    with transaction.atomic():
        account = get_user_model().objects.filter(pk=account_id).first()
        if account is None:
            raise ModerationError(Refusal.UNKNOWN_ACCOUNT)
        if user_id := _unlink(account_id):
            details = {"account": account.get_username()}
            audit_record(by=by, action="account_unlink", target=user_id, details=details)
            order_write(Kind.USERS, {"ids": [user_id]})


def _link(account_id: int, user_id: str, by: Actor, details: dict[str, Any]) -> None:
    player = Player.objects.select_for_update().filter(pk=user_id).first()
    if player is None:
        raise ModerationError(Refusal.UNKNOWN_USER)
    former = _unlink(account_id)
    player.account_id = account_id
    player.save(update_fields=["account"])
    audit_record(
        by=by,
        action="account_link",
        target=user_id,
        before={"player": former},
        after={"player": user_id},
        details=details,
    )
    order_write(Kind.USERS, {"ids": sorted({user_id, former} - {""})})


def _unlink(account_id: int) -> str:
    """Returns who the account was."""
    user_id = players.player_of_account(account_id)
    Player.objects.filter(account=account_id).update(account=None)
    return user_id


def _account(account_id: int, otherwise: Refusal) -> Any:
    """Locked, so that of two uses of one code the second sees the first."""
    accounts = get_user_model().objects.select_for_update()
    account = accounts.filter(pk=account_id, is_active=True).first()
    if account is None:
        raise ModerationError(otherwise)
    return account


def _is_used(account_id: int, nonce: str) -> bool:
    """The record of links says so."""
    since = timezone.now() - LIFETIME * 2
    links = AuditEntry.objects.filter(
        action="account_link", actor_account=account_id, at__gte=since
    )
    return any(link.details.get("code") == nonce for link in links)
