"""What a site keeps, in dicts: a database would take nine tenths of the time of a frame."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import Any
from unittest.mock import patch

from rooms.desk import Arrival, Desk, DeskError, NoDesk, SiteBan, Standing, Verdict
from rooms.domain.people import Right
from rooms.records import Bundle, LiftedBan, StoredBan, StoredLine, StoredRoom, tail_of
from rooms.selectors import PlayerRow

STAFF_ACCOUNT = 1
_RIGHTS = frozenset(value for name, value in vars(Right).items() if not name.startswith("_"))
MOST_LINES = 40
"""Of a room: as many as anybody is shown, and some more."""


class Memory:
    """Stands for `rooms.selectors` and `rooms.writes`, as far as a frame can reach them."""

    def __init__(self) -> None:
        self.players: dict[str, PlayerRow] = {}
        self.tokens: dict[str, str] = {}
        self.clear()

    def clear(self) -> None:
        """Forget everything but who there is."""
        self.rooms: dict[str, StoredRoom] = {}
        self.lines: dict[str, list[StoredLine]] = {}
        self.bans: dict[tuple[str, str], StoredBan] = {}
        self.banned: dict[str, SiteBan] = {}

    @contextmanager
    def in_place_of_the_database(self) -> Iterator[None]:
        with ExitStack() as stack:
            for name in ("players_by_digest", "players_by_id", "rooms_by_id", "chat_tail"):
                stack.enter_context(patch(f"rooms.selectors.{name}", getattr(self, name)))
            for name in ("admit", "store_bundle"):
                stack.enter_context(patch(f"rooms.writes.{name}", getattr(self, name)))
            stack.enter_context(patch("rooms.selectors.filtered_words", list))
            yield

    # rooms.selectors

    def players_by_digest(self, digests: Iterable[str]) -> dict[str, PlayerRow]:
        known = {digest: self.tokens[digest] for digest in digests if digest in self.tokens}
        return {digest: self.players[user_id] for digest, user_id in known.items()}

    def players_by_id(self, user_ids: Iterable[str]) -> dict[str, PlayerRow]:
        return {one: self.players[one] for one in user_ids if one in self.players}

    def rooms_by_id(self, room_ids: Collection[str]) -> dict[str, StoredRoom]:
        return {one: self.rooms[one] for one in room_ids if one in self.rooms}

    def chat_tail(self, room_id: str, since: int, *, most: int) -> list[StoredLine]:
        lines = [line for line in self.lines.get(room_id, ()) if line.sent_at >= since]
        return list(tail_of(lines, most))

    # rooms.writes

    def admit(
        self,
        *,
        players: Collection[PlayerRow],
        digests: Mapping[str, str],
        seen: Collection[str],
        accounts: Mapping[str, dict[str, str]],
        at: datetime,
    ) -> None:
        for player in players:
            self.players.setdefault(player.id, player._replace(is_new=False))
        self.tokens.update(digests)
        for user_id in seen:
            self.players[user_id] = self.players[user_id]._replace(last_seen_at=at)

    def store_bundle(self, bundle: Bundle, *, now: int, desk: Desk) -> None:
        for line in bundle.lines:
            lines = self.lines.setdefault(line.room_id, [])
            lines.append(line)
            del lines[:-MOST_LINES]
        self.rooms |= bundle.rooms
        desk.store_room_bans(bundle.bans, now)
        for user_id, profile in bundle.profiles.items():
            if user_id in self.players:
                row = self.players[user_id]
                self.players[user_id] = row._replace(name=profile.name, color=profile.color)


class StaffDesk(NoDesk):
    """The first account may do everything; what it decides holds from the next `hi` on."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def standings(self, account_ids: Collection[int]) -> Mapping[int, Standing]:
        return {one: Standing(_RIGHTS, 3) for one in account_ids if one == STAFF_ACCOUNT}

    def verdicts(self, arrivals: Collection[Arrival], now: int) -> Mapping[str, Verdict]:
        banned = self._memory.banned
        return {
            arrival.user_id: Verdict(banned[arrival.user_id])
            for arrival in arrivals
            if arrival.user_id in banned
        }

    def room_bans(self, room_ids: Collection[str], now: int) -> Iterable[StoredBan]:
        return [ban for (room, _), ban in self._memory.bans.items() if room in room_ids]

    def store_room_bans(
        self, bans: Mapping[tuple[str, str], StoredBan | LiftedBan], now: int
    ) -> None:
        for key, ban in bans.items():
            self._memory.bans.pop(key, None)
            if isinstance(ban, StoredBan):
                self._memory.bans[key] = ban

    async def ban_from_site(self, **what: Any) -> None:
        if what["target"] not in self._memory.players:
            raise DeskError("unknown")
        length: float | None = what["length_ms"]
        ends = None if length is None else int(what["at"] + length)
        self._memory.banned[what["target"]] = SiteBan(what["reason"], ends)
