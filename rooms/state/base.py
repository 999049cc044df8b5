"""Where rooms live: what every store promises."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from rooms.domain.events import Event
from rooms.domain.room import Room

Change = Callable[[Room], list[Event]]
"""A pure change of a room; it raises RoomError before it changes anything."""

Announce = Callable[[Room, int, list[Event]], None]
"""Tells everybody what happened to a room: the room as it is now, its version, the events."""


class RoomStore(Protocol):
    """Rooms by id. A room that nobody opened is not stored."""

    async def update(self, room_id: str, change: Change) -> tuple[Room, int]:
        """Run `change` with nobody else in between, store and announce the result.

        Returns the room and its version. `change` may run again if somebody else was faster. What
        it raises comes through, and then nothing is stored.
        """
        ...

    def snapshot(self, room_id: str) -> Room | None:
        """This process's read copy."""
        ...

    def rooms(self) -> Iterable[Room]:
        """All rooms with somebody in them."""
        ...

    def unload_empty(self, now: int, after_ms: int) -> list[Room]:
        """Forget rooms that have been empty for `after_ms`; returns them. `now` is in ms."""
        ...
