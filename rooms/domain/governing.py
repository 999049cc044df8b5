"""What the holder of the crown and staff may do to a room (protocol §5.8, §7.3, §8.1).

As with the methods of Room: what raises RoomError has changed nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from . import crown as crowns
from .bans import RoomBan
from .crown import Point, Verdict
from .errors import Refusal, RoomError
from .events import ChatCleared, CrownChanged, Event, Kickbanned, Left, SettingsChanged, Unbanned
from .names import AWKWARD_ROOM
from .people import Right, User
from .room import Room
from .settings import accepted


def change_settings(room: Room, actor: User, wish: Mapping[str, object]) -> list[Event]:
    """`chset`: valid values are taken over, others dropped (protocol §5.8)."""
    if room.holder != actor.user_id and not actor.may(Right.CHSET_ANYWHERE):
        raise RoomError(Refusal.NOT_ALLOWED)
    if not (changes := accepted(wish, room.rules)):
        raise RoomError(Refusal.NOTHING_TO_DO)
    room.settings = room.settings.changed(changes)
    return [SettingsChanged()]


def pass_crown(
    room: Room,
    actor: User,
    target: str | None,
    *,
    now: int,
    start: Point,
    end: Point,
    chance: float,
) -> list[Event]:
    """`chown`: give, take or drop. `start` is the cursor of who loses it, `end` the taker's."""
    if not room.has_crown:
        raise RoomError(Refusal.NOT_ALLOWED)
    person = room.participants.get(target or "")
    if target == actor.user_id and actor.vanished:
        raise RoomError(Refusal.NOT_ALLOWED)
    # Who vanished is not here: the crown would give them away.
    present = target if person and not person.user.vanished else None
    verdict = crowns.judge(
        room.crown,
        actor=actor.user_id,
        staff=actor.may(Right.CHOWN_ANYWHERE) or room.settings.owner_id == actor.user_id,
        target=present,
        now=now,
        pickup_ms=room.rules.crown_pickup_ms,
    )
    before = room.holder
    if verdict is Verdict.DROP and before:
        return room.drop_crown(before, now, start, chance)
    if verdict is Verdict.GIVE and present:
        room.crown = crowns.given(present, now, start, end)
        return [CrownChanged(tuple(user for user in (before, present) if user))]
    raise RoomError(Refusal.NOT_ALLOWED)


def kickban(
    room: Room,
    actor: User,
    target: User,
    duration_ms: float,
    *,
    now: int,
    at: Point,
    chance: float,
) -> list[Event]:
    """Put `target` out and keep it out; longer than the maximum is clamped, 0 only kicks."""
    _moderate(room, actor)
    if target.rank > actor.rank:
        raise RoomError(Refusal.OUTRANKED)
    length = int(min(duration_ms, room.rules.kickban_max_ms))
    if room.id == AWKWARD_ROOM:
        # Who is put out goes there: nobody can be kept out of it.
        length = 0
    if length:
        # Those that are over would pile up for as long as the room stays open.
        room.bans.active(now)
        room.bans.add(target.user_id, RoomBan(now + length, actor.user_id))
    person = room.participants.pop(target.user_id, None)
    events: list[Event] = [Kickbanned(target, actor, length, now + length)]
    if person is None:
        return events
    fallen = room.drop_crown(target.user_id, now, at, chance)
    return [*events, Left(target.user_id, person.user.vanished), *fallen]


def clear_chat(room: Room, actor: User, now: int) -> list[Event]:
    """`clearchat`: for staff; nobody is shown a line from before `now` again (protocol §12.2)."""
    if not actor.may(Right.CLEAR_CHAT):
        raise RoomError(Refusal.NOT_ALLOWED)
    room.chat.clear()
    room.history_since = now
    return [ChatCleared()]


def unban(room: Room, actor: User, target: str, now: int) -> list[Event]:
    """Lift the ban of `target`. Raises RoomError if there is none, or no longer."""
    _moderate(room, actor)
    if not room.bans.remaining_ms(target, now):
        raise RoomError(Refusal.NOTHING_TO_DO)
    room.bans.lift(target)
    return [Unbanned(target, actor.user_id)]


def _moderate(room: Room, actor: User) -> None:
    if room.holder != actor.user_id and not actor.may(Right.CHOWN_ANYWHERE):
        raise RoomError(Refusal.NOT_ALLOWED)
