"""Rooms of the model: who is there, the crown, and what is shown of it (§5.3, §5.7, §7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from . import numbers, words
from .budgets import Buckets, Purse
from .people import Socket, User
from .values import AnyOrder, Maybe, near, place, some_number

_OFF_SCREEN = (200.0, 100.0)


class Presence:
    """A user in a room."""

    def __init__(self, user: User, mode: tuple[int, int], now: float) -> None:
        self.user = user
        self.sockets: list[Socket] = []
        self.at = _OFF_SCREEN
        self.shown: tuple[Any, Any] = _OFF_SCREEN
        self.afk = False
        self.active_at = now
        self.purse = Purse(mode, now)
        self.buckets = Buckets()
        self.warned = False

    def change_mode(self, mode: tuple[int, int], now: float) -> bool:
        if mode == self.purse.mode:
            return False
        self.purse.change(mode, now, refill=self.buckets.take("quota refill", now))
        return True

    def resumed(self, mode: tuple[int, int], now: float) -> Presence:
        """The same user, back with what may still be done (14.1-13)."""
        back = Presence(self.user, mode, now)
        back.purse, back.buckets, back.warned = self.purse, self.buckets, self.warned
        back.change_mode(mode, now)
        return back

    def move(self, x: float, y: float) -> None:
        most = numbers.FARTHEST
        self.at = (min(max(x, -most), most), min(max(y, -most), most))
        self.shown = (place(self.at[0]), place(self.at[1]))

    def participant(self) -> dict[str, Any]:
        x, y = self.shown
        return {**self.user.person(), "x": x, "y": y, "afk": self.afk}


@dataclass
class Crown:
    user: User
    held: bool
    time: Any
    dropped_at: float
    start: dict[str, Any]
    end: dict[str, Any]

    def shown(self) -> dict[str, Any]:
        fields = {"userId": self.user.id, "time": self.time}
        if self.held:
            fields["participantId"] = self.user.id
        return {**fields, "startPos": self.start, "endPos": self.end}


def point(at: tuple[float, float]) -> dict[str, Any]:
    return {"x": near(at[0], 0.0051), "y": near(at[1], 0.0051)}


def some_point() -> dict[str, Any]:
    """Where the contract does not say."""
    return {"x": some_number(), "y": some_number()}


@dataclass
class Line:
    message: dict[str, Any]
    between: tuple[User, User] | None
    """Who may see it; None: all."""


@dataclass
class Place:
    id: str
    settings: dict[str, Any]
    lines: list[Line] = field(default_factory=list)
    people: dict[User, Presence] = field(default_factory=dict)
    crown: Crown | None = None
    empty_since: float | None = None

    @property
    def kind(self) -> str:
        return words.kind_of(self.id)

    @property
    def holder(self) -> User | None:
        return self.crown.user if self.crown and self.crown.held else None

    @property
    def sockets(self) -> list[Socket]:
        return [socket for presence in self.people.values() for socket in presence.sockets]

    def mode_of(self, user: User) -> tuple[int, int]:
        if self.kind != "normal":
            return numbers.QUOTA_LOBBY
        return numbers.QUOTA_CROWN if self.holder is user else numbers.QUOTA_NORMAL

    def info(self) -> dict[str, Any]:
        info = {
            "_id": self.id,
            "id": self.id,
            "count": len(self.people),
            "settings": dict(self.settings),
        }
        return {**info, "crown": self.crown.shown()} if self.crown else info

    def state_for(self, socket: Socket, *, own: bool) -> dict[str, Any]:
        """`ch`; one to a whole room may leave out whose it is (5.7-3)."""
        assert socket.user
        user_id = socket.user.id
        return {
            "m": "ch",
            "p": user_id if own else Maybe(user_id),
            "ch": self.info(),
            "ppl": AnyOrder([presence.participant() for presence in self.people.values()]),
        }

    def history_for(self, user: User) -> dict[str, Any]:
        visible = [line for line in self.lines if line.between is None or user in line.between]
        return {"m": "c", "c": [line.message for line in visible[-numbers.HISTORY :]]}

    def tell(
        self,
        message: dict[str, Any],
        *,
        but: Socket | None = None,
        only: Callable[[Socket], bool] = lambda socket: True,
        frame: int | None = None,
    ) -> None:
        for socket in self.sockets:
            if socket is not but and only(socket):
                socket.expect(message, frame)

    def show_state(self, *, but: Socket | None = None, frame: int | None = None) -> None:
        for socket in self.sockets:
            if socket is not but:
                socket.expect(self.state_for(socket, own=False), frame)

    def show_person(self, presence: Presence, *, but: User | None = None) -> None:
        shown = {"m": "p", **presence.participant()}
        self.tell(shown, only=lambda socket: socket.user is not but)

    def refresh_quota(self, *users: User, but: Socket | None = None) -> None:
        """`nq` to all sockets of who has another mode now (7.4-4)."""
        now = self.clock()
        for user in users:
            presence = self.people.get(user)
            if presence and presence.change_mode(self.mode_of(user), now):
                for socket in presence.sockets:
                    if socket is not but:
                        socket.expect(presence.purse.message())

    clock: Callable[[], float] = lambda: 0.0


@dataclass
class Remembered:
    """What is kept of a room that is not loaded (5.6-4)."""

    settings: dict[str, Any]
    lines: list[Line]
    last_holder: User | None
    since: float
