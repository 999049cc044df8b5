"""Rooms and lines as the archive keeps them, and back."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from rooms.domain.bans import RoomBan
from rooms.domain.chat import Line
from rooms.domain.memory import Memory
from rooms.domain.people import Tag, User
from rooms.domain.room import Room
from rooms.domain.settings import RoomSettings
from rooms.records import Remembered, StoredLine, StoredRoom

_SETTING_NAMES = tuple(field.name for field in dataclasses.fields(RoomSettings))


def stored_room(room: Room, now: int) -> StoredRoom:
    """The room as it stands at `now` (ms)."""
    return StoredRoom(
        room_id=room.id,
        # asdict() would copy every value deeply.
        settings={name: getattr(room.settings, name) for name in _SETTING_NAMES},
        last_crown_holder=room.crown.user_id if room.crown else "",
        last_used_at=now,
        history_since=room.history_since,
        decisions=room.decisions,
    )


def stored_line(room_id: str, line: Line) -> StoredLine:
    """A line of chat with its people as they are now."""
    recipient = line.recipient
    return StoredLine(
        room_id=room_id,
        line_id=line.line_id,
        kind="dm" if recipient else "a",
        user_id=line.sender.user_id,
        name=line.sender.name,
        color=line.sender.color,
        tag=_stored_tag(line.sender.tag),
        text=line.text,
        reply_to=line.reply_to or "",
        sent_at=line.sent_at,
        recipient_id=recipient.user_id if recipient else "",
        recipient_name=recipient.name if recipient else "",
        recipient_color=recipient.color if recipient else "",
        recipient_tag=_stored_tag(recipient.tag) if recipient else None,
    )


def memory_of(remembered: Remembered, fresh: RoomSettings) -> Memory:
    """What the domain needs to bring a room back; `fresh` are the settings of a new one."""
    return Memory(
        settings=_settings(remembered.settings, fresh),
        last_holder=remembered.last_crown_holder or None,
        bans={ban.user_id: RoomBan(ban.expires_at, ban.by_user_id) for ban in remembered.bans},
        lines=tuple(_line(line) for line in remembered.lines),
        history_since=remembered.history_since,
        decisions=remembered.decisions,
    )


def _settings(stored: Mapping[str, object] | None, fresh: RoomSettings) -> RoomSettings | None:
    if stored is None:
        return None
    # A record may be older than the fields of today, and one made in the admin has none of them.
    known = {name: value for name, value in stored.items() if name in _SETTING_NAMES}
    return dataclasses.replace(fresh, **known)  # type: ignore[arg-type]


def _line(line: StoredLine) -> Line:
    recipient = None
    if line.recipient_id:
        recipient = User(
            line.recipient_id, line.recipient_name, line.recipient_color, _tag(line.recipient_tag)
        )
    return Line(
        line_id=line.line_id,
        sent_at=line.sent_at,
        text=line.text,
        sender=User(line.user_id, line.name, line.color, _tag(line.tag)),
        reply_to=line.reply_to or None,
        recipient=recipient,
    )


def _stored_tag(tag: Tag | None) -> dict[str, str] | None:
    return {"text": tag.text, "color": tag.color} if tag else None


def _tag(stored: Mapping[str, str] | None) -> Tag | None:
    return Tag(stored["text"], stored["color"]) if stored else None
