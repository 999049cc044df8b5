"""Everything that is stored about one person, for that person (docs/privacy.md)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from moderation.models import AddressSighting, Appeal, Ban, Report
from rooms.models import ChatLine, Player, PlayerName, RoomRecord, Token

PLAYER = (
    *("id", "name", "color", "created_at", "last_seen_at", "tag_text", "tag_color", "bot"),
    *("name_locked", "color_locked", "quota_allowance", "quota_max", "unlimited_notes"),
    *("rate_factor", "max_sockets", "list_people", "online_ms"),
)
LINE = ("room_id", "line_id", "kind", "text", "reply_to", "sent_at", "name", "color")
DIRECT = (*LINE, "user_id", "recipient_id", "recipient_name")
BAN = ("scope", "room_id", "effect", "origin", "reason", "issued_at", "expires_at", "lifted_at")


def everything_about(user_id: str) -> dict[str, Any]:
    """By kind, as plain values; empty where there is nothing.

    Not what others said of the person in confidence: who reported them, and notes of staff.
    """
    lines = ChatLine.objects.order_by("sent_at", "id")
    direct = Q(kind=ChatLine.Kind.DIRECT) & (Q(user_id=user_id) | Q(recipient_id=user_id))
    reports = Report.objects.filter(reporter=user_id).order_by("pk")
    return {
        "player": _rows(Player.objects.filter(pk=user_id), PLAYER),
        "names": _rows(PlayerName.objects.filter(player=user_id), ("name", "last_used_at")),
        "tokens": _rows(Token.objects.filter(player=user_id), ("created_at", "revoked_at")),
        "addresses": _rows(
            AddressSighting.objects.filter(user_id=user_id),
            ("address", "first_seen_at", "last_seen_at"),
        ),
        "chat": _rows(lines.filter(user_id=user_id, kind=ChatLine.Kind.SAID), LINE),
        "direct_messages": _rows(lines.filter(direct), DIRECT),
        "rooms_owned": _rows(RoomRecord.objects.filter(owner_id=user_id), ("room_id", "settings")),
        "bans": _rows(Ban.objects.filter(user_id=user_id).order_by("pk"), BAN),
        "appeals": _rows(
            Appeal.objects.filter(ban__user_id=user_id).order_by("pk"),
            ("text", "state", "created_at", "decided_at", "answer"),
        ),
        "reports_made": _rows(
            reports, ("target", "room_id", "reason", "text", "created_at", "state", "outcome")
        ),
    }


def _rows(rows: QuerySet[Any], fields: Iterable[str]) -> list[dict[str, Any]]:
    return list(rows.values(*fields))
