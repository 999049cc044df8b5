"""What the banned may know of their bans, and what waits for staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet

from moderation.models import Appeal, Ban
from moderation.texts import is_storable


@dataclass(frozen=True, slots=True)
class AppealSeen:
    """An appeal, for who made it."""

    text: str
    state: str
    created_at: datetime
    decided_at: datetime | None
    answer: str


@dataclass(frozen=True, slots=True)
class BanSeen:
    """A ban, for who knows its code: neither who issued it, nor notes, nor addresses.

    `expires_at` None is never; `state` is active, expired or lifted; newest appeals first.
    """

    code: str
    scope: str
    effect: str
    room_id: str
    reason: str
    issued_at: datetime
    expires_at: datetime | None
    state: str
    may_appeal: bool
    appeals: tuple[AppealSeen, ...]


def ban_of_code(code: str, *, at: datetime) -> BanSeen | None:
    """What can be told of the ban with this code, whatever became of it; two queries."""
    if not is_storable(code):
        return None
    ban = Ban.objects.filter(code=code).prefetch_related("appeals").first()
    if ban is None:
        return None
    appeals = sorted(ban.appeals.all(), key=lambda appeal: appeal.pk, reverse=True)
    active = ban.is_active(at)
    free = all(appeal.state != Appeal.State.OPEN for appeal in appeals)
    return BanSeen(
        code=ban.code,
        scope=ban.scope,
        effect=ban.effect,
        room_id=ban.room_id,
        reason=ban.reason,
        issued_at=ban.issued_at,
        expires_at=ban.expires_at,
        state="lifted" if ban.lifted_at else "active" if active else "expired",
        may_appeal=active and free and len(appeals) < settings.MPP.appeals_per_ban,
        appeals=tuple(
            AppealSeen(one.text, one.state, one.created_at, one.decided_at, one.answer)
            for one in appeals
        ),
    )


def appeals_all() -> QuerySet[Appeal]:
    """All appeals with what their pages show, oldest first; one query."""
    accounts = ("ban__issued_by_account", "ban__lifted_by_account", "decided_by")
    appeals = Appeal.objects.select_related("ban", *accounts)
    return appeals.order_by("created_at", "pk")
