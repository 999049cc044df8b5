"""What staff do to a room from outside of it (docs/moderation.md).

As with the methods of Room: what raises RoomError has changed nothing. `now` is ms since the epoch.
"""

from __future__ import annotations

from dataclasses import replace

from .crown import Point
from .errors import Refusal, RoomError
from .events import Event, Left, LineHidden, PutOut, SettingsChanged, Unbanned
from .people import Right
from .room import Room


def put_out(
    room: Room, user_id: str, text: str, *, now: int, at: Point, chance: float
) -> list[Event]:
    """Put a participant out; to keep them out takes a ban. Raises RoomError if not here.

    `at` is their cursor, from which a crown of theirs falls.
    """
    person = room.participants.pop(user_id, None)
    if person is None:
        raise RoomError(Refusal.NOT_HERE)
    fallen = room.drop_crown(user_id, now, at, chance)
    return [PutOut(user_id, text), Left(user_id, person.user.vanished), *fallen]


def close(
    room: Room, until: int | None, text: str, *, now: int, at: Point, chance: float
) -> list[Event]:
    """Put everybody but staff out, and let nobody else in until then (None: nothing more)."""
    room.settings = replace(room.settings, closed_until=until)
    events: list[Event] = [SettingsChanged()]
    for user_id, person in tuple(room.participants.items()):
        if not person.user.may(Right.CHSET_ANYWHERE):
            events += put_out(room, user_id, text, now=now, at=at, chance=chance)
    return events


def reopen(room: Room) -> list[Event]:
    """Let everybody in again. Raises RoomError if the room is not closed."""
    if room.settings.closed_until is None:
        raise RoomError(Refusal.NOTHING_TO_DO)
    room.settings = replace(room.settings, closed_until=None)
    return [SettingsChanged()]


def set_owner(room: Room, owner_id: str | None) -> list[Event]:
    """Name who may take the crown at any time (protocol §5.2 owner_id)."""
    if room.settings.owner_id == owner_id:
        raise RoomError(Refusal.NOTHING_TO_DO)
    room.settings = replace(room.settings, owner_id=owner_id)
    return [SettingsChanged()]


def hide_line(room: Room, line_id: str) -> list[Event]:
    """Take a line out of what is shown. Raises RoomError if it is not among it."""
    if not room.chat.remove(line_id):
        raise RoomError(Refusal.NOTHING_TO_DO)
    return [LineHidden()]


def forget_person(room: Room, user_id: str) -> list[Event]:
    """Take out what somebody wrote or was written, and their name; whose crown it was stays.

    Raises RoomError if there is nothing of it.
    """
    events: list[Event] = []
    if room.chat.remove_person(user_id):
        events.append(LineHidden())
    if room.settings.owner_id == user_id:
        events += set_owner(room, None)
    if not events:
        raise RoomError(Refusal.NOTHING_TO_DO)
    return events


def lift_ban(room: Room, user_id: str) -> list[Event]:
    """Let somebody in again whom the room itself had banned. Raises RoomError if it had not."""
    if not room.bans.lift(user_id):
        raise RoomError(Refusal.NOTHING_TO_DO)
    return [Unbanned(user_id, "")]
