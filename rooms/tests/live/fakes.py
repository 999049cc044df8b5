"""Time, chance, stores and handlers under the control of a test."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterable
from typing import Any, cast

from rooms.domain.events import Event
from rooms.domain.room import Room
from rooms.live import Live
from rooms.state.base import Change, RoomStore

START = 1_700_000_000_000


class FakeClock:
    """Stands still until time is let pass, or goes on by `tick_ms` whenever it is looked at."""

    def __init__(self) -> None:
        self.passed_ms = 0.0
        self.tick_ms = 0.0

    def wall(self) -> float:
        self.passed_ms += self.tick_ms
        return START + self.passed_ms

    def steady(self) -> float:
        return self.passed_ms

    def pass_s(self, seconds: float) -> None:
        self.passed_ms += seconds * 1000


class SeededChance:
    """The same values in every run."""

    def __init__(self) -> None:
        self._random = random.Random(7)

    def fraction(self) -> float:
        return self._random.random()

    def hex(self, digits: int) -> str:
        return f"{self._random.getrandbits(4 * digits):0{digits}x}"


class CountingStore:
    """Passes everything on to a store and counts what it is asked."""

    def __init__(self, store: RoomStore) -> None:
        self._store = store
        self.asked: list[str] = []

    async def update(self, room_id: str, change: Change) -> tuple[Room, int]:
        self.asked.append("update")
        return await self._store.update(room_id, change)

    def snapshot(self, room_id: str) -> Room | None:
        self.asked.append("snapshot")
        return self._store.snapshot(room_id)

    def rooms(self) -> Iterable[Room]:
        self.asked.append("rooms")
        return self._store.rooms()

    async def unload_empty(self, now: int, after_ms: int) -> list[Room]:
        self.asked.append("unload_empty")
        return await self._store.unload_empty(now, after_ms)

    def __getattr__(self, name: str) -> Any:
        self.asked.append(name)
        return getattr(self._store, name)


def counted(live: Live) -> CountingStore:
    """Put a counter before the store of `live`."""
    store = CountingStore(live.store)
    live.store = cast(RoomStore, store)
    return store


class HeldStore(CountingStore):
    """Changes of one room wait until they are let go; `waits` tells that one does."""

    def __init__(self, store: RoomStore, room_id: str) -> None:
        super().__init__(store)
        self._held = room_id
        self.waits = asyncio.Event()
        self.let_go = asyncio.Event()

    async def update(self, room_id: str, change: Change) -> tuple[Room, int]:
        if room_id == self._held:
            self.waits.set()
            await self.let_go.wait()
        return await super().update(room_id, change)


def held(live: Live, room_id: str) -> HeldStore:
    """Have changes of a room wait."""
    store = HeldStore(live.store, room_id)
    live.store = cast(RoomStore, store)
    return store


def nothing(room: Room) -> list[Event]:
    """A change that changes nothing."""
    return []
