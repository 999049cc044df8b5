"""Bans and mutes: issued, changed, lifted (docs/protocol.md §12.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from moderation.actors import Actor
from moderation.errors import ModerationError, Refusal
from moderation.models import Ban, BanReason, Webhook
from moderation.networks import covers, network_parse
from rooms import selectors as players

from .audit import audit_record
from .orders import Kind, order_write
from .webhooks import webhook_announce

SHORT = ("lifted_at", "lifted_by", "lifted_by_account", "lifted_why", "current")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a ban is to be: of a user or a network, for `length` (None: for ever).

    Scope, effect and so on are those of `Ban`; `room_id` is for the scope of a room only.
    """

    user_id: str = ""
    network: str = ""
    room_id: str = ""
    effect: str = Ban.Effect.ENTRY
    reason: str = ""
    note: str = ""
    length: timedelta | None = None

    @property
    def scope(self) -> str:
        return Ban.Scope.ROOM if self.room_id else Ban.Scope.SITE


class Issued(NamedTuple):
    """The ban that holds now, and whether it was made just now: a repeated request makes none."""

    ban: Ban
    is_new: bool


def longest_for_most() -> timedelta:
    """The longest ban by staff who may not choose any duration."""
    return timedelta(milliseconds=settings.MPP.siteban_ms)


def ban_check(*, terms: Terms, by: Actor, longest: timedelta | None = None) -> None:
    """Raises ModerationError if `by` may not issue such a ban."""
    if terms.effect == Ban.Effect.MUTE:
        by.require(power="mute_users")
    else:
        by.require(right="chownAnywhere" if terms.room_id else "siteBan")
    if terms.network:
        by.require(power="ban_networks")
    if terms.length is not None and terms.length <= timedelta(0):
        raise ModerationError(Refusal.EXPIRY_PAST)
    _check_length(by, terms.length, longest)
    if not terms.reason.strip():
        raise ModerationError(Refusal.NO_REASON)
    if not terms.room_id and "siteBanAnyReason" not in by.rights and not _preset(terms.reason):
        raise ModerationError(Refusal.FREE_REASON)
    _check_target(terms, by)


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
    expires_at: datetime | None,
    reason: str | None = None,
    note: str | None = None,
    at: datetime | None = None,
) -> Ban:
    """Give a ban another end (None: never), and another reason or note. Raises ModerationError."""
    at = at or timezone.now()
    with transaction.atomic():
        ban = _locked(ban_id)
        _require_over(ban, by)
        if not ban.is_active(at):
            raise ModerationError(Refusal.ALREADY_ENDED)
        if expires_at is not None and expires_at <= at:
            raise ModerationError(Refusal.EXPIRY_PAST)
        if expires_at != ban.expires_at:
            _check_length(by, None if expires_at is None else expires_at - ban.issued_at, None)
        before = _terms(ban)
        ban.expires_at = expires_at
        if reason is not None and reason != ban.reason:
            _check_reason(reason, by, ban)
            ban.reason, ban.preset = reason, _preset(reason)
        ban.note = ban.note if note is None else note
        ban.save(update_fields=["expires_at", "reason", "preset", "note"])
        after = _terms(ban)
        if before != after:
            audit_record(by=by, action="ban_change", before=before, after=after, at=at, **_of(ban))
            _announce(ban, Webhook.Event.BAN_CHANGED)
    return ban


def ban_lift(*, ban_id: int, by: Actor, why: str = "", at: datetime | None = None) -> Ban:
    """End a ban; one that has ended already is left as it is. Raises ModerationError.

    Nobody may lift a ban of their own.
    """
    at = at or timezone.now()
    with transaction.atomic():
        ban = _locked(ban_id)
        _require_over(ban, by)
        if by.user_id and by.user_id == ban.user_id:
            raise ModerationError(Refusal.NOT_ALLOWED)
        if not ban.is_active(at):
            return ban
        _end(ban, by, why, at)
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
            preset=_preset(terms.reason),
            note=terms.note,
            issued_by=by.user_id,
            issued_by_account_id=by.account_id,
            issued_at=at,
            expires_at=expires_at,
        )
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
    ban.save(update_fields=SHORT)


def _require_over(ban: Ban, by: Actor) -> None:
    """Whoever may issue such a ban may change and lift it."""
    if ban.effect == Ban.Effect.MUTE:
        by.require(power="mute_users")
    else:
        by.require(right="chownAnywhere" if ban.room_id else "siteBan")
    if ban.network:
        by.require(power="ban_networks")
    by.require_rank_over(ban.user_id)


def _check_target(terms: Terms, by: Actor) -> None:
    if bool(terms.user_id) == bool(terms.network):
        raise ModerationError(Refusal.INVALID, {"target": "a user or a network"})
    if terms.network:
        if covers(network_parse(terms.network), by.address):
            raise ModerationError(Refusal.YOURSELF)
        return
    if terms.user_id == by.user_id:
        raise ModerationError(Refusal.YOURSELF)
    if not players.is_known(terms.user_id):
        raise ModerationError(Refusal.UNKNOWN_USER)
    by.require_rank_over(terms.user_id)


def _check_length(by: Actor, length: timedelta | None, longest: timedelta | None) -> None:
    is_long = length is None or length > (longest or longest_for_most())
    if is_long and "siteBanAnyDuration" not in by.rights:
        raise ModerationError(Refusal.TOO_LONG)


def _check_reason(reason: str, by: Actor, ban: Ban) -> None:
    if not reason.strip():
        raise ModerationError(Refusal.NO_REASON)
    if not ban.room_id and "siteBanAnyReason" not in by.rights and not _preset(reason):
        raise ModerationError(Refusal.FREE_REASON)


def _preset(reason: str) -> BanReason | None:
    return BanReason.objects.filter(text=reason).first()


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
    webhook_announce(event=event, subject=_of(ban) | {"id": ban.pk, "reason": ban.reason})


def _later(at: datetime, length: timedelta | None) -> datetime | None:
    try:
        return None if length is None else at + length
    except OverflowError:
        return None  # No calendar goes so far: for ever.
