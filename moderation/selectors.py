"""Reads of moderation, each with one query."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.contrib.auth import get_user_model

from .models import Ban, BanReason


def active_site_bans(user_ids: Collection[str], *, at: datetime) -> dict[str, Ban]:
    """The bans that keep these users from the site at a time; of several the one that ends last."""
    bans = Ban.objects.active(at).filter(user_id__in=user_ids, scope=Ban.Scope.SITE)
    longest: dict[str, Ban] = {}
    for ban in bans:
        other = longest.get(ban.user_id)
        if other is None or _outlasts(ban, other):
            longest[ban.user_id] = ban
    return longest


def _outlasts(ban: Ban, other: Ban) -> bool:
    if ban.expires_at is None or other.expires_at is None:
        return ban.expires_at is None
    return ban.expires_at > other.expires_at


def is_preset(reason: str) -> bool:
    """Whether a reason is one that everybody who may ban may give."""
    return BanReason.objects.filter(text=reason).exists()


def account_of_user(user_id: str) -> int | None:
    """The staff account of somebody at the piano.

    Whoever keeps people has a relation from them to accounts whose reverse is `player`.
    """
    accounts = get_user_model().objects.filter(player=user_id)
    return accounts.values_list("pk", flat=True).first()


def user_of_account(account_id: int) -> str:
    """Who an account is at the piano: a user id, or an empty string."""
    accounts = get_user_model().objects.filter(pk=account_id)
    return accounts.values_list("player", flat=True).first() or ""
