"""A room as bytes: two documents, because a line of chat changes one and a newcomer the other."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from rooms.domain.bans import RoomBan, RoomBans
from rooms.domain.chat import ChatTail, Line
from rooms.domain.crown import Crown
from rooms.domain.memory import Memory
from rooms.domain.people import Participant, User
from rooms.domain.room import Room
from rooms.domain.rules import RoomRules
from rooms.domain.settings import RoomSettings


class _Person(msgspec.Struct, array_like=True):
    user: User
    sockets: list[str]
    afk: bool


class _Head(msgspec.Struct, array_like=True):
    """All of a room but its chat. `bans` by user id."""

    is_open: bool
    settings: RoomSettings
    people: list[_Person]
    crown: Crown | None
    bans: dict[str, RoomBan]
    history_since: int
    decisions: int = 0


# Sorted, so that equal rooms are equal bytes.
_encoder = msgspec.msgpack.Encoder(order="deterministic")
_head_decoder = msgspec.msgpack.Decoder(_Head)
_lines_decoder = msgspec.msgpack.Decoder(list[Line])
_user_decoder = msgspec.msgpack.Decoder(User)


def head_of(room: Room, now: int) -> bytes:
    """The room without its chat; bans that have expired at `now` (ms) are left out."""
    people = [
        _Person(person.user, sorted(person.sockets), person.afk)
        for person in room.participants.values()
    ]
    return _encoder.encode(
        _Head(
            room.is_open,
            room.settings,
            people,
            room.crown,
            room.bans.active(now),
            room.history_since,
            room.decisions,
        )
    )


def encoded_lines(lines: Sequence[Line]) -> bytes:
    """Lines of chat, in their order."""
    return _encoder.encode(lines)


def decoded_lines(data: bytes) -> list[Line]:
    return _lines_decoder.decode(data)


def encoded_user(user: User) -> bytes:
    return _encoder.encode(user)


def decoded_user(data: bytes) -> User:
    return _user_decoder.decode(data)


def room_from(room_id: str, rules: RoomRules, head: bytes, chat: ChatTail) -> Room:
    """The room that `head_of` was made of, with this chat. Raises msgspec.MsgspecError."""
    stored = _head_decoder.decode(head)
    room = Room(room_id, rules)
    room.is_open = stored.is_open
    room.settings = stored.settings
    room.crown = stored.crown
    room.bans = RoomBans(stored.bans)
    room.history_since = stored.history_since
    room.decisions = stored.decisions
    room.chat = chat
    room.participants = {
        one.user.user_id: Participant(one.user, set(one.sockets), one.afk) for one in stored.people
    }
    return room


def tail_from(rules: RoomRules, lines: bytes) -> ChatTail:
    """The chat that `encoded_lines(chat.lines())` was made of."""
    return ChatTail(rules.history, decoded_lines(lines) if lines else ())


def copied(room: Room) -> Room:
    """A room to try a change on; what cannot change is shared."""
    twin = Room(room.id, room.rules)
    twin.is_open = room.is_open
    twin.settings = room.settings
    twin.crown = room.crown
    twin.history_since = room.history_since
    twin.decisions = room.decisions
    twin.bans = room.bans.copy()
    twin.chat = room.chat.copy()
    twin.participants = {
        user_id: Participant(person.user, set(person.sockets), person.afk)
        for user_id, person in room.participants.items()
    }
    return twin


def memory_of_closed(room: Room, now: int) -> Memory:
    """What a room that was closed leaves to the next who opens it."""
    return Memory(
        settings=room.settings,
        last_holder=room.crown.user_id if room.crown else None,
        bans=room.bans.active(now),
        lines=tuple(room.chat.lines()),
        history_since=room.history_since,
        decisions=room.decisions,
    )
