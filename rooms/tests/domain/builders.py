"""Words for tests of rooms: people by name, a room that they come into and act in."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from rooms.domain import governing
from rooms.domain.chat import Line
from rooms.domain.crown import Crown, Point
from rooms.domain.errors import Refusal, RoomError
from rooms.domain.events import Event
from rooms.domain.memory import Memory
from rooms.domain.people import User
from rooms.domain.room import Room
from rooms.domain.rules import RoomRules

START = 1_700_000_000_000
SECOND = 1_000
MINUTE = 60_000
HOUR = 3_600_000
CURSOR = Point(42.1, 61.25)
OTHER_CURSOR = Point(10, 20)


def id_of(name: str) -> str:
    """24 hex digits, the same for the same name."""
    return name.encode().hex().ljust(24, "0")[:24]


def person(name: str, *rights: str, **fields: Any) -> User:
    return User(id_of(name), name, "#123456", rights=frozenset(rights), **fields)


@contextmanager
def refused(code: Refusal) -> Iterator[pytest.ExceptionInfo[RoomError]]:
    with pytest.raises(RoomError) as refusal:
        yield refusal
    assert refusal.value.code is code


class Place:
    """A room with a clock and people who are called by name.

    Who has special rights or fields is introduced by `knows` first; each is at one socket, called
    like the person, unless a test says otherwise.
    """

    def __init__(self, room_id: str = "room", rules: RoomRules | None = None) -> None:
        self.room = Room(room_id, rules or RoomRules())
        self.now = START
        self.chance = 0.5
        self.users: dict[str, User] = {}

    def knows(self, name: str, *rights: str, **fields: Any) -> Place:
        self.users[name] = person(name, *rights, **fields)
        return self

    def user(self, name: str) -> User:
        return self.users.setdefault(name, person(name))

    def passes(self, ms: int) -> None:
        self.now += ms

    # What people do

    def opened_by(
        self, name: str, wish: Mapping[str, object] | None = None, memory: Memory | None = None
    ) -> Place:
        self.room.open(self.user(name), wish or {}, memory or Memory(), self.now)
        self.enters(name)
        return self

    def enters(self, name: str, socket: str = "") -> list[Event]:
        return self.room.join(self.user(name), socket or name, self.now)

    def leaves(self, name: str, *sockets: str, at: Point = CURSOR) -> list[Event]:
        return self.room.leave(id_of(name), sockets or (name,), self.now, at, self.chance)

    def chowns(self, name: str, to: str | None = None) -> list[Event]:
        return governing.pass_crown(
            self.room,
            self.user(name),
            id_of(to) if to else None,
            now=self.now,
            start=CURSOR,
            end=OTHER_CURSOR,
            chance=self.chance,
        )

    def sets(self, name: str, **wish: object) -> list[Event]:
        return governing.change_settings(self.room, self.user(name), wish)

    def kickbans(self, name: str, target: str, ms: float = HOUR) -> list[Event]:
        return governing.kickban(
            self.room,
            self.user(name),
            self.user(target),
            ms,
            now=self.now,
            at=CURSOR,
            chance=self.chance,
        )

    def unbans(self, name: str, target: str) -> list[Event]:
        return governing.unban(self.room, self.user(name), id_of(target), self.now)

    def changes(self, who: str, **fields: Any) -> list[Event]:
        """The name, colour or the like of somebody changes."""
        self.users[who] = dataclasses.replace(self.user(who), **fields)
        return self.room.change_person(self.users[who], self.now, CURSOR, self.chance)

    def says(self, name: str, text: str, to: str | None = None) -> list[Event]:
        self.passes(1)
        return self.room.say(self.line(name, text, to))

    def line(self, name: str, text: str, to: str | None = None) -> Line:
        recipient = self.user(to) if to else None
        return Line(f"{self.now - START:08x}", self.now, text, self.user(name), None, recipient)

    # What can be seen

    @property
    def crown(self) -> Crown:
        assert self.room.crown is not None
        return self.room.crown

    @property
    def holder(self) -> str | None:
        return self.name_of(self.room.holder)

    @property
    def people(self) -> list[str | None]:
        return [self.name_of(user_id) for user_id in self.room.participants]

    def name_of(self, user_id: str | None) -> str | None:
        return next((name for name in self.users if id_of(name) == user_id), user_id)

    def seen_by(self, name: str) -> list[str]:
        return [line.text for line in self.room.chat.visible_to(id_of(name))]


def room_of(founder: str, *others: str, wish: Mapping[str, object] | None = None) -> Place:
    """A normal room that `founder` opened and the others came into."""
    place = Place().opened_by(founder, wish)
    for name in others:
        place.enters(name)
    return place


def picture(room: Room) -> Any:
    """Everything a room consists of, as values that later changes do not reach."""
    people = tuple(
        (one.user, frozenset(one.sockets), one.afk) for one in room.participants.values()
    )
    talkers = {line.sender.user_id for line in room.chat.visible_to("")} | set(room.participants)
    chat = {user_id: tuple(room.chat.visible_to(user_id)) for user_id in sorted(talkers)}
    bans = room.bans.active(0)
    return (room.is_open, room.settings, people, room.crown, bans, chat, room.chat.ids())
