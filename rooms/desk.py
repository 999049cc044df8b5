"""What the live part asks of moderators, and tells them.

`moderation.live` implements it; a site without moderators, and many a test, does with `NoDesk`.
Methods that are no coroutines run in the database thread.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from rooms.domain.people import Restriction
from rooms.records import LiftedBan, StoredBan

if TYPE_CHECKING:
    from rooms.live import Live


class Standing(NamedTuple):
    """What a staff account gives to its player (protocol §12.1)."""

    rights: frozenset[str]
    rank: int


class SiteBan(NamedTuple):
    """Keeps somebody out of all rooms; `expires_at` is in ms since the epoch, None: for ever.

    `code` is by which the banned may appeal; empty: not at all.
    """

    reason: str
    expires_at: int | None
    code: str = ""


class Arrival(NamedTuple):
    """Somebody who is here or comes: from which addresses, and with which rank of staff."""

    user_id: str
    addresses: frozenset[str]
    rank: int = 0


class Verdict(NamedTuple):
    """What moderators have decided about somebody."""

    ban: SiteBan | None = None
    restrictions: tuple[Restriction, ...] = ()


FREE = Verdict()


class DeskError(Exception):
    """The rules of staff forbid it; `outranked`: because of the rank of the target."""

    def __init__(self, code: str, *, outranked: bool = False) -> None:
        super().__init__(code)
        self.outranked = outranked


class Desk(Protocol):
    """The moderators. Times are ms since the epoch."""

    def standings(self, account_ids: Collection[int]) -> Mapping[int, Standing]:
        """What the accounts of staff give to their players; one query."""

    def verdicts(self, arrivals: Collection[Arrival], now: int) -> Mapping[str, Verdict]:
        """What holds of these people at a time, by user id; who is not in it is free."""

    def seen(self, arrivals: Collection[Arrival], now: int) -> None:
        """Somebody came: worth remembering from where."""

    def room_bans(self, room_ids: Collection[str], now: int) -> Iterable[StoredBan]:
        """The bans that rooms themselves have issued and that hold at a time."""

    def store_room_bans(
        self, bans: Mapping[tuple[str, str], StoredBan | LiftedBan], now: int
    ) -> None:
        """Bans by room and user that rooms have issued or lifted; in a transaction."""

    def named(self, names: Mapping[str, str], now: int) -> None:
        """Users (by id) have taken names; in a transaction."""

    async def record(
        self,
        *,
        by: str,
        action: str,
        target: str = "",
        room: str = "",
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
        at: int,
    ) -> None:
        """Keep what the user `by` did. Raises django.db.DatabaseError."""

    async def ban_from_site(
        self,
        *,
        by: str,
        target: str,
        reason: str,
        note: str,
        length_ms: float | None,
        longest_ms: int,
        at: int,
    ) -> None:
        """Ban a user for `length_ms` (None: for ever); longer than `longest_ms` takes a right.

        Raises DeskError.
        """

    def connect(self, live: Live) -> None:
        """Let what is decided anywhere take effect on the sockets of `live`."""

    async def prepare(self) -> None:
        """From now on every decision counts; those before are found by whoever comes."""

    async def attend(self) -> None:
        """Carry out what is decided anywhere, for as long as the live part runs."""


class NoDesk:
    """Nobody is staff, nobody is banned, nothing is kept."""

    def standings(self, account_ids: Collection[int]) -> Mapping[int, Standing]:
        return {}

    def verdicts(self, arrivals: Collection[Arrival], now: int) -> Mapping[str, Verdict]:
        return {}

    def seen(self, arrivals: Collection[Arrival], now: int) -> None:
        return None

    def room_bans(self, room_ids: Collection[str], now: int) -> Iterable[StoredBan]:
        return ()

    def store_room_bans(
        self, bans: Mapping[tuple[str, str], StoredBan | LiftedBan], now: int
    ) -> None:
        return None

    def named(self, names: Mapping[str, str], now: int) -> None:
        return None

    async def record(self, **what: Any) -> None:
        return None

    async def ban_from_site(self, **what: Any) -> None:
        raise DeskError("not-allowed")

    def connect(self, live: Live) -> None:
        return None

    async def prepare(self) -> None:
        return None

    async def attend(self) -> None:
        return None
