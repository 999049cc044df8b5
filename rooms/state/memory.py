"""Rooms of a single process: a dict."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable

from rooms.domain.room import Room
from rooms.domain.rules import RoomRules

from .base import Announce, Change, LeftBehind, check_mark


class MemoryStore:
    """A RoomStore for one process. `clock` gives ms since the epoch."""

    def __init__(self, rules: RoomRules, announce: Announce, clock: Callable[[], int]) -> None:
        self._rules = rules
        self._announce = announce
        self._clock = clock
        self._rooms: dict[str, Room] = {}
        self._versions: dict[str, int] = {}
        self._empty_since: dict[str, int] = {}
        self._amended = 0
        """How often what is remembered of some room changed while it was not open."""
        self.conflicts = 0

    @property
    def hosts_away(self) -> int:
        return 0

    async def update(self, room_id: str, change: Change) -> tuple[Room, int]:
        # No await in here: nobody comes in between.
        room = self._rooms.get(room_id) or Room(room_id, self._rules)
        events = change(room)
        check_mark(events, self._amended)
        version = self._versions.get(room_id, 0) + 1
        if not room.is_open:
            return room, version
        self._rooms[room_id] = room
        self._versions[room_id] = version
        if room.participants:
            self._empty_since.pop(room_id, None)
        else:
            self._empty_since.setdefault(room_id, self._clock())
        self._announce(room, version, events)
        return room, version

    async def amend(self, room_id: str, change: Change) -> Room | None:
        if room_id in self._rooms:
            await self.update(room_id, change)
        else:
            self._amended += 1
        return None

    async def recover(self, room_id: str, change: Change) -> tuple[Room, int]:
        return await self.update(room_id, change)

    def snapshot(self, room_id: str) -> Room | None:
        return self._rooms.get(room_id)

    def version(self, room_id: str) -> int:
        return self._versions.get(room_id, 0)

    def keep_only(self, room_ids: Container[str]) -> None:
        """The copies are the rooms."""

    async def refresh(self, *, wanted: bool = True) -> Collection[str]:
        return ()

    def find(self, room_id: str) -> Room | None:
        return self._rooms.get(room_id)

    def rooms(self) -> Iterable[Room]:
        return [room for room in self._rooms.values() if room.participants]

    async def survey(self) -> Collection[Room]:
        return list(self.rooms())

    async def look(self, room_id: str) -> Room | None:
        return self.snapshot(room_id)

    async def unload_empty(self, now: int, after_ms: int) -> list[Room]:
        due = [room for room, since in self._empty_since.items() if now - since >= after_ms]
        for room_id in due:
            del self._empty_since[room_id], self._versions[room_id]
        return [self._rooms.pop(room_id) for room_id in due]

    async def remembered(self, room_id: str) -> LeftBehind:
        """The archive of this process knows it all."""
        return LeftBehind(None, self._amended)
