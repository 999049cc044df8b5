"""Rooms of several processes: a versioned document each, changed by compare-and-set.

The rules of a room run here, in Python, on a copy; a script stores the result if nobody was faster
and publishes what happened in the same step, so that everybody hears of versions in their order.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Collection, Container, Iterable, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

from rooms.domain.agreeing import processes_of
from rooms.domain.events import Event
from rooms.domain.room import Room
from rooms.domain.rules import RoomRules

from . import scripts
from .base import Change, Herald, LeftBehind, StoreAway, check_mark
from .copies import Base, Copy, Draft, draft, merged, patched
from .documents import copied, memory_of_closed, room_from, tail_from
from .listed import ListedRooms, Survey
from .scripts import KEPT_MS, commit_arguments
from .shards import Shards
from .turns import Turns

_PATIENT_TRIES = 4
_MOST_TRIES = 200
_UNSURE_AT_MOST = 1_000


class RedisStore:
    """A RoomStore of the process `process`. `clock` gives ms since the epoch."""

    def __init__(
        self,
        rules: RoomRules,
        herald: Herald,
        clock: Callable[[], int],
        *,
        shards: Shards,
        process: str,
        on_copy: Callable[[Room], None] = lambda room: None,
    ) -> None:
        self._rules = rules
        self._herald = herald
        self._clock = clock
        self._shards = shards
        self.process = process
        self._on_copy = on_copy
        self._copies: dict[str, Copy] = {}
        self._passed_by: dict[str, int] = {}
        """Versions of rooms heard of while there was no copy to be kept true."""
        # One attempt at a time per room and process keeps conflicts few.
        self._turns = Turns()
        self._unsure: dict[str, tuple[Room, int, list[Event]]] = {}
        """What was sent to be stored and not answered, by its writer."""
        self._writes = count(1)
        self.listed = ListedRooms(rules, shards)
        self._survey = Survey(ListedRooms(rules, shards), clock)
        self.conflicts = 0

    @property
    def hosts_away(self) -> int:
        return sum(shard.away for shard in self._shards.all)

    # Changing

    async def update(self, room_id: str, change: Change) -> tuple[Room, int]:
        async with self._turns.alone(room_id):
            await self._herald.make_way(room_id)
            return await self._try(room_id, change, await self._known(room_id))

    async def amend(self, room_id: str, change: Change) -> Room | None:
        async with self._turns.alone(room_id):
            await self._herald.make_way(room_id)
            is_known = room_id in self._copies  # Else a copy would not stay true.
            while True:
                base = await self._load(room_id)
                if base.copy.room.is_open:
                    room, _ = await self._try(room_id, change, base)
                    if not is_known:
                        self._copies.pop(room_id, None)
                    if room.is_open:
                        return None
                    continue
                left = copied(base.copy.room)
                made = draft(left, base, change(left), self._writer(), self._clock())
                if not base.is_left_behind:
                    # A version more is all: what the database has of the room counts.
                    made = replace(made, head=None, chat=None, added=None)
                if await self._commit(made, [], kept_ms=KEPT_MS) is None:
                    return left if base.is_left_behind else None

    async def recover(self, room_id: str, change: Change) -> tuple[Room, int]:
        async with self._turns.alone(room_id):
            base = await self._load(room_id)
            room, version = base.copy.room, base.copy.version
            if room.is_open or not version:
                return await self._try(room_id, change, base)
            # Everybody else had left and it was unloaded: those who are here keep it open.
            reopened = copied(room)
            reopened.is_open, reopened.participants = True, {}
            change(trial := copied(reopened))
            if not trial.participants:
                return room, version
            return await self._try(room_id, change, Base(Copy(reopened, version, b""), base.stored))

    async def _try(self, room_id: str, change: Change, base: Base) -> tuple[Room, int]:
        for attempt in range(_MOST_TRIES):
            if attempt >= _PATIENT_TRIES:
                # Many processes at once: let the others get theirs through.
                await asyncio.sleep(random.random() * 0.002 * attempt)  # noqa: S311 - only a pause
            known = base.copy
            room = copied(known.room) if known.room.is_open else Room(room_id, self._rules)
            events = change(room)
            if not room.is_open:
                return room, known.version
            check_mark(events, base.stored)
            made = draft(room, base, events, self._writer(), self._clock())
            if made.changes_nothing:
                self._keep(known)
                return known.room, known.version
            stored = await self._commit(made, events)
            if stored is None:
                await self._catch_up(room_id, made.version)
                return room, made.version
            self.conflicts += 1
            base = self._newest(room_id, stored)
        raise StoreAway

    async def _commit(
        self, made: Draft, events: list[Event], kept_ms: int = -1
    ) -> list[Any] | None:
        """Store and publish; what is stored instead if somebody was faster."""
        room = made.room
        arguments = commit_arguments(
            made,
            there=processes_of(room),
            gone=processes_of(made.base.copy.room) - processes_of(room),
            is_listed=bool(events),
            kept_ms=kept_ms,
            now=self._clock(),
            messages=self._herald.prepare(room, made.version, events, made.patch()),
        )
        try:
            stored: list[Any] = await self._shards.of_room(room.id).run(scripts.COMMIT, *arguments)
        except StoreAway:
            if len(self._unsure) < _UNSURE_AT_MOST:
                self._unsure[made.writer] = (room, made.version, events)
            raise
        # A call whose answer was lost is made again: by then its writer is known.
        if stored and stored[1] != made.writer.encode():
            return stored
        self._herald.stored(room, made.version, events)
        if kept_ms < 0:
            self._keep(Copy(room, made.version, made.full_head))
            self.listed.put(room)
        return None

    # Reading

    def snapshot(self, room_id: str) -> Room | None:
        copy = self._copies.get(room_id)
        return copy.room if copy and copy.room.is_open else None

    def version(self, room_id: str) -> int:
        copy = self._copies.get(room_id)
        return copy.version if copy else 0

    def keep_only(self, room_ids: Container[str]) -> None:
        for known in (self._copies, self._passed_by):
            for room_id in [one for one in known if one not in room_ids]:
                if room_id not in self._turns:
                    del known[room_id]

    async def refresh(self, *, wanted: bool = True) -> Collection[str]:
        self._survey.tidy()
        if wanted:
            return await self.listed.refresh()
        self.listed.forget()
        return ()

    def rooms(self) -> Iterable[Room]:
        return self.listed.rooms()

    def find(self, room_id: str) -> Room | None:
        return self.listed.find(room_id)

    async def survey(self) -> Collection[Room]:
        return await self._survey.rooms()

    async def look(self, room_id: str) -> Room | None:
        if room_id in self._copies:
            return self.snapshot(room_id)
        room = (await self._load(room_id)).copy.room
        return room if room.is_open else None

    def take(self, room_id: str, patch: dict[str, Any]) -> bool:
        """Keep the copy true by what was published; False if something before it is missing."""
        if unsure := self._unsure.pop(patch["writer"], None):
            self._herald.stored(*unsure)
        known, version = self._copies.get(room_id), patch["version"]
        if known is None:
            self._passed_by[room_id] = version
            return True
        if version <= known.version:
            return True
        copy = patched(known, room_id, self._rules, patch)
        if copy is None:
            return False
        self._keep(copy)
        return True

    async def versions(self, room_ids: Sequence[str]) -> dict[str, int]:
        """The stored versions of rooms that are on one host; 0: not there. Raises StoreAway."""
        if not room_ids:
            return {}
        shard = self._shards.of_room(room_ids[0])
        found = await shard.run(scripts.VERSIONS, *room_ids)
        return {one: int(version) for one, version in zip(room_ids, found, strict=True)}

    async def remembered(self, room_id: str) -> LeftBehind:
        shard, document = self._shards.of_room(room_id), scripts.document(room_id)
        version, head, chat, at = await shard.read("HMGET", document, "v", "head", "chat", "closed")
        mark = int(version or 0)
        if head is None or at is None:
            return LeftBehind(None, mark)
        room = room_from(room_id, self._rules, head, tail_from(self._rules, chat or b""))
        return LeftBehind(memory_of_closed(room, self._clock()), mark)

    # Unloading

    async def unload_empty(self, now: int, after_ms: int) -> list[Room]:
        unloaded = []
        for shard in self._shards.all:
            if shard.away:
                continue
            due = await shard.read("ZRANGEBYSCORE", "mpp:empty", "-inf", now - after_ms)
            for room_id in due:
                if room := await self._unload(room_id.decode()):
                    unloaded.append(room)
        return unloaded

    async def _unload(self, room_id: str) -> Room | None:
        """The room, if it was this process that unloaded it."""
        async with self._turns.alone(room_id):
            base = await self._load(room_id)
            room = copied(base.copy.room)
            if not room.is_open or room.participants or not base.is_stored:
                return None
            room.is_open = False
            made = draft(room, base, (), self._writer(), self._clock())
            if await self._commit(made, [], kept_ms=KEPT_MS):
                return None
            self._copies.pop(room_id, None)
            self.listed.drop(room_id)
            return room

    # Copies

    async def _known(self, room_id: str) -> Base:
        """The copy, which patches keep true; of a room that is not open, what is stored."""
        copy = self._copies.get(room_id)
        if copy and copy.room.is_open:
            return Base(copy, copy.version)
        self._copies.pop(room_id, None)
        return await self._load(room_id)

    async def _load(self, room_id: str) -> Base:
        shard = self._shards.of_room(room_id)
        document = scripts.document(room_id)
        return self._newest(room_id, await shard.read("HMGET", document, "v", "w", "head", "chat"))

    def _newest(self, room_id: str, stored: list[Any]) -> Base:
        """The stored state; or the copy, if the store is behind it because it lost something."""
        version, known, found = int(stored[0] or 0), self._copies.get(room_id), None
        if stored[2] is not None:
            tail = tail_from(self._rules, stored[3] or b"")
            found = Copy(room_from(room_id, self._rules, stored[2], tail), version, stored[2])
        if known and known.version > version:
            return Base(merged(known, found), version)
        return Base(found or Copy(Room(room_id, self._rules), 0, b""), version)

    async def _catch_up(self, room_id: str, version: int) -> None:
        """What others did between the answer and the first copy was not taken."""
        if self._passed_by.pop(room_id, 0) > version:
            self._keep((await self._load(room_id)).copy)

    def _keep(self, copy: Copy) -> None:
        known = self._copies.get(copy.room.id)
        if known is None or copy.version >= known.version:
            self._copies[copy.room.id] = copy
            self._on_copy(copy.room)

    def _writer(self) -> str:
        return f"{self.process}:{next(self._writes)}"
