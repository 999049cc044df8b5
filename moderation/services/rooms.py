"""What staff do to rooms, and to the lines said there."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from moderation.actors import Actor
from moderation.errors import ModerationError, Refusal
from moderation.selectors.room_records import closed_until
from moderation.texts import text_check
from rooms import selectors as players
from rooms.domain.settings import accepted
from rooms.models import ChatLine, RoomRecord

from .audit import audit_record
from .orders import Kind, order_write


def room_change_settings(*, room_id: str, by: Actor, changes: Mapping[str, Any]) -> RoomRecord:
    """Change settings by their names in RoomSettings, whether the room is open or not.

    Invalid values are refused, unlike on the wire. Raises ModerationError.
    """
    by.require(right="chsetAnywhere")
    valid = accepted(changes, settings.MPP)
    if wrong := sorted(set(changes) - set(valid)):
        raise ModerationError(Refusal.INVALID, dict.fromkeys(wrong, "is not valid"))
    with transaction.atomic():
        record = _locked(room_id)
        before = {name: record.settings.get(name) for name in valid}
        number = _decide(record, settings={**record.settings, **valid})
        audit_record(by=by, action="room_change", room=room_id, before=before, after=valid)
        order_write(Kind.ROOM_SETTINGS, {"room": room_id, "changes": valid, "decision": number})
    return record


def room_keep(
    *, room_id: str, by: Actor, owner_id: str | None = None, persistent: bool | None = None
) -> RoomRecord:
    """Give a room an owner (empty: none), or keep it for good. None leaves as it is.

    Raises ModerationError.
    """
    by.require(power="manage_rooms")
    wanted = {"owner_id": owner_id, "persistent": persistent}
    changes = {name: value for name, value in wanted.items() if value is not None}
    if owner_id and not players.is_known(owner_id):
        raise ModerationError(Refusal.UNKNOWN_USER)
    with transaction.atomic():
        record = _locked(room_id)
        before = {name: getattr(record, name) for name in changes}
        for name, value in changes.items():
            setattr(record, name, value)
        record.save(update_fields=list(changes))
        audit_record(by=by, action="room_keep", room=room_id, before=before, after=changes)
        if owner_id is not None:
            order_write(Kind.ROOM_OWNER, {"room": room_id, "owner": owner_id})
    return record


def room_create(
    *, room_id: str, by: Actor, owner_id: str = "", persistent: bool = False
) -> RoomRecord:
    """Remember a room that nobody has opened yet. Raises ModerationError."""
    by.require(power="manage_rooms")
    record = RoomRecord(
        room_id=room_id,
        owner_id=owner_id,
        persistent=persistent,
        # Else it would be forgotten before anybody has opened it.
        last_used_at=_now_ms(),
    )
    if owner_id and not players.is_known(owner_id):
        raise ModerationError(Refusal.UNKNOWN_USER)
    try:
        record.full_clean()
    except ValidationError as error:
        raise ModerationError(Refusal.INVALID, error.message_dict) from error
    with transaction.atomic():
        record.save()
        after = {"owner_id": owner_id, "persistent": persistent}
        audit_record(by=by, action="room_create", room=room_id, after=after)
    return record


def room_clear_chat(*, room_id: str, by: Actor) -> None:
    """Show nobody again what was said in a room until now. Raises ModerationError."""
    by.require(right="clearChat")
    with transaction.atomic():
        record = _locked(room_id)
        number = _decide(record, history_since=_now_ms())
        audit_record(by=by, action="clearchat", room=room_id)
        order_write(Kind.ROOM_CLEAR, {"room": room_id, "decision": number})


def room_close(*, room_id: str, by: Actor, minutes: float = 0, text: str = "") -> None:
    """Put everybody out and, for some time, let nobody but staff in. Raises ModerationError.

    `text` is what they are told.
    """
    by.require(power="manage_rooms")
    text_check("text", text)
    if not 0 <= minutes <= LONGEST_CLOSE_MINUTES:
        raise ModerationError(Refusal.INVALID, {"minutes": "is not valid"})
    with transaction.atomic():
        record = _locked(room_id)
        until = _now_ms() + int(minutes * 60_000) if minutes else None
        number = _decide(record, settings={**record.settings, "closed_until": until})
        after = {"minutes": minutes, "text": text}
        audit_record(by=by, action="room_close", room=room_id, after=after)
        payload = {"room": room_id, "until": until, "text": text, "decision": number}
        order_write(Kind.ROOM_CLOSE, payload)


def room_reopen(*, room_id: str, by: Actor) -> None:
    """Let everybody into a closed room again. Raises ModerationError."""
    by.require(power="manage_rooms")
    with transaction.atomic():
        record = _locked(room_id)
        if closed_until(record) is None:
            raise ModerationError(Refusal.NOT_CLOSED)
        number = _decide(record, settings={**record.settings, "closed_until": None})
        audit_record(by=by, action="room_reopen", room=room_id)
        payload = {"room": room_id, "until": None, "text": "", "stay": True, "decision": number}
        order_write(Kind.ROOM_CLOSE, payload)


LONGEST_CLOSE_MINUTES = 60 * 24 * 365


def room_kick(*, room_id: str, user_id: str, by: Actor, text: str = "") -> None:
    """Put somebody out of a room; to keep them out takes a ban. Raises ModerationError."""
    by.require(right="chownAnywhere")
    text_check("text", text)
    by.require_rank_over(user_id)
    if not players.is_known(user_id):
        raise ModerationError(Refusal.UNKNOWN_USER)
    with transaction.atomic():
        _locked(room_id)
        audit_record(by=by, action="room_kick", target=user_id, room=room_id, after={"text": text})
        order_write(Kind.ROOM_KICK, {"room": room_id, "user": user_id, "text": text})


def notice_send(
    *, text: str, by: Actor, title: str = "Notice", room_id: str = "", user_id: str = ""
) -> None:
    """Show something to a person, to a room, or, without either, to everybody (§8.2)."""
    by.require(power="notify" if room_id or user_id else "broadcast")
    text_check("text", text, required=True)
    text_check("title", title)
    if room_id and not players.is_known_room(room_id):
        raise ModerationError(Refusal.UNKNOWN_ROOM)
    if user_id and not players.is_known(user_id):
        raise ModerationError(Refusal.UNKNOWN_USER)
    with transaction.atomic():
        after = {"title": title, "text": text}
        audit_record(by=by, action="notice_send", target=user_id, room=room_id, after=after)
        order_write(Kind.NOTICE, {"room": room_id, "user": user_id, "title": title, "text": text})


def line_hide(*, line: ChatLine, by: Actor, hidden: bool = True) -> None:
    """Take a line out of what people are shown, or back in. Raises ModerationError."""
    by.require(power="hide_lines")
    if line.hidden == hidden:
        return
    with transaction.atomic():
        ChatLine.objects.filter(pk=line.pk).update(hidden=hidden)
        line.hidden = hidden
        audit_record(
            by=by,
            action="line_hide" if hidden else "line_show",
            target=line.user_id,
            room=line.room_id,
            details={"line": line.line_id, "row": line.pk},
        )
        if hidden:
            order_write(Kind.ROOM_HIDE, {"room": line.room_id, "line": line.line_id})


def _locked(room_id: str) -> RoomRecord:
    if not players.is_known_room(room_id):
        raise ModerationError(Refusal.UNKNOWN_ROOM)
    return RoomRecord.objects.select_for_update().get(room_id=room_id)


def _decide(record: RoomRecord, **changes: Any) -> int:
    """Change what the live part writes too; returns the number by which newer states are known."""
    record.decisions += 1
    for name, value in changes.items():
        setattr(record, name, value)
    record.save(update_fields=["decisions", *changes])
    return record.decisions


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
