"""Forgets a person who asks for it (docs/privacy.md)."""

from __future__ import annotations

from collections.abc import Collection
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
    written in them about the person goes. Their connections have to be closed before, or they would
    write more; what the servers hold goes within a second. Raises ModerationError.
    """
    by.require(power="manage_players")
    by.require_rank_over(user_id)
    with transaction.atomic():
        player = _known(user_id)
        if player.account_id is not None:
            raise ModerationError(Refusal.NOT_ALLOWED, {"account": "unlink it first"})
        owned = RoomRecord.objects.filter(owner_id=user_id)
        rooms = set(owned.values_list("room_id", flat=True))
        appeals = Appeal.objects.filter(ban__user_id=user_id)
        gone = {
            "lines": _forget_lines(user_id, rooms),
            "addresses": AddressSighting.objects.filter(user_id=user_id).delete()[0],
            "names": player.names.all().delete()[0],
            "tokens": player.tokens.all().delete()[0],
            "rooms": owned.update(owner_id=""),
            "appeals": appeals.update(text=ERASED),
            "reports": _forget_reports(user_id),
            "bans": Ban.objects.filter(user_id=user_id).update(note=""),
        }
        RoomRecord.objects.filter(last_crown_holder=user_id).update(last_crown_holder="")
        player.delete()
        audit_record(by=by, action="player_erase", target=user_id, details=gone)
        order_write(Kind.ERASE, {"user": user_id})
    return gone


def remains_erase(*, user_id: str, rooms: Collection[str]) -> None:
    """Delete what was written down of somebody while they were erased.

    A process that holds nothing more of them does it, after the erasure; `rooms` are those whose
    chat named them there.
    """
    with transaction.atomic():
        _forget_lines(user_id, rooms)
        # The name that somebody chose last was on its way, too; who is back by now has a token.
        Player.objects.filter(pk=user_id, tokens=None).delete()


def _forget_lines(user_id: str, rooms: Collection[str]) -> int:
    """Delete lines by and to somebody, and have them taken out of these rooms and their own."""
    lines = ChatLine.objects.filter(Q(user_id=user_id) | Q(recipient_id=user_id))
    named = {*rooms, *lines.order_by().values_list("room_id", flat=True).distinct()}
    if named:
        order_write(Kind.ROOM_FORGET, {"user": user_id, "rooms": sorted(named)})
    return lines.delete()[0]


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
