"""Forgets a person who asks for it (docs/privacy.md)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q

from moderation.actors import Actor
from moderation.errors import ModerationError, Refusal
from moderation.models import AddressSighting, Appeal, Ban, Report
from rooms.models import ChatLine, Player, RoomRecord

from .audit import audit_record
from .orders import Kind, order_write

ERASED = "[erased]"


def player_sign_out(*, user_id: str, by: Actor) -> None:
    """Close the connections of somebody, wherever they are. Raises ModerationError."""
    by.require(power="manage_players")
    by.require_rank_over(user_id)
    with transaction.atomic():
        _known(user_id)
        audit_record(by=by, action="player_sign_out", target=user_id)
        order_write(Kind.SIGN_OUT, {"user": user_id})


def player_erase(*, user_id: str, by: Actor) -> dict[str, int]:
    """Delete what somebody is, wrote and came from; returns how many rows of each kind.

    Bans stay as long as they hold, with the bare user id, else erasing would lift them; what was
    written in them about the person goes. Their connections have to be closed before: what is not
    written yet would come afterwards. Raises ModerationError.
    """
    by.require(power="manage_players")
    by.require_rank_over(user_id)
    with transaction.atomic():
        player = _known(user_id)
        if player.account_id is not None:
            raise ModerationError(Refusal.NOT_ALLOWED, {"account": "unlink it first"})
        lines = ChatLine.objects.filter(Q(user_id=user_id) | Q(recipient_id=user_id))
        appeals = Appeal.objects.filter(ban__user_id=user_id)
        gone = {
            "lines": lines.delete()[0],
            "addresses": AddressSighting.objects.filter(user_id=user_id).delete()[0],
            "names": player.names.all().delete()[0],
            "tokens": player.tokens.all().delete()[0],
            "rooms": RoomRecord.objects.filter(owner_id=user_id).update(owner_id=""),
            "appeals": appeals.update(text=ERASED),
            "reports": _forget_reports(user_id),
            "bans": Ban.objects.filter(user_id=user_id).update(note=""),
        }
        RoomRecord.objects.filter(last_crown_holder=user_id).update(last_crown_holder="")
        player.delete()
        audit_record(by=by, action="player_erase", target=user_id, details=gone)
    return gone


def _known(user_id: str) -> Player:
    player = Player.objects.select_for_update().filter(pk=user_id).first()
    if player is None:
        raise ModerationError(Refusal.UNKNOWN_USER)
    return player


def _forget_reports(user_id: str) -> int:
    """What the person wrote goes; that somebody was reported, and what came of it, stays."""
    own = Report.objects.filter(reporter=user_id)
    count = own.update(reporter="", text=ERASED)
    for report in Report.objects.filter(target=user_id).iterator():
        report.evidence = _without(report.evidence, user_id)
        report.save(update_fields=["evidence"])
        count += 1
    return count


def _without(evidence: dict[str, Any], user_id: str) -> dict[str, Any]:
    lines = [
        {**line, "name": ERASED, "text": ERASED} if line.get("user") == user_id else line
        for line in evidence.get("lines", [])
    ]
    return {**evidence, "lines": lines}
