"""What one process knows of one socket and of the room that it is in."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from rooms.domain.people import User
from rooms.meters import Meters, RateMeter

if TYPE_CHECKING:
    from rooms.domain.room import Room
    from rooms.sockets.base import Socket
    from rooms.tally import Tally


class LocalRoom:
    """This process's share of a room: its sockets, where cursors are, who pays with which quota.

    `room` is the read copy of the room's state; only services change the room itself.
    """

    __slots__ = ("connections", "cursors", "id", "meters", "newcomers", "room")

    def __init__(self, room: Room) -> None:
        self.id = room.id
        self.room = room
        self.connections: dict[str, Connection] = {}
        self.cursors: dict[str, tuple[str, str]] = {}
        self.meters: dict[str, Meters] = {}
        self.newcomers: set[Connection] = set()

    def add(self, connection: Connection, version: int) -> None:
        """Take a socket in that knows the state of `version`."""
        self.connections[connection.id] = connection
        self.newcomers.add(connection)
        connection.local = self
        connection.joined_version = version

    def remove(self, connection: Connection) -> Meters | None:
        """Forget a socket, and with the last one of its user what the user has here.

        Returns the meters of a user who is gone.
        """
        connection.local = connection.meters = None
        self.connections.pop(connection.id, None)
        self.newcomers.discard(connection)
        user_id = connection.user_id
        if self.connections_of(user_id):
            return None
        self.cursors.pop(user_id, None)
        return self.meters.pop(user_id, None)

    def renew(self, room: Room) -> None:
        """The room is as another process has changed it."""
        self.room = room
        for user_id in self.cursors.keys() - room.participants.keys() - self.meters.keys():
            del self.cursors[user_id]

    def own_cursors(self) -> dict[str, tuple[str, str]]:
        """Where the cursors are of people who are by this process."""
        return {user: self.cursors[user] for user in self.meters.keys() & self.cursors.keys()}

    def learn_cursors(self, cursors: Mapping[str, tuple[str, str]]) -> None:
        """Take where cursors are of people who are by another process."""
        for user_id, place in cursors.items():
            if user_id in self.room.participants:
                self.cursors[user_id] = place

    def connections_of(self, user_id: str) -> list[Connection]:
        """The sockets of a user in this room."""
        return [one for one in self.connections.values() if one.user_id == user_id]


class Connection:
    """One socket: who is behind it, where it is, and how much it has sent lately."""

    __slots__ = (
        "_moving",
        "address",
        "busy",
        "custom",
        "errors",
        "gone",
        "id",
        "joined_version",
        "local",
        "meters",
        "opened_at",
        "period_bytes",
        "period_ends",
        "period_objects",
        "rates",
        "seen_at",
        "socket",
        "tally",
        "user",
    )

    def __init__(
        self, connection_id: str, socket: Socket, address: str, now: float, tally: Tally
    ) -> None:
        self.id = connection_id
        self.socket = socket
        self.tally = tally
        """Of its process: what is sent to this socket alone counts there."""
        self.address = address
        self.user: User | None = None
        self.local: LocalRoom | None = None
        self._moving: asyncio.Lock | None = None
        self.meters: Meters | None = None
        """The user's quota and rates in the room, shared with its other sockets there."""
        self.joined_version = 0
        self.gone = False
        self.custom = False
        """Whether it wants custom messages (docs/protocol.md §9.1)."""
        self.opened_at = now
        self.seen_at = now
        self.busy = False
        """The consumer has a frame in work: later ones wait behind it."""
        self.period_ends = 0.0
        self.period_bytes = 0
        self.period_objects = 0
        self.errors: deque[float] | None = None
        self.rates = RateMeter()
        """For what may be sent before `hi`."""

    @property
    def user_id(self) -> str:
        """Empty before `hi`."""
        return self.user.user_id if self.user else ""

    def moving(self) -> asyncio.Lock:
        """Held while the socket goes from room to room; made when first needed."""
        if self._moving is None:
            self._moving = asyncio.Lock()
        return self._moving


class UserHere:
    """The sockets of one user in this process, and what the user may do outside of rooms.

    `since` is when the first of them said `hi`, in ms of the steady clock.
    """

    __slots__ = ("connections", "rates", "shown", "since")

    def __init__(self, since: float, rates: RateMeter | None = None) -> None:
        self.connections: set[Connection] = set()
        self.rates = rates or RateMeter()
        self.since = since
        self.shown = 0
        """The number of the last change of name or colour that was heard of (presence.py)."""


class Gone(NamedTuple):
    """What is still known of a user whose last socket has gone."""

    rates: RateMeter
    had_vanished: bool
