"""How tests issue bans and change them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth.models import Group, User

from moderation.actors import OPERATOR, Actor, actor_of_account
from moderation.models import Ban
from moderation.services.bans import Terms, ban_change, ban_issue

from .conftest import ALICE, PRESET

NOW = datetime(2030, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
HTML = "<img src=x onerror=alert(1)>"


def issue(by: Actor = OPERATOR, **changes: Any) -> Ban:
    """Of Alice for a day, unless told otherwise."""
    terms: dict[str, Any] = {"reason": PRESET, "length": DAY}
    if "network" not in changes:
        terms["user_id"] = ALICE
    return ban_issue(terms=Terms(**(terms | changes)), by=by, at=NOW).ban


def issue_by_secret_issuer(at: datetime | None = None, **changes: Any) -> Ban:
    """The same of Alice, by an owner and with a note: nothing secret about it may be shown."""
    account, _ = User.objects.get_or_create(username="secret issuer")
    account.groups.add(Group.objects.get(name="owner"))
    terms: dict[str, Any] = {
        "user_id": ALICE,
        "reason": "spam",
        "length": DAY,
        "note": "secret note",
    }
    return ban_issue(terms=Terms(**(terms | changes)), by=actor_of_account(account.pk), at=at).ban


def change(ban: Ban, by: Actor = OPERATOR, **terms: Any) -> Ban:
    """It keeps its end unless told otherwise."""
    expires = terms.pop("expires_at", ban.expires_at)
    return ban_change(ban_id=ban.pk, by=by, expires_at=expires, **{"at": NOW, **terms})
