"""Where rooms live: what every store promises."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Sequence
from typing import Any, NamedTuple, Protocol

from rooms.domain.errors import Refusal, RoomError
from rooms.domain.events import Event, Opened
from rooms.domain.memory import Memory
from rooms.domain.room import Room

Change = Callable[[Room], list[Event]]
"""A pure change of a room; it raises RoomError before it changes anything."""

Announce = Callable[[Room, int, list[Event]], None]
"""Tells everybody what happened to a room: the room as it is now, its version, the events."""


Message = tuple[str, bytes]
"""Where something is published, and what."""


class Herald(Protocol):
    """As Announce, where telling is part of storing."""

    async def make_way(self, room_id: str) -> None:
        """Return when all that was said to the room before has been sent."""
        ...

    def prepare(
        self, room: Room, version: int, events: list[Event], patch: dict[str, Any]
    ) -> Sequence[Message]:
        """What is to be published when the change is stored; `patch` keeps copies true."""
        ...

    def stored(self, room: Room, version: int, events: list[Event]) -> None:
        """The change is stored and published."""
        ...


class StoreAway(RoomError):
    """The place where rooms live does not answer: nothing was changed, as far as is known."""

    def __init__(self) -> None:
        super().__init__(Refusal.AWAY)


class Overtaken(StoreAway):
    """What a room was to be opened from is not what there is now: nothing was changed.

    Whoever recalls it again may open it.
    """


class LeftBehind(NamedTuple):
    """What a room that is not open left, if it was unloaded a moment ago.

    `mark` goes into the memory that the room is opened from (see RoomStore.amend).
    """

    memory: Memory | None
    mark: int


def check_mark(events: Iterable[Event], mark: int) -> None:
    """Raises Overtaken if they open a room that is known by another mark than its memory was."""
    for event in events:
        if isinstance(event, Opened) and event.mark not in (None, mark):
            raise Overtaken


class RoomStore(Protocol):
    """Rooms by id. A room that nobody opened is not stored."""

    conflicts: int
    """Changes that were tried again because another process was faster."""

    @property
    def hosts_away(self) -> int:
        """Redis hosts of the site that do not answer."""
        ...

    async def update(self, room_id: str, change: Change) -> tuple[Room, int]:
        """Run `change` with nobody else in between, store and announce the result.

        Returns the room and its version. `change` may run again if somebody else was faster. What
        it raises comes through, and then nothing is stored. Raises StoreAway; Overtaken if `change`
        opens the room from a memory that is older than an `amend`.
        """
        ...

    async def amend(self, room_id: str, change: Change) -> Room | None:
        """As `update`, of what an unloaded room left behind as well.

        If it left nothing, whoever is just about to open it has to recall it again. Returns what is
        left of a room that is not open. `change` must raise nothing. Raises StoreAway.
        """
        ...

    async def recover(self, room_id: str, change: Change) -> tuple[Room, int]:
        """As `update`, on the newest of what is stored and what this process knows.

        For a process that missed what was told of a room, or whose store lost it.
        """
        ...

    def snapshot(self, room_id: str) -> Room | None:
        """This process's read copy."""
        ...

    def version(self, room_id: str) -> int:
        """The version of the read copy; 0 if there is none."""
        ...

    def keep_only(self, room_ids: Container[str]) -> None:
        """This process hears of these rooms; copies of others would not stay true."""
        ...

    async def refresh(self, *, wanted: bool = True) -> Collection[str]:
        """Let the list of rooms be true again; returns the rooms that others have changed.

        Not `wanted`: nobody here looks at the list for now.
        """
        ...

    def rooms(self) -> Iterable[Room]:
        """All rooms with somebody in them, as of the last `refresh`."""
        ...

    def find(self, room_id: str) -> Room | None:
        """One of them."""
        ...

    async def survey(self) -> Collection[Room]:
        """All rooms with somebody in them, as they are now, perhaps without their chat.

        Those of a host that is away are as last known.
        """
        ...

    async def look(self, room_id: str) -> Room | None:
        """A room as it is now, whether this process hears of it or not. Raises StoreAway."""
        ...

    async def unload_empty(self, now: int, after_ms: int) -> list[Room]:
        """Forget rooms that have been empty for `after_ms`; returns them. `now` is in ms.

        Of several processes just one gets a room returned.
        """
        ...

    async def remembered(self, room_id: str) -> LeftBehind:
        """What a room that was unloaded a moment ago left behind, wherever that was."""
        ...
