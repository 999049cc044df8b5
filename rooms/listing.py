"""The list of rooms and who follows it (docs/protocol.md §4.5)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from rooms.domain.people import Right, User
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
        self._whole: dict[_View, Frame] = {}
        """The whole list, as long as nothing of it has changed."""
        self._timer: asyncio.TimerHandle | None = None

    @property
    def is_followed(self) -> bool:
        """Whether anybody wants to know."""
        return bool(self._subscribers)

    def subscribe(self, connection: Connection) -> None:
        """Send the whole list, now and at every further call, and changes from now on."""
        if not self._subscribers:
            self._public, self._listed = set(), set()
        listed = [_Update(room.id, room, _is_public(room)) for room in self._find_all()]
        self._public.update(update.room_id for update in listed if update.is_for_all)
        self._listed.update(update.room_id for update in listed)
        self._subscribers.add(connection)
        self._tell([connection], listed, self._whole, complete=True)

    def unsubscribe(self, connection: Connection) -> None:
        self._subscribers.discard(connection)

    def mark(self, room_id: str) -> None:
        """A room changed: tell subscribers after the pause."""
        self._whole.clear()
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
        if updates:
            self._tell(self._subscribers, updates, {}, complete=False)

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

    def _tell(
        self,
        connections: Iterable[Connection],
        updates: Sequence[_Update],
        frames: dict[_View, Frame],
        *,
        complete: bool,
    ) -> None:
        """Send updates; who sees the same gets the same one of `frames`, which is made once."""
        with_bans = [update.room for update in updates if update.room and update.room.bans]
        for connection in connections:
            view, now = _view_of(connection.user), self._now()
            banned = {
                room.id for room in with_bans if room.bans.remaining_ms(connection.user_id, now)
            }
            if connection.user and connection.user.restrictions:
                banned |= {
                    update.room_id
                    for update in updates
                    if connection.user.restricted("entry", update.room_id, now)
                }
            # Where people are changes without a word to the list.
            is_shared = not (banned or view.people)
            frame = frames.get(view) if is_shared else None
            if frame is None:
                seen = [one for one in updates if one.is_for_all or view.hidden]
                if not seen and not complete:
                    continue
                entries = [self._entry(one, view, one.room_id in banned) for one in seen]
                frame = Frame([rooms(entries, complete=complete)])
                if is_shared:
                    frames[view] = frame
            connection.tally.told("ls", frame.size)
            connection.socket.send(frame)

    def _entry(self, update: _Update, view: _View, banned: bool) -> dict[str, Any]:
        """A room as a subscriber may see it (docs/protocol.md §4.5, §5.3)."""
        room = update.room
        if room is None:
            return {"_id": update.room_id, "id": update.room_id, "count": 0, "settings": {}}
        entry = room_info(room, vanished=view.vanished)
        if view.people and not room.settings.noindex:
            entry["ppl"] = people(room, self._cursors(room.id))
        if banned:
            entry["banned"] = True
        return entry


class _Update(NamedTuple):
    """News of a room; None: it is gone."""

    room_id: str
    room: Room | None
    is_for_all: bool


class _View(NamedTuple):
    """What somebody sees of rooms: hidden ones, those who vanished, who is in them."""

    hidden: bool
    vanished: bool
    people: bool


_OF_NOBODY = _View(False, False, False)


def _view_of(user: User | None) -> _View:
    if user is None or not user.rights:
        return _OF_NOBODY
    rights = (Right.CHSET_ANYWHERE, Right.VANISH, Right.LIST_PEOPLE)
    return _View(*(user.may(right) for right in rights))


def _is_public(room: Room) -> bool:
    """Whether everybody may know of it; one with vanished people only would give them away."""
    return room.settings.visible and room.visible_to_all() > 0
