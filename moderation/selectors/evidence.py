"""What a room looked like when somebody was reported."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from rooms.models import ChatLine

AROUND = 10
"""Public lines before and after the reported one."""
NEWEST = 20
"""Public lines where no line was reported."""

_OLDEST_FIRST = ("sent_at", "id")
_NEWEST_FIRST = ("-sent_at", "-id")


def line_seen_by(user_id: str, *, room_id: str, line_id: str) -> ChatLine | None:
    """The newest line of this id in a room, unless it is between two others."""
    own = Q(user_id=user_id) | Q(recipient_id=user_id)
    lines = ChatLine.objects.filter(
        Q(kind=ChatLine.Kind.SAID) | own, room_id=room_id, line_id=line_id
    )
    return lines.order_by(*_NEWEST_FIRST).first()


def lines_around(line: ChatLine) -> list[ChatLine]:
    """A line with the public ones before and after it, oldest first; two queries."""
    public = _public(line.room_id).exclude(pk=line.pk)
    earlier = Q(sent_at__lt=line.sent_at) | Q(sent_at=line.sent_at, pk__lt=line.pk)
    before = list(public.filter(earlier).order_by(*_NEWEST_FIRST)[:AROUND])
    after = list(public.exclude(earlier).order_by(*_OLDEST_FIRST)[:AROUND])
    return [*reversed(before), line, *after]


def newest_lines(room_id: str) -> list[ChatLine]:
    """The last public lines of a room, oldest first."""
    return list(reversed(_public(room_id).order_by(*_NEWEST_FIRST)[:NEWEST]))


def evidence_of(lines: list[ChatLine], *, reported: ChatLine | None, notes: list[int]) -> Any:
    """As `Report.evidence` keeps it; a direct message says to whom it was."""
    return {
        "lines": [
            {
                "id": line.line_id,
                "user": line.user_id,
                "name": line.name,
                "text": line.text,
                "at": line.sent_at,
                "reported": reported is not None and line.pk == reported.pk,
                **({"to": line.recipient_id} if line.kind == ChatLine.Kind.DIRECT else {}),
            }
            for line in lines
        ],
        "notes": notes,
    }


def _public(room_id: str) -> QuerySet[ChatLine]:
    return ChatLine.objects.filter(room_id=room_id, kind=ChatLine.Kind.SAID)
