"""Who may come into a room, and who may be in it (protocol §5.4, steps 4–8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import Refusal, RoomError
from .names import RoomKind
from .people import Right, User

if TYPE_CHECKING:
    from .room import Room


def admit(room: Room, user: User, now: int) -> None:
    """Raises RoomError if the room refuses `user`; `now` is ms since the epoch."""
    if refusal := barred(room, user, now):
        raise refusal
    if user.user_id in room.participants or user.may(Right.CHSET_ANYWHERE):
        return
    if user.bot and not room.settings.allow_bots:
        raise RoomError(Refusal.BOTS)
    if room.crown and room.crown.user_id == user.user_id:
        return
    missing = (room.settings.min_online_time or 0) - user.online_ms
    if missing > 0:
        raise RoomError(Refusal.ONLINE_TIME, missing)
    if room.kind is not RoomKind.TEST and room.visible_to_all() >= room.settings.limit:
        raise RoomError(Refusal.FULL)


def barred(room: Room, user: User, now: int) -> RoomError | None:
    """Why the room would not keep `user` either, who has come in already; None if it would."""
    if remaining := room.bans.remaining_ms(user.user_id, now):
        return RoomError(Refusal.BANNED, remaining)
    if ban := user.restricted("entry", room.id, now):
        return RoomError(Refusal.BANNED, ban.until - now if ban.until else 0)
    closed_for = (room.settings.closed_until or 0) - now
    if closed_for > 0 and not user.may(Right.CHSET_ANYWHERE):
        return RoomError(Refusal.CLOSED, closed_for)
    return None
