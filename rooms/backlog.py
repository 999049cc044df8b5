"""What waits to be written to the archive (architecture.md §4)."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace

from .records import Bundle, LiftedBan, StoredBan, StoredLine, StoredProfile, StoredRoom


@dataclass(frozen=True, slots=True)
class Unwritten:
    """What waits to be written about one room, oldest lines first."""

    room: StoredRoom | None
    bans: Mapping[str, StoredBan | LiftedBan]
    lines: tuple[StoredLine, ...]


class Backlog:
    """What was accepted and is not yet in the database.

    The loop adds, the database thread takes, and at exit the main thread does: hence the lock. What
    is being written stays visible here until it is known to be stored. Of rooms, bans and profiles
    only the latest state is kept; of lines at most `limit`, the oldest are dropped and counted.
    """

    def __init__(self, limit: int) -> None:
        self.dropped = 0
        self._limit = limit
        self._lock = threading.Lock()
        self._lines: deque[StoredLine] = deque()
        self._waiting = Bundle()
        self._in_flight = Bundle()

    def __len__(self) -> int:
        with self._lock:
            return len(self._lines) + len(self._waiting) + len(self._in_flight)

    def add(self, entry: StoredLine | StoredRoom | StoredBan | StoredProfile) -> None:
        """Accept `entry`; it replaces what waits about the same room, ban or user."""
        with self._lock:
            match entry:
                case StoredLine():
                    self._lines.append(entry)
                    self._trim()
                case StoredRoom():
                    self._waiting.rooms[entry.room_id] = entry
                case StoredBan():
                    self._waiting.bans[entry.room_id, entry.user_id] = entry
                case StoredProfile():
                    self._waiting.profiles[entry.user_id] = entry

    def lift(self, room_id: str, user_id: str, by: str) -> None:
        """Accept that a ban is lifted."""
        with self._lock:
            self._waiting.bans[room_id, user_id] = LiftedBan(by)

    def forget_person(self, user_id: str) -> set[str]:
        """Give up all that is of somebody, or was written to them; returns the rooms of the lines.

        What is being written now may be stored all the same.
        """
        with self._lock:
            lines = (*self._in_flight.lines, *self._lines)
            rooms = {line.room_id for line in lines if line.is_of(user_id)}
            self._lines = deque(line for line in self._lines if not line.is_of(user_id))
            flying = self._in_flight
            # The writer has the bundle itself; only what would wait again is changed.
            self._in_flight = replace(
                flying,
                lines=[line for line in flying.lines if not line.is_of(user_id)],
                profiles={key: one for key, one in flying.profiles.items() if key != user_id},
            )
            self._waiting.profiles.pop(user_id, None)
            return rooms

    def add_online(self, user_id: str, ms: int) -> None:
        """Accept that a user was online for so long."""
        with self._lock:
            self._waiting.online[user_id] += ms

    def take(self, most_lines: int) -> Bundle:
        """The oldest lines and everything else, to be written now."""
        with self._lock:
            bundle, self._waiting = self._waiting, Bundle()
            count = min(most_lines, len(self._lines))
            bundle.lines = [self._lines.popleft() for _ in range(count)]
            self._in_flight = bundle
            return bundle

    def settle(self) -> None:
        """What was taken is stored."""
        with self._lock:
            self._in_flight = Bundle()

    def give_back(self) -> None:
        """What was taken could not be stored: it waits again, behind nothing newer."""
        with self._lock:
            late, newer = self._in_flight, self._waiting
            self._lines.extendleft(reversed(late.lines))
            self._waiting = Bundle(
                rooms=late.rooms | newer.rooms,
                bans=late.bans | newer.bans,
                profiles=late.profiles | newer.profiles,
                online=late.online + newer.online,
            )
            self._in_flight = Bundle()
            self._trim()

    def about(self, room_id: str) -> Unwritten:
        """Everything unwritten of one room."""
        with self._lock:
            both = (self._in_flight, self._waiting)
            bans = {
                user: ban
                for bundle in both
                for (room, user), ban in bundle.bans.items()
                if room == room_id
            }
            lines = (*self._in_flight.lines, *self._lines)
            return Unwritten(
                room=self._waiting.rooms.get(room_id) or self._in_flight.rooms.get(room_id),
                bans=bans,
                lines=tuple(line for line in lines if line.room_id == room_id),
            )

    def profile(self, user_id: str) -> StoredProfile | None:
        """The unwritten name and colour of `user_id`."""
        with self._lock:
            waiting, in_flight = self._waiting.profiles, self._in_flight.profiles
            return waiting.get(user_id) or in_flight.get(user_id)

    def online_ms(self, user_id: str) -> int:
        """The unwritten time that `user_id` was online."""
        with self._lock:
            return self._waiting.online[user_id] + self._in_flight.online[user_id]

    def _trim(self) -> None:
        while len(self._lines) > self._limit:
            self._lines.popleft()
            self.dropped += 1
