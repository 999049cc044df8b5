"""What is written to and read from the archive, as plain values (protocol §5.6, §6.3–6.5, §8.1).

Times are milliseconds since the epoch. An empty string stands for "none".
"""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

# A direct message is shown to two people, so the tail of a room has to hold more of them than of
# public lines for everybody to find theirs; the bound keeps a flood from growing it.
DIRECT_PER_PUBLIC = 8


def moment(ms: int) -> datetime:
    """The moment that is `ms` after the epoch."""
    return datetime.fromtimestamp(ms / 1000, UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLine:
    """A line of chat with its people as they were then; the recipient is for kind `dm` only."""

    room_id: str
    line_id: str
    kind: Literal["a", "dm"] = "a"
    user_id: str
    name: str
    color: str
    tag: Mapping[str, str] | None = None
    text: str
    reply_to: str = ""
    sent_at: int
    recipient_id: str = ""
    recipient_name: str = ""
    recipient_color: str = ""
    recipient_tag: Mapping[str, str] | None = None


def tail_of(lines: Iterable[StoredLine], most: int) -> tuple[StoredLine, ...]:
    """The last `most` public lines of `lines`, with the direct messages that belong among them.

    Where there are fewer public lines all direct messages belong, but no more than `most` times
    DIRECT_PER_PUBLIC. Lines of the same millisecond stay in their order.
    """
    ordered = sorted(lines, key=lambda line: line.sent_at)
    public = [line for line in ordered if line.kind == "a"]
    direct = [line for line in ordered if line.kind == "dm"]
    since = public[-most].sent_at if 0 < most <= len(public) else 0
    kept = {
        id(line)
        for line in (*_last(public, most), *_last(direct, most * DIRECT_PER_PUBLIC))
        if line.sent_at >= since
    }
    return tuple(line for line in ordered if id(line) in kept)


def _last(lines: list[StoredLine], most: int) -> list[StoredLine]:
    return lines[max(0, len(lines) - most) :]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRoom:
    """A room as it stands. `settings` has the fields of RoomSettings by name.

    `persistent` and the setting `owner_id` belong to the administrators: they are read, and written
    only with a room that was not in the database before.
    """

    room_id: str
    settings: Mapping[str, Any]
    last_crown_holder: str = ""
    last_used_at: int
    history_since: int = 0
    persistent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredBan:
    """Keeps `user_id` out of one room until `expires_at`."""

    room_id: str
    user_id: str
    by_user_id: str
    expires_at: int
    created_at: int


@dataclass(frozen=True, slots=True)
class LiftedBan:
    """Stands for a ban that was lifted by a user; empty: by moderators, who wrote it down."""

    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredProfile:
    """The name and colour somebody chose last."""

    user_id: str
    name: str
    color: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """What is known of a room that is not loaded.

    `settings` is None for a room that is forgotten or was never kept. `history_since` belongs into
    the next StoredRoom of the room: else the chat of a forgotten room would be back. `lines` are
    oldest first; direct messages among them are to be shown to their two people only.
    """

    settings: Mapping[str, Any] | None = None
    last_crown_holder: str = ""
    persistent: bool = False
    last_used_at: int = 0
    history_since: int
    bans: tuple[StoredBan, ...] = ()
    lines: tuple[StoredLine, ...] = ()


@dataclass(slots=True)
class Bundle:
    """What is written together. `online` is ms to be added."""

    lines: list[StoredLine] = field(default_factory=list)
    rooms: dict[str, StoredRoom] = field(default_factory=dict)
    bans: dict[tuple[str, str], StoredBan | LiftedBan] = field(default_factory=dict)
    profiles: dict[str, StoredProfile] = field(default_factory=dict)
    online: Counter[str] = field(default_factory=Counter)

    def __len__(self) -> int:
        return sum(map(len, (self.lines, self.rooms, self.bans, self.profiles, self.online)))

    @property
    def kinds(self) -> str:
        """Which of its fields hold something."""
        names = ("lines", "rooms", "bans", "profiles", "online")
        return ", ".join(name for name in names if getattr(self, name))

    def singles(self) -> list[Bundle]:
        """The same, one entry in each."""
        return [
            *(Bundle(lines=[line]) for line in self.lines),
            *(Bundle(rooms={key: room}) for key, room in self.rooms.items()),
            *(Bundle(bans={key: ban}) for key, ban in self.bans.items()),
            *(Bundle(profiles={key: profile}) for key, profile in self.profiles.items()),
            *(Bundle(online=Counter({key: ms})) for key, ms in self.online.items()),
        ]


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
