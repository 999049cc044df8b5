"""What bans may be issued, changed and lifted, and by whom (docs/protocol.md §12.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

from moderation.actors import Actor
from moderation.errors import ModerationError, Refusal
from moderation.models import Ban, BanReason
from moderation.networks import covers, network_parse
from moderation.texts import text_check
from rooms import selectors as players


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


def longest_for_most() -> timedelta:
    """The longest ban by staff who may not choose any duration."""
    return timedelta(milliseconds=settings.MPP.siteban_ms)


def ban_check(*, terms: Terms, by: Actor, longest: timedelta | None = None) -> None:
    """Raises ModerationError if `by` may not issue such a ban."""
    if terms.effect not in Ban.Effect.values:
        raise ModerationError(Refusal.INVALID, {"effect": "must be entry or mute"})
    if not _may_issue(by, terms.effect, terms.room_id, terms.network):
        raise ModerationError(Refusal.NOT_ALLOWED)
    if terms.length is not None and terms.length <= timedelta(0):
        raise ModerationError(Refusal.EXPIRY_PAST)
    check_length(by, terms.length, longest)
    check_reason(by, terms.reason, terms.room_id)
    text_check("note", terms.note)
    _check_target(terms, by)
    if terms.room_id and not players.is_known_room(terms.room_id):
        raise ModerationError(Refusal.UNKNOWN_ROOM)


def may_change(ban: Ban, by: Actor) -> bool:
    """Whether `by` may issue such bans, and so change and lift this one, ranks left aside."""
    return _may_issue(by, ban.effect, ban.room_id, ban.network)


def require_over(ban: Ban, by: Actor) -> None:
    """Raises ModerationError if `by` may not change and lift a ban."""
    if not may_change(ban, by):
        raise ModerationError(Refusal.NOT_ALLOWED)
    by.require_rank_over(ban.user_id)


def check_length(by: Actor, length: timedelta | None, longest: timedelta | None = None) -> None:
    """Raises ModerationError if `by` may not ban for so long (None: for ever)."""
    is_long = length is None or length > (longest or longest_for_most())
    if is_long and "siteBanAnyDuration" not in by.rights:
        raise ModerationError(Refusal.TOO_LONG)


def check_reason(by: Actor, reason: str, room_id: str) -> None:
    """Raises ModerationError if `by` may not ban for this reason."""
    if not reason.strip():
        raise ModerationError(Refusal.NO_REASON)
    text_check("reason", reason)
    if not room_id and "siteBanAnyReason" not in by.rights and not preset_of(reason):
        raise ModerationError(Refusal.FREE_REASON)


def preset_of(reason: str) -> BanReason | None:
    """The preset reason of these words, if there is one."""
    return BanReason.objects.filter(text=reason).first()


def _may_issue(by: Actor, effect: str, room_id: str, network: str) -> bool:
    if network and not by.may("ban_networks"):
        return False
    if effect == Ban.Effect.MUTE:
        return by.may("mute_users")
    return by.has_right("chownAnywhere" if room_id else "siteBan")


def _check_target(terms: Terms, by: Actor) -> None:
    if bool(terms.user_id) == bool(terms.network):
        raise ModerationError(Refusal.INVALID, {"target": "must be either a user or a network"})
    if terms.network:
        if covers(network_parse(terms.network), by.address):
            raise ModerationError(Refusal.YOURSELF)
        return
    if terms.user_id == by.user_id:
        raise ModerationError(Refusal.YOURSELF)
    if not players.is_known(terms.user_id):
        raise ModerationError(Refusal.UNKNOWN_USER)
    by.require_rank_over(terms.user_id)
