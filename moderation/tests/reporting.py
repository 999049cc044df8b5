"""How tests make reports, and what is said before."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from moderation.models import Report
from moderation.services.reports import report_create
from rooms.models import ChatLine

from .conftest import ALICE, BOB, ROOM

NOW = datetime(2030, 1, 1, tzinfo=UTC)
HTML = '<script>alert(1)</script><img src=x onerror="alert(1)">'


def say(number: int, user_id: str = BOB, **fields: Any) -> ChatLine:
    defaults: dict[str, Any] = {
        "room_id": ROOM,
        "line_id": f"{number:08x}",
        "user_id": user_id,
        "name": "Somebody",
        "color": "#123456",
        "text": f"line {number}",
        "sent_at": number,
    }
    return ChatLine.objects.create(**(defaults | fields))


def report(**changes: Any) -> Report:
    terms: dict[str, Any] = {"reporter": ALICE, "target": BOB, "room_id": ROOM, "reason": "spam"}
    return report_create(**(terms | changes))
