"""Keeps on record what becomes of accounts of staff; Django itself writes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import get_user_model

from moderation.actors import Actor
from rooms import selectors as players

from .audit import audit_record


def account_standing(account_id: int) -> dict[str, Any]:
    """What an account may do, as far as it is said of the account itself."""
    account = get_user_model().objects.filter(pk=account_id).first()
    if account is None:
        return {}
    return {
        "username": account.get_username(),
        "is_active": account.is_active,
        "is_staff": account.is_staff,
        "is_superuser": account.is_superuser,
        "roles": sorted(account.groups.values_list("name", flat=True)),
        "permissions": sorted(account.user_permissions.values_list("codename", flat=True)),
    }


def account_change_record(*, account_id: int, before: Mapping[str, Any], by: Actor) -> None:
    """Record how the standing of an account differs from `before`.

    The caller has opened the transaction in which the account was written. That it counts at the
    piano as well is ordered by whoever writes it (moderation/watch.py).
    """
    after = account_standing(account_id)
    changed = [name for name, value in after.items() if before.get(name) != value]
    if not changed:
        return
    audit_record(
        by=by,
        action="account_change" if before else "account_add",
        target=players.player_of_account(account_id),
        before={name: before[name] for name in changed if name in before},
        after={name: after[name] for name in changed},
        details={"account": after["username"]},
    )
