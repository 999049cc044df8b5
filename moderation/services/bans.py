"""Bans and mutes: issued, changed, lifted (docs/protocol.md §12.2)."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.utils import timezone

from moderation.actors import Actor
from moderation.errors import ModerationError, Refusal
from moderation.models import Appeal, Ban, Webhook
from moderation.networks import network_parse
from moderation.texts import text_check

from .audit import audit_record
from .ban_rules import Terms as Terms
from .ban_rules import ban_check as ban_check
from .ban_rules import check_length, check_reason, preset_of, require_over
from .orders import Kind, order_write
from .webhooks import webhook_announce

LIFTING_FIELDS = ("lifted_at", "lifted_by", "lifted_by_account", "lifted_why", "current")
"""What is written when a ban is lifted, or a longer one takes its place."""


class Unchanged(Enum):
    """Stands for the end of a ban as it is, where None is never."""

    IT = "unchanged"


class Issued(NamedTuple):
    """The ban that holds now, and whether it was made just now: a repeated request makes none."""

    ban: Ban
    is_new: bool


def ban_issue(
    *, terms: Terms, by: Actor, longest: timedelta | None = None, at: datetime | None = None
) -> Issued:
    """Keep somebody out, or silent. `longest` is for who may not choose any length.

    A ban that lasts longer takes the place of the one before. Raises ModerationError.
    """
    ban_check(terms=terms, by=by, longest=longest)
    try:
        return _issue(terms, by, at or timezone.now())
    except IntegrityError:
        # Somebody issued the same at the same moment: now there is one to compare with.
        return _issue(terms, by, at or timezone.now())


def ban_change(
    *,
    ban_id: int,
    by: Actor,
    expires_at: datetime | Unchanged | None = Unchanged.IT,
    reason: str | None = None,
    note: str | None = None,
    at: datetime | None = None,
) -> Ban:
    """Give a ban another end (None: never), and another reason or note. Raises ModerationError.

    What a room has issued itself can be lifted, not changed: the room goes by its own rules.
    """
    text_check("note", note or "")
    at = at or timezone.now()
    with transaction.atomic():
        ban = _locked(ban_id)
        require_over(ban, by)
        if not ban.is_active(at):
            raise ModerationError(Refusal.ALREADY_ENDED)
        if ban.origin == Ban.Origin.ROOM:
            raise ModerationError(Refusal.INVALID, {"ban": "was issued by the room"})
        if isinstance(expires_at, Unchanged):
            expires_at = ban.expires_at
        if expires_at is not None and expires_at <= at:
            raise ModerationError(Refusal.EXPIRY_PAST)
        if expires_at != ban.expires_at:
            check_length(by, None if expires_at is None else expires_at - ban.issued_at)
        before = _terms(ban)
        ban.expires_at = expires_at
        if reason is not None and reason != ban.reason:
            check_reason(by, reason, ban.room_id)
            ban.reason, ban.preset = reason, preset_of(reason)
        ban.note = ban.note if note is None else note
        ban.save(update_fields=["expires_at", "reason", "preset", "note"])
        after = _terms(ban)
        if before != after:
            audit_record(by=by, action="ban_change", before=before, after=after, at=at, **_of(ban))
            _announce(ban, Webhook.Event.BAN_CHANGED)
    return ban


def ban_lift(*, ban_id: int, by: Actor, why: str = "", at: datetime | None = None) -> Ban:
    """End a ban; one that has ended already is left as it is. Raises ModerationError.

    Nobody may lift a ban of their own. An open appeal has been accepted by it.
    """
    text_check("why", why)
    at = at or timezone.now()
    with transaction.atomic():
        ban = _locked(ban_id)
        require_over(ban, by)
        if by.user_id and by.user_id == ban.user_id:
            raise ModerationError(Refusal.NOT_ALLOWED)
        if not ban.is_active(at):
            return ban
        _end(ban, by, why, at)
        ban.appeals.filter(state=Appeal.State.OPEN).update(
            state=Appeal.State.ACCEPTED, decided_at=at, decided_by=by.account_id
        )
        audit_record(by=by, action="ban_lift", after={"why": why}, at=at, **_of(ban))
        _announce(ban, Webhook.Event.BAN_LIFTED)
    return ban


def _issue(terms: Terms, by: Actor, at: datetime) -> Issued:
    expires_at = _later(at, terms.length)
    network = network_parse(terms.network) if terms.network else ""
    with transaction.atomic():
        before = _current(terms, network)
        if before and before.is_active(at):
            if before.outlasts(expires_at):
                if before.reason == terms.reason:
                    return Issued(before, False)
                raise ModerationError(Refusal.ALREADY_BANNED, {"ban": before.pk})
            _end(before, by, "a longer one took its place", at)
        elif before:
            before.current = False
            before.save(update_fields=["current"])
        ban = Ban.objects.create(
            user_id=terms.user_id,
            network=network,
            scope=terms.scope,
            room_id=terms.room_id,
            effect=terms.effect,
            reason=terms.reason,
            preset=preset_of(terms.reason),
            note=terms.note,
            issued_by=by.user_id,
            issued_by_account_id=by.account_id,
            issued_at=at,
            expires_at=expires_at,
        )
        if before and before.lifted_at:
            before.appeals.filter(state=Appeal.State.OPEN).update(ban=ban)
        audit_record(by=by, action="ban_issue", after=_terms(ban), at=at, **_of(ban))
        _announce(ban, Webhook.Event.BAN_ISSUED)
    return Issued(ban, True)


def _current(terms: Terms, network: str) -> Ban | None:
    return (
        Ban.objects.select_for_update()
        .filter(
            user_id=terms.user_id,
            network=network,
            scope=terms.scope,
            room_id=terms.room_id,
            effect=terms.effect,
            origin=Ban.Origin.STAFF,
            current=True,
        )
        .first()
    )


def _locked(ban_id: int) -> Ban:
    ban = Ban.objects.select_for_update().filter(pk=ban_id).first()
    if ban is None:
        raise ModerationError(Refusal.UNKNOWN_BAN)
    return ban


def _end(ban: Ban, by: Actor, why: str, at: datetime) -> None:
    ban.lifted_at, ban.lifted_by, ban.lifted_by_account_id = at, by.user_id, by.account_id
    ban.lifted_why, ban.current = why, False
    ban.save(update_fields=LIFTING_FIELDS)


def _terms(ban: Ban) -> dict[str, Any]:
    return {
        "reason": ban.reason,
        "note": ban.note,
        "expires_at": ban.expires_at.isoformat() if ban.expires_at else None,
    }


def _of(ban: Ban) -> dict[str, Any]:
    """What an audit entry says of the ban that it is about."""
    details = {"ban": ban.pk, "effect": ban.effect, "scope": ban.scope}
    if ban.network:
        details["network"] = ban.network
    return {"target": ban.user_id, "room": ban.room_id, "details": details}


def _announce(ban: Ban, event: Webhook.Event) -> None:
    """Tell the processes that serve players, and whoever is subscribed."""
    if ban.network:
        order_write(Kind.NETWORKS, {})
    elif ban.origin == Ban.Origin.ROOM:
        order_write(Kind.ROOM_UNBAN, {"room": ban.room_id, "user": ban.user_id})
    else:
        order_write(Kind.USERS, {"ids": [ban.user_id]})
    webhook_announce(event=event, subject=_subject(ban))


def _subject(ban: Ban) -> dict[str, Any]:
    """For other programs: neither notes nor addresses."""
    return {
        "id": ban.pk,
        "target": ban.user_id,
        "scope": ban.scope,
        "room": ban.room_id,
        "effect": ban.effect,
        "reason": ban.reason,
        "expires_at": ban.expires_at.isoformat() if ban.expires_at else None,
    }


def _later(at: datetime, length: timedelta | None) -> datetime | None:
    try:
        return None if length is None else at + length
    except OverflowError:
        return None  # No calendar goes so far: for ever.
