"""What moderators do to rooms from outside of them, whoever is there (docs/moderation.md)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress

from rooms import notices
from rooms.closing import CloseCode, close
from rooms.domain import governing, staff
from rooms.domain.errors import RoomError
from rooms.domain.events import Event
from rooms.domain.people import Right, User
from rooms.domain.room import Room
from rooms.live import Live
from rooms.remembering import stored_room
from rooms.telling import cursor_of, tell

AT_THE_DESK = User(
    user_id="",
    name="Moderators",
    color="#777777",
    rights=frozenset({Right.CHSET_ANYWHERE, Right.CLEAR_CHAT}),
)


async def put_out(live: Live, room_id: str, user_id: str, text: str) -> None:
    """Put somebody out of a room; who is not there stays where they are."""
    now, chance = live.now, live.chance.fraction()
    at = cursor_of(live.hub, room_id, user_id)
    await _change(
        live,
        room_id,
        lambda room: staff.put_out(room, user_id, text, now=now, at=at, chance=chance),
    )


async def change_settings(
    live: Live, room_id: str, changes: Mapping[str, object], decision: int
) -> None:
    """Change settings of a room; those that are not named stay as they are."""

    def change(room: Room) -> list[Event]:
        return governing.change_settings(
            room, AT_THE_DESK, {"color2": room.settings.color2, **changes}
        )

    await _change(live, room_id, change, decision)


async def clear_chat(live: Live, room_id: str, decision: int) -> None:
    """Empty the history of a room."""
    now = live.now
    await _change(
        live, room_id, lambda room: governing.clear_chat(room, AT_THE_DESK, now), decision
    )


async def close_room(live: Live, room_id: str, until: int | None, text: str, decision: int) -> None:
    """Put everybody but staff out of a room, and keep it closed until then (ms)."""
    room = live.store.snapshot(room_id)
    now, chance = live.now, live.chance.fraction()
    at = cursor_of(live.hub, room_id, room.holder if room else None)
    await _change(
        live,
        room_id,
        lambda room: staff.close(room, until, text, now=now, at=at, chance=chance),
        decision,
    )


async def reopen_room(live: Live, room_id: str, decision: int) -> None:
    """Let everybody into a closed room again."""
    await _change(live, room_id, staff.reopen, decision)


async def set_owner(live: Live, room_id: str, owner_id: str | None) -> None:
    """Name who may take the crown of a room at any time."""
    await _change(live, room_id, lambda room: staff.set_owner(room, owner_id))


async def hide_line(live: Live, room_id: str, line_id: str) -> None:
    """Take a line out of what a room shows."""
    await _change(live, room_id, lambda room: staff.hide_line(room, line_id))


def rooms_that_name(live: Live, user_id: str) -> set[str]:
    """The rooms of this process whose chat has lines by or to somebody."""
    rooms = live.hub.rooms.values()
    return {local.id for local in rooms if local.room.chat.names(user_id)}


async def forget_person(live: Live, room_ids: Collection[str], user_id: str) -> None:
    """Take what somebody wrote or was written out of what rooms show."""
    for room_id in room_ids:
        await _change(live, room_id, lambda room: staff.forget_person(room, user_id))


async def lift_ban(live: Live, room_id: str, user_id: str) -> None:
    """Let somebody into a room again whom the room itself had banned."""
    await _change(live, room_id, lambda room: staff.lift_ban(room, user_id))


def show_notice(live: Live, title: str, text: str, room_id: str, user_id: str) -> None:
    """Show something to the sockets of this process: to a user's, to a room's, or to all."""
    if user_id:
        connections = live.hub.connections_of(user_id)
    elif room_id:
        local = live.hub.rooms.get(room_id)
        connections = list(local.connections.values()) if local else []
    else:
        connections = [one for one in live.hub.connections if one.user]
    notice = notices.from_staff(title, text)
    for connection in connections:
        tell(connection, notice)


def sign_out(live: Live, user_id: str) -> None:
    """Close the sockets of a user in this process."""
    for connection in live.hub.connections_of(user_id):
        close(live, connection, CloseCode.NORMAL, "signed out by moderators")


async def _change(
    live: Live, room_id: str, change: Callable[[Room], list[Event]], decision: int = 0
) -> None:
    """Change a room, or what it left behind; `decision` is the number of the decision about it.

    The database has what is to last, and counts for a room of which nothing else is left. Raises
    StoreAway.
    """

    def decided(room: Room) -> list[Event]:
        happened: list[Event] = []
        with suppress(RoomError):  # Nothing to do any more.
            happened = change(room)
        room.decisions = max(room.decisions, decision)
        return happened

    if left := await live.store.amend(room_id, decided):
        live.archive.remember_room(stored_room(left, live.now))
