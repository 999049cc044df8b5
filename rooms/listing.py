"""The list of rooms and who follows it (docs/protocol.md §4.5)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from rooms.domain.people import Right
from rooms.domain.room import Room
from rooms.protocol.encoding import Position, people, room_info, rooms
from rooms.session import Connection
from rooms.sockets.frame import Frame


class Listing:
    """Tells subscribers of changed rooms, each room at most once per pause.

    `find` and `find_all` read rooms, `cursors` tells where those of a room are, `now` is ms since
    the epoch.
    """

    def __init__(
        self,
        *,
        find: Callable[[str], Room | None],
        find_all: Callable[[], Iterable[Room]],
        now: Callable[[], int],
        pause_ms: int,
        cursors: Callable[[str], Mapping[str, Position]] = lambda room_id: {},
    ) -> None:
        self._find = find
        self._find_all = find_all
        self._now = now
        self._cursors = cursors
        self._pause_s = pause_ms / 1000
        self._subscribers: set[Connection] = set()
        self._changed: dict[str, None] = {}
        self._public: set[str] = set()
        """Rooms that everybody was told of; `_listed`: rooms that anybody was."""
        self._listed: set[str] = set()
        self._timer: asyncio.TimerHandle | None = None

    @property
    def is_followed(self) -> bool:
        """Whether anybody wants to know."""
        return bool(self._subscribers)

    def subscribe(self, connection: Connection) -> None:
        """Send the whole list, now and at every further call, and changes from now on."""
        listed = list(self._find_all())
        if not self._subscribers:
            self._public, self._listed = set(), set()
        self._public.update(room.id for room in listed if _is_public(room))
        self._listed.update(room.id for room in listed)
        self._subscribers.add(connection)
        visible = [
            self._entry(connection, room)
            for room in listed
            if _is_public(room) or _sees_hidden(connection)
        ]
        connection.socket.send(Frame([rooms(visible, complete=True)]))

    def unsubscribe(self, connection: Connection) -> None:
        self._subscribers.discard(connection)

    def mark(self, room_id: str) -> None:
        """A room changed: tell subscribers after the pause."""
        if not self._subscribers:
            return
        self._changed[room_id] = None
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(self._pause_s, self.flush)

    def flush(self) -> None:
        """Tell subscribers what has changed since the last time."""
        self._timer = None
        changed, self._changed = self._changed, {}
        updates = [update for room_id in changed if (update := self._update_of(room_id))]
        for connection in self._subscribers if updates else ():
            entries = [
                self._entry(connection, update.room) if update.room else update.gone
                for update in updates
                if update.is_for_all or _sees_hidden(connection)
            ]
            if entries:
                connection.socket.send(Frame([rooms(entries, complete=False)]))

    def close(self) -> None:
        """End the pause without telling anybody."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _update_of(self, room_id: str) -> _Update | None:
        """What to tell of a room; who saw it before is told once that it is hidden, or gone."""
        room = self._find(room_id)
        was_public, was_listed = room_id in self._public, room_id in self._listed
        if room is None or not room.participants:
            self._public.discard(room_id)
            self._listed.discard(room_id)
            return _Update(room_id, None, was_public) if was_listed else None
        self._listed.add(room_id)
        if is_public := _is_public(room):
            self._public.add(room_id)
        else:
            self._public.discard(room_id)
        return _Update(room_id, room, is_public or was_public)

    def _entry(self, connection: Connection, room: Room) -> dict[str, Any]:
        """A room as the subscriber may see it (docs/protocol.md §4.5, §5.3)."""
        user = connection.user
        entry = room_info(room, vanished=bool(user and user.may(Right.VANISH)))
        if user and user.may(Right.LIST_PEOPLE) and not room.settings.noindex:
            entry["ppl"] = people(room, self._cursors(room.id))
        now = self._now()
        if room.bans.remaining_ms(connection.user_id, now) or (
            user and user.restricted("entry", room.id, now)
        ):
            entry["banned"] = True
        return entry


class _Update(NamedTuple):
    room_id: str
    room: Room | None
    is_for_all: bool

    @property
    def gone(self) -> dict[str, Any]:
        return {"_id": self.room_id, "id": self.room_id, "count": 0, "settings": {}}


def _is_public(room: Room) -> bool:
    """Whether everybody may know of it; one with vanished people only would give them away."""
    return room.settings.visible and room.visible_to_all() > 0


def _sees_hidden(connection: Connection) -> bool:
    user = connection.user
    return bool(user and user.may(Right.CHSET_ANYWHERE))
