"""The one door between the live part and moderation.

Inward: who is staff, who is banned, what staff did. Outward: what is decided anywhere, in whatever
thread, reaches the sockets of this process and, by the hub, those of the others.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from channels.db import database_sync_to_async
from django.db import transaction
from django.db.models.signals import post_save

from moderation import roles, selectors, services
from moderation.models import Ban
from moderation.services import ModerationError, Refusal
from moderation.signals import ban_issued
from rooms.identity import SiteBan, Standing
from rooms.live import Live
from rooms.records import moment
from rooms.services.people import PROFILE, expel, refresh

__all__ = ["ModerationError", "Refusal", "ban_from_site", "connect", "record"]

BANNED = "user.banned"
CHANGED = "user.changed"


def standings(account_ids: Collection[int]) -> dict[int, Standing]:
    """What the accounts of staff give to their players; one query, in the database thread."""
    found = roles.rights_of_accounts(account_ids)
    return {account_id: Standing(*standing) for account_id, standing in found.items()}


def site_bans(user_ids: Collection[str], now: int) -> dict[str, SiteBan]:
    """The bans that hold at `now` (ms since the epoch); one query, in the database thread."""
    found = selectors.active_site_bans(user_ids, at=moment(now))
    return {user_id: _site_ban(ban) for user_id, ban in found.items()}


async def record(
    *,
    by: str,
    action: str,
    target: str = "",
    room: str = "",
    details: Mapping[str, Any] | None = None,
    at: int,
) -> None:
    """Keep what the user `by` did at `at` (ms since the epoch). Raises django.db.DatabaseError."""

    def write() -> None:
        services.audit_record(
            by=services.actor_of_user(by),
            action=action,
            target=target,
            room=room,
            details=details,
            at=moment(at),
        )

    await database_sync_to_async(write)()


async def ban_from_site(
    *,
    by: str,
    target: str,
    reason: str,
    note: str,
    length_ms: float | None,
    longest_ms: int,
    at: int,
) -> None:
    """Ban a user for `length_ms` (None: for ever); longer than `longest_ms` takes a right.

    The sockets of the user are closed by way of `connect`. Raises ModerationError.
    """

    def write() -> None:
        services.ban_issue(
            user_id=target,
            by=services.actor_of_user(by),
            reason=reason,
            note=note,
            length=_length(length_ms),
            longest=timedelta(milliseconds=longest_ms),
            at=moment(at),
        )

    await database_sync_to_async(write)()


def connect(live: Live) -> None:
    """Let what is decided outside of the event loop take effect on the sockets of `live`."""
    link = _Link(live)
    ban_issued.connect(link.ban_issued)
    post_save.connect(link.player_saved, sender="rooms.Player")
    # These keep the link alive for as long as the hub: signals hold it weakly.
    live.hub.on_post(BANNED, link.take_banned)
    live.hub.on_post(CHANGED, link.take_changed)


class _Link:
    """Receivers of signals, in any thread, and what comes of them, in the loop."""

    def __init__(self, live: Live) -> None:
        self._live = live

    def ban_issued(self, ban: Ban, **_: Any) -> None:
        reason, expires_at = _site_ban(ban)
        self._post(
            {"type": BANNED, "user": ban.user_id, "reason": reason, "expires_at": expires_at}
        )

    def player_saved(self, instance: Any, update_fields: Collection[str] | None, **_: Any) -> None:
        """An administrator changed somebody: what the server writes itself sends no signal."""
        changed = PROFILE if update_fields is None else set(PROFILE) & set(update_fields)
        profile = {name: getattr(instance, name) for name in changed}
        message = {"type": CHANGED, "user": instance.pk, "profile": profile}
        transaction.on_commit(lambda: self._post(message))

    def take_banned(self, message: dict[str, Any]) -> None:
        expel(self._live, message["user"], SiteBan(message["reason"], message["expires_at"]))

    def take_changed(self, message: dict[str, Any]) -> None:
        self._live.spawn(refresh(self._live, [message["user"]], message["profile"]))

    def _post(self, message: dict[str, Any]) -> None:
        self._live.call_from_thread(self._live.hub.post, message)


def _site_ban(ban: Ban) -> SiteBan:
    expires_at = ban.expires_at
    return SiteBan(ban.reason, None if expires_at is None else int(expires_at.timestamp() * 1000))


def _length(ms: float | None) -> timedelta | None:
    try:
        return None if ms is None else timedelta(milliseconds=ms)
    except OverflowError:
        return None  # Longer than can be counted: for ever.
