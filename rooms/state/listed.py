"""All rooms of the site, as far as somebody here follows their list (docs/protocol.md §4.5)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from rooms.domain.chat import ChatTail
from rooms.domain.room import Room
from rooms.domain.rules import RoomRules

from . import scripts
from .base import StoreAway
from .documents import room_from
from .shards import Shard, Shards

_AT_ONCE = 500
SURVEY_KEPT_MS = 60_000
"""How long what was found is kept for who asks again, who is told what has changed only."""


class ListedRooms:
    """Asks for what has changed since it last asked; rooms have no chat here."""

    def __init__(self, rules: RoomRules, shards: Shards) -> None:
        self._rules = rules
        self._shards = shards
        self._rooms: dict[str, Room] = {}
        self._seen: dict[int, int] = {}
        """Numbers of the newest change known, by host; a host is missing if nobody asked it."""

    def rooms(self) -> list[Room]:
        """Those with somebody in them."""
        return list(self._rooms.values())

    def find(self, room_id: str) -> Room | None:
        return self._rooms.get(room_id)

    def put(self, room: Room) -> None:
        """This process changed a room: it need not ask for that."""
        if not self._seen:
            return
        if room.participants:
            self._rooms[room.id] = room
        else:
            self.drop(room.id)

    def drop(self, room_id: str) -> None:
        self._rooms.pop(room_id, None)

    def forget(self) -> None:
        """Nobody follows the list any more."""
        self._rooms, self._seen = {}, {}

    async def refresh(self) -> set[str]:
        """Take what has changed; returns the rooms. A host that is away has no news."""
        changed: set[str] = set()
        for shard in self._shards.all:
            if shard.away:
                # What is unloaded meanwhile leaves no trace: ask for everything afterwards.
                self._seen.pop(shard.index, None)
                continue
            with suppress(StoreAway):
                changed |= await self._refresh(shard)
        return changed

    async def _refresh(self, shard: Shard) -> set[str]:
        seen = self._seen.get(shard.index, -1)
        newest, ids = await shard.run(scripts.CHANGED, seen)
        if int(newest) < seen:
            # The host has lost its memory.
            seen = -1
            newest, ids = await shard.run(scripts.CHANGED, seen)
        changed = [one.decode() for one in ids]
        gone = self._known_on(shard).difference(changed) if seen < 0 else set()
        for room_id in gone:
            self.drop(room_id)
        for start in range(0, len(changed), _AT_ONCE):
            some = changed[start : start + _AT_ONCE]
            heads = await shard.run(scripts.HEADS, *some)
            for room_id, head in zip(some, heads, strict=True):
                self._take(room_id, head)
        self._seen[shard.index] = int(newest)
        return gone.union(changed)

    def _known_on(self, shard: Shard) -> set[str]:
        return {one for one in self._rooms if self._shards.of_room(one) is shard}

    def _take(self, room_id: str, head: Any) -> None:
        room = room_from(room_id, self._rules, head, ChatTail(0)) if head else None
        if room and room.participants:
            self._rooms[room_id] = room
        else:
            self.drop(room_id)


class Survey:
    """All rooms for who asks now and then. `clock` gives ms."""

    def __init__(self, listed: ListedRooms, clock: Callable[[], int]) -> None:
        self._listed = listed
        self._clock = clock
        self._asked_at = 0
        self._alone = asyncio.Lock()

    async def rooms(self) -> list[Room]:
        """As they are now."""
        async with self._alone:
            await self._listed.refresh()
            self._asked_at = self._clock()
            return self._listed.rooms()

    def tidy(self) -> None:
        """Forget them when nobody has asked for a while."""
        if not self._alone.locked() and self._clock() - self._asked_at > SURVEY_KEPT_MS:
            self._listed.forget()
