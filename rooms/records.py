"""What is written to and read from the archive, as plain values (protocol §5.6, §6.3–6.5, §8.1).

Times are milliseconds since the epoch. An empty string stands for "none".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
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

    def is_of(self, user_id: str) -> bool:
        """Whether somebody wrote it, or is whom it was written to."""
        return user_id in (self.user_id, self.recipient_id)


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
    only with a room that was not in the database before. A room that has fewer `decisions` of staff
    in it than are stored changes neither the settings nor what is shown of the chat.
    """

    room_id: str
    settings: Mapping[str, Any]
    last_crown_holder: str = ""
    last_used_at: int
    history_since: int = 0
    persistent: bool = False
    decisions: int = 0


def latest_of(stored: StoredRoom | None, unwritten: StoredRoom | None) -> StoredRoom | None:
    """The unwritten state, with what administrators and newer decisions of staff made of it."""
    if stored is None or unwritten is None:
        return unwritten or stored
    decided = max(unwritten, stored, key=lambda room: room.decisions)
    return replace(
        unwritten,
        settings={**decided.settings, "owner_id": stored.settings["owner_id"]},
        history_since=decided.history_since,
        persistent=stored.persistent,
        decisions=decided.decisions,
    )


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
    decisions: int = 0
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
