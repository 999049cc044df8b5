"""Rooms as the database has them, open or not. Each with one query."""

from __future__ import annotations

import dataclasses
import time
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from rooms.domain.names import kind_of
from rooms.domain.settings import RoomSettings, defaults_for
from rooms.models import ChatLine, RoomRecord


def room_of_id(room_id: str) -> RoomRecord | None:
    """A room that was ever open, or was made by administrators."""
    return RoomRecord.objects.filter(room_id=room_id).first()


def settings_of(record: RoomRecord) -> RoomSettings:
    """The settings a room has, or will have when it is next opened."""
    fresh = defaults_for(kind_of(record.room_id), settings.MPP)
    names = {field.name for field in dataclasses.fields(RoomSettings)}
    known: dict[str, Any] = {
        name: value for name, value in record.settings.items() if name in names
    }
    return dataclasses.replace(fresh, **known)


def closed_until(record: RoomRecord) -> int | None:
    """Until when nobody but staff gets in, in ms since the epoch; None unless it is closed now."""
    until: int = record.settings.get("closed_until") or 0
    return until if until > time.time() * 1000 else None


def public_lines(room_id: str) -> QuerySet[ChatLine]:
    """What was said to a room, hidden lines too, newest first; no direct messages."""
    return lines_of_all().filter(room_id=room_id).order_by("-sent_at", "-id")


def lines_of_all() -> QuerySet[ChatLine]:
    """What was said to rooms. Staff read no direct messages (protocol §16)."""
    return ChatLine.objects.filter(kind=ChatLine.Kind.SAID)


def lines_of_user(user_id: str) -> QuerySet[ChatLine]:
    """What somebody said to rooms, hidden lines too, newest first."""
    return lines_of_all().filter(user_id=user_id).order_by("-id")
