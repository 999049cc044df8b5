"""Who may come into a room (protocol §5.4, steps 4–8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import Refusal, RoomError
from .names import RoomKind
from .people import Right, User

if TYPE_CHECKING:
    from .room import Room


def admit(room: Room, user: User, now: int) -> None:
    """Raises RoomError if the room refuses `user`; `now` is ms since the epoch."""
    room.bans.admit(user.user_id, now)
    if barred := user.restricted("entry", room.id, now):
        raise RoomError(Refusal.BANNED, barred.until - now if barred.until else 0)
    if user.user_id in room.participants or user.may(Right.CHSET_ANYWHERE):
        return
    if (closed_for := (room.settings.closed_until or 0) - now) > 0:
        raise RoomError(Refusal.CLOSED, closed_for)
    if user.bot and not room.settings.allow_bots:
        raise RoomError(Refusal.BOTS)
    if room.crown and room.crown.user_id == user.user_id:
        return
    missing = (room.settings.min_online_time or 0) - user.online_ms
    if missing > 0:
        raise RoomError(Refusal.ONLINE_TIME, missing)
    if room.kind is not RoomKind.TEST and room.visible_to_all() >= room.settings.limit:
        raise RoomError(Refusal.FULL)
