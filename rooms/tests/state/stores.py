"""A store of rooms in a real Valkey, what it told, and a process that has it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from rooms.domain.agreeing import Present, agree
from rooms.domain.chat import Line
from rooms.domain.events import Event
from rooms.domain.memory import Memory
from rooms.domain.people import User
from rooms.domain.room import Room
from rooms.domain.rules import RoomRules
from rooms.state.base import Announce, Message
from rooms.state.redis import RedisStore
from rooms.state.shards import Shards
from rooms.tests.domain.builders import CURSOR, START, person


class Crier:
    """Announces what is stored; nothing is published but to who listens to `published`."""

    def __init__(self, announce: Announce) -> None:
        self._announce = announce
        self.published: list[tuple[str, dict[str, Any]]] = []
        self._prepared: dict[tuple[str, int], dict[str, Any]] = {}

    async def make_way(self, room_id: str) -> None:
        """Nothing else is said here."""

    def prepare(
        self, room: Room, version: int, events: list[Event], patch: dict[str, Any]
    ) -> Sequence[Message]:
        self._prepared[room.id, version] = patch
        return ()

    def stored(self, room: Room, version: int, events: list[Event]) -> None:
        self.published.append((room.id, self._prepared.pop((room.id, version))))
        if events:
            self._announce(room, version, events)


def redis_store(
    shards: Shards,
    rules: RoomRules,
    announce: Announce,
    clock: Callable[[], int],
    process: str = "p1",
) -> RedisStore:
    """The store of one process."""
    return RedisStore(rules, Crier(announce), clock, shards=shards, process=process)


ALICE, BOB, CAROL, DAVE = (person(name) for name in ("alice", "bob", "carol", "dave"))
ROOM = "room"


def line_id(text: str) -> str:
    return text.encode().hex()[:8]


class Process:
    """A store, and whom it holds for its own sockets."""

    def __init__(self, shards: Shards, name: str) -> None:
        self.name = name
        self.store = redis_store(
            shards, RoomRules(room_limit=3), lambda *_: None, lambda: START, name
        )

    @property
    def published(self) -> list[tuple[str, dict[str, Any]]]:
        crier = self.store._herald
        assert isinstance(crier, Crier)
        return crier.published

    def socket(self, user: User) -> str:
        return f"{self.name}.{user.name}"

    async def enters(self, user: User, mark: int | None = None) -> None:
        def change(room: Room) -> list[Event]:
            opened = [] if room.is_open else room.open(user, {}, Memory(mark=mark), START)
            return [*opened, *room.join(user, self.socket(user), START)]

        await self.store.update(ROOM, change)

    async def leaves(self, user: User) -> None:
        await self.store.update(
            ROOM, lambda room: room.leave(user.user_id, [self.socket(user)], START, CURSOR, 0.5)
        )

    async def says(self, user: User, text: str) -> None:
        line = Line(line_id(text), START, text, user)
        await self.store.update(ROOM, lambda room: room.say(line))

    async def recovers(self, *here: User, put_back: bool = False) -> None:
        present = {one.user_id: Present(one, {self.socket(one)}) for one in here}
        await self.store.recover(
            ROOM,
            lambda room: agree(room, self.name, present, now=START, chance=0.5, put_back=put_back),
        )

    def hears(self, other: Process) -> bool:
        """Take all that another one has published; whether nothing was missing."""
        heard = [self.store.take(room_id, patch) for room_id, patch in other.published]
        other.published.clear()
        return all(heard)

    def people(self) -> list[str]:
        room = self.store.snapshot(ROOM)
        return sorted(one.user.name for one in room.participants.values()) if room else []

    def lines(self) -> list[str]:
        room = self.store.snapshot(ROOM)
        return [line.text for line in room.chat.lines()] if room else []
