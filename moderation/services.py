"""What staff do, with its rules. Admin, REST and the piano all come through here.

Every write stands in one transaction with its audit entry and is announced when that is committed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from . import selectors
from .models import AuditEntry, Ban
from .roles import NOBODY, rights_of_accounts
from .signals import ban_issued, ban_lifted


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: somebody at the piano, an account, or both."""

    user_id: str = ""
    account_id: int | None = None
    rights: frozenset[str] = frozenset()
    rank: int = 0


class Refusal(StrEnum):
    """Why something was refused."""

    NOT_ALLOWED = "not-allowed"
    FREE_REASON = "free-reason"
    TOO_LONG = "too-long"
    OUTRANKED = "outranked"


class ModerationError(Exception):
    """The rules of staff forbid it."""

    def __init__(self, code: Refusal) -> None:
        super().__init__(code.value)
        self.code = code


def actor_of_user(user_id: str) -> Actor:
    """Somebody at the piano with the rights of the linked account, as they are now."""
    return _actor(user_id, selectors.account_of_user(user_id))


def actor_of_account(account_id: int) -> Actor:
    """An account with its rights as they are now."""
    return _actor(selectors.user_of_account(account_id), account_id)


def _actor(user_id: str, account_id: int | None) -> Actor:
    if account_id is None:
        return Actor(user_id)
    rights, rank = rights_of_accounts([account_id]).get(account_id, NOBODY)
    return Actor(user_id, account_id, rights, rank)


def ban_check(
    *, user_id: str, by: Actor, reason: str, length: timedelta | None, longest: timedelta
) -> None:
    """Raises ModerationError if `by` may not issue such a ban (arguments as for `ban_issue`)."""
    if "siteBan" not in by.rights:
        raise ModerationError(Refusal.NOT_ALLOWED)
    is_long = length is None or length > longest
    if is_long and "siteBanAnyDuration" not in by.rights:
        raise ModerationError(Refusal.TOO_LONG)
    if "siteBanAnyReason" not in by.rights and not selectors.is_preset(reason):
        raise ModerationError(Refusal.FREE_REASON)
    if actor_of_user(user_id).rank > by.rank:
        raise ModerationError(Refusal.OUTRANKED)


def ban_issue(
    *,
    user_id: str,
    by: Actor,
    reason: str,
    note: str = "",
    length: timedelta | None,
    longest: timedelta,
    at: datetime | None = None,
) -> Ban:
    """Ban somebody from the site. `length` None is for ever, `at` None is now.

    Bans longer than `longest` need a right of their own, as do reasons that are not preset. Raises
    ModerationError.
    """
    ban_check(user_id=user_id, by=by, reason=reason, length=length, longest=longest)
    at = at or timezone.now()
    with transaction.atomic():
        ban = Ban.objects.create(
            user_id=user_id,
            reason=reason,
            note=note,
            issued_by=by.user_id,
            issued_by_account_id=by.account_id,
            issued_at=at,
            expires_at=None if length is None else _later(at, length),
        )
        details = {
            "ban": ban.pk,
            "reason": reason,
            "note": note,
            "expires_at": ban.expires_at.isoformat() if ban.expires_at else None,
        }
        audit_record(by=by, action="ban_issue", target=user_id, details=details, at=at)
        transaction.on_commit(partial(ban_issued.send_robust, sender=Ban, ban=ban))
    return ban


def ban_lift(*, ban_id: int, by: Actor, at: datetime | None = None) -> Ban:
    """End a ban; one that has ended already is left as it is. Raises ModerationError, DoesNotExist.

    Nobody may lift a ban of their own.
    """
    at = at or timezone.now()
    with transaction.atomic():
        ban = Ban.objects.select_for_update().get(pk=ban_id)
        if "siteBan" not in by.rights or by.user_id == ban.user_id:
            raise ModerationError(Refusal.NOT_ALLOWED)
        if not ban.is_active(at):
            return ban
        ban.lifted_at, ban.lifted_by, ban.lifted_by_account_id = at, by.user_id, by.account_id
        ban.save(update_fields=["lifted_at", "lifted_by", "lifted_by_account"])
        audit_record(by=by, action="ban_lift", target=ban.user_id, details={"ban": ban.pk}, at=at)
        transaction.on_commit(partial(ban_lifted.send_robust, sender=Ban, ban=ban))
    return ban


def audit_record(
    *,
    by: Actor,
    action: str,
    target: str = "",
    room: str = "",
    details: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> AuditEntry:
    """Keep for good what `by` did; `target` is a user id, `room` a room id, `at` None is now."""
    names = get_user_model().objects.filter(pk=by.account_id or 0)
    return AuditEntry.objects.create(
        action=action,
        actor=by.user_id,
        actor_account_id=by.account_id,
        actor_name=names.values_list(get_user_model().USERNAME_FIELD, flat=True).first() or "",
        target=target,
        room=room,
        details=dict(details or {}),
        at=at or timezone.now(),
    )


def _later(at: datetime, length: timedelta) -> datetime | None:
    try:
        return at + length
    except OverflowError:
        return None  # No calendar goes so far: for ever.
