"""Things to store, with everything filled in that a test does not care about."""

from __future__ import annotations

import itertools
from typing import Any

from rooms.records import StoredLine, StoredRoom

START = 1_700_000_000_000
SECOND = 1_000
DAY = 24 * 60 * 60 * SECOND
ALICE = "a" * 24
BOB = "b" * 24
CAROL = "c" * 24
_numbers = itertools.count()


def said(text: str, at: int = START, *, room: str = "room", by: str = ALICE) -> StoredLine:
    return _line(room_id=room, user_id=by, text=text, sent_at=at)


def whispered(text: str, at: int = START, *, room: str = "room", to: str = BOB) -> StoredLine:
    return _line(
        room_id=room,
        kind="dm",
        text=text,
        sent_at=at,
        recipient_id=to,
        recipient_name="Bob",
        recipient_color="#00ff00",
        recipient_tag={"text": "BOT", "color": "#5555ff"},
    )


def used(room_id: str = "room", at: int = START, **changes: Any) -> StoredRoom:
    fields: dict[str, Any] = {"settings": {"limit": 7}, "last_crown_holder": ALICE}
    return StoredRoom(room_id=room_id, last_used_at=at, **(fields | changes))


def _line(**fields: Any) -> StoredLine:
    defaults: dict[str, Any] = {
        "line_id": f"{next(_numbers):08x}",
        "user_id": ALICE,
        "name": "Alice",
        "color": "#ff0000",
    }
    return StoredLine(**(defaults | fields))
