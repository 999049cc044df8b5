"""A store of rooms in a real Valkey, and what it told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from rooms.domain.events import Event
from rooms.domain.room import Room
from rooms.domain.rules import RoomRules
from rooms.state.base import Announce, Message
from rooms.state.redis import RedisStore
from rooms.state.shards import Shards


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
