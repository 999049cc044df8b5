"""Keeps for good what staff did."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from moderation.actors import Actor
from moderation.models import AuditEntry


def audit_record(
    *,
    by: Actor,
    action: str,
    target: str = "",
    room: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    details: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> AuditEntry:
    """Keep what `by` did; `target` is a user id, `room` a room id, `at` None is now.

    Networks and addresses belong under the key `network`: not everybody may read them.
    """
    names = get_user_model().objects.filter(pk=by.account_id or 0)
    return AuditEntry.objects.create(
        action=action,
        actor=by.user_id,
        actor_account_id=by.account_id,
        actor_name=names.values_list(get_user_model().USERNAME_FIELD, flat=True).first() or "",
        target=target,
        room=room,
        before=dict(before or {}),
        after=dict(after or {}),
        details=dict(details or {}),
        request_id=by.request_id,
        at=at or timezone.now(),
    )
