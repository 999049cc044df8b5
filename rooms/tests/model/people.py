"""Users, addresses and sockets of the model (§3, §13)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from . import numbers
from .budgets import Buckets
from .values import Learned, pattern

if TYPE_CHECKING:
    from .place import Place, Presence

COLOR = "#[0-9a-f]{6}"


class User:
    """Somebody; who it is and in what colour is learned from the first `hi`."""

    def __init__(self) -> None:
        self._id = pattern("[0-9a-f]{24}")
        self.name = "Anonymous"
        self._color: Any = pattern(COLOR)
        self.online_ms = 0
        self.since = 0.0
        self.left_at = 0.0
        self.sockets: list[Socket] = []
        self.buckets = Buckets()

    def __repr__(self) -> str:
        return f"<{self.name} {self.id}>"

    @property
    def id(self) -> Any:
        return self._id.value if self._id.known else self._id

    @property
    def color(self) -> Any:
        known = isinstance(self._color, Learned) and self._color.known
        return self._color.value if known else self._color

    @color.setter
    def color(self, value: str) -> None:
        self._color = value

    def online(self, now: float) -> int:
        return self.online_ms + (int(now - self.since) if self.sockets else 0)

    def person(self) -> dict[str, Any]:
        return {"_id": self.id, "id": self.id, "name": self.name, "color": self.color}


class Address:
    """What is counted about an address."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.owner: User | None = None
        self.users: dict[User, float] = {}
        self.violations: list[float] = []
        self.banned_until = -1.0

    def admits(self, user: User, now: float) -> bool:
        self.users = {
            known: at for known, at in self.users.items() if at > now - numbers.USERS_PERIOD_MS
        }
        if user not in self.users and len(self.users) >= numbers.USERS_PER_ADDRESS:
            return False
        self.users[user] = now
        return True

    def code_of(self, code: int, now: float) -> int:
        """The code to close with; one violation too many shuts the address out (13-13)."""
        if not 4001 <= code <= 4007:
            return code
        recent = [at for at in self.violations if at > now - numbers.VIOLATIONS_MS]
        self.violations = [*recent, now]
        if len(self.violations) < numbers.VIOLATIONS:
            return code
        self.violations = []
        self.banned_until = now + numbers.ADDRESS_BAN_MS
        return code + 500


_STREAMS = {"b": "own", "hi": "own", "c": "own"}
_OF_THEIR_OWN = {"t", "ls", "nq", "custom", "notification"}


def stream_of(message: Any) -> str:
    """Messages keep their order within a stream; what is said to all of a room is one."""
    if isinstance(message, tuple):
        return "custom"
    if message["m"] == "ch":
        return "own" if isinstance(message.get("p"), str) else "room"
    kind: str = message["m"]
    return kind if kind in _OF_THEIR_OWN else _STREAMS.get(kind, "room")


@dataclass
class Expected:
    """A message that a socket has to get, or may get; those of one `frame` come together."""

    message: Any
    frame: int | None = None
    is_open: bool = False


@dataclass(eq=False)
class Socket:
    """One connection; what it is to hear in this step, and the code it is closed with."""

    number: int
    address: Address
    opened_at: float
    user: User | None = None
    token: Learned | None = None
    place: Place | None = None
    presence: Presence | None = None
    custom: bool = False
    listed: set[str] | None = None
    """Rooms that it knows from lists; None: it does not follow the list."""
    seen_at: float = 0.0
    is_open: bool = True
    code: int | None = None
    expected: list[Expected] = field(default_factory=list)
    period_ends: float = 0.0
    period_bytes: int = 0
    period_objects: int = 0

    def expect(self, message: Any, frame: int | None = None, *, is_open: bool = False) -> None:
        if self.is_open:
            self.expected.append(Expected(message, frame, is_open))

    def may_miss_what_it_expects(self) -> None:
        """What a room says does not reach who goes in the same moment."""
        for one in self.expected:
            one.is_open = one.is_open or stream_of(one.message) == "room"

    def notice(self, text: Any, title: str = "Notice", **fields: Any) -> None:
        """A notification of the usual kind (§8.2)."""
        usual = {"m": "notification", "title": title, "target": "#room", "duration": 7000}
        self.expect({**usual, "text": text, **(fields or {"class": "short"})})
