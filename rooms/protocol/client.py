"""What clients may send, one struct a message (docs/protocol.md §4–§9, §12).

Types are as narrow as the contract wants a whole message to be refused over; where a bad value
only voids a field, the field is Any and its handler decides. Unknown fields are ignored.
"""

from __future__ import annotations

from typing import Annotated, Any, Generic, Literal, TypeVar

from msgspec import UNSET, Meta, Struct, UnsetType, field

from rooms.domain.text import finite

KEYS = (
    *("a-1", "as-1", "b-1"),
    *(
        f"{key}{octave}"
        for octave in range(7)
        for key in ("c", "cs", "d", "ds", "e", "f", "fs", "g", "gs", "a", "as", "b")
    ),
    "c7",
)
"""The 88 keys, lowest first (§6.1)."""

Key = Literal[KEYS]  # type: ignore[valid-type]
_MAX_SAFE_INTEGER = 9_007_199_254_740_991
Time = Annotated[int, Meta(ge=-_MAX_SAFE_INTEGER, le=_MAX_SAFE_INTEGER)] | float
"""ms since the epoch. Whole numbers stay whole; larger ones would be Infinity to a browser."""


_TO_ONE = Meta(ge=0, le=1)
Delay = TypeVar("Delay", bound=float)
"""Numbers that a note may be late by; a decoder is made for those up to a server's limit."""
Velocity = Annotated[int, _TO_ONE] | Annotated[float, _TO_ONE]


class Note(Struct, Generic[Delay], gc=False, omit_defaults=True):
    """One key going down, or up if `s`. `d` is ms after the message's `t`, `v` the velocity."""

    n: Key
    d: Delay | UnsetType = UNSET
    v: Velocity | UnsetType = UNSET
    s: Literal[1] | UnsetType = UNSET


class Notes(Struct, Generic[Delay], tag_field="m", tag="n", gc=False):
    """Notes played (§6.1)."""

    t: Time
    n: Annotated[list[Note[Delay]], Meta(min_length=1)]

    @property
    def cost(self) -> int:
        """What the quota takes: the length of the list as it was received."""
        return len(self.n)


class RepairedNotes(Notes[float], tag_field="m", tag="n", gc=False):
    """Notes whose bad elements were dropped or clamped; they cost what they would have."""

    received: int

    @property
    def cost(self) -> int:
        return self.received


class Cursor(Struct, tag_field="m", tag="m", gc=False):
    """The cursor moved; percent of the window (§6.2)."""

    x: int | float | str
    y: int | float | str


class Ping(Struct, tag_field="m", tag="t", gc=False):
    """Still here, and what is the time? (§4.2)"""

    e: Any = None


class Hello(Struct, tag_field="m", tag="hi"):
    """Who am I? (§4.1)"""

    token: Any = None
    code: Any = None
    login: Any = None


class Bye(Struct, tag_field="m", tag="bye"):
    """Close this socket (§4.1)."""


class Devices(Struct, tag_field="m", tag="devices"):
    """MIDI devices of the client; not used (§4.4)."""


class SubscribeList(Struct, tag_field="m", tag="+ls"):
    """Keep me informed of all rooms (§4.5)."""


class UnsubscribeList(Struct, tag_field="m", tag="-ls"):
    """No more of it (§4.5)."""


class UserSet(Struct, tag_field="m", tag="userset"):
    """My name and colour (§4.3)."""

    set: dict[str, Any]


class EnterRoom(Struct, tag_field="m", tag="ch"):
    """Take me to a room (§5.4)."""

    id: Any = field(name="_id", default=None)
    set: Any = None


class SetRoom(Struct, tag_field="m", tag="chset"):
    """Settings of this room (§5.8)."""

    set: dict[str, Any]


class PassCrown(Struct, tag_field="m", tag="chown"):
    """Give, take or drop the crown (§7.3)."""

    id: Any = None


class KickBan(Struct, tag_field="m", tag="kickban"):
    """Ban a user from this room for `ms` (§8.1)."""

    id: str = field(name="_id")
    ms: int | float

    def __post_init__(self) -> None:
        # Whole numbers have no bound here, but to a browser one of 309 digits is Infinity.
        if finite(self.ms) is None:
            raise ValueError("ms must be finite")


class Unban(Struct, tag_field="m", tag="unban"):
    """Lift a ban (§8.1)."""

    id: str = field(name="_id")


class Say(Struct, tag_field="m", tag="a"):
    """A line of chat (§6.3)."""

    message: str
    reply_to: Any = None


class SayTo(Struct, tag_field="m", tag="dm"):
    """A line to one person (§6.5)."""

    id: str = field(name="_id")
    message: str
    reply_to: Any = None


class SubscribeCustom(Struct, tag_field="m", tag="+custom"):
    """Send me custom messages (§9.1)."""


class UnsubscribeCustom(Struct, tag_field="m", tag="-custom"):
    """No more of them (§9.1)."""


class Custom(Struct, tag_field="m", tag="custom"):
    """Anything, for scripts (§9.1)."""

    target: dict[str, Any]
    data: Any = None


class ClearChat(Struct, tag_field="m", tag="clearchat"):
    """Staff: empty the chat history (§12.2)."""


class Vanish(Struct, tag_field="m", tag="v"):
    """Staff: become invisible, or visible (§12.2)."""

    vanish: bool


class SiteBan(Struct, tag_field="m", tag="siteban"):
    """Staff: ban a user from the site (§12.2)."""

    id: str
    reason: str = ""
    duration: int | float | None = None
    permanent: bool = False
    note: str | None = None


class SetColor(Struct, tag_field="m", tag="setcolor"):
    """Staff: colour of a user (§12.2)."""

    id: str = field(name="_id")
    color: str


class SetName(Struct, tag_field="m", tag="setname"):
    """Staff: name of a user (§12.2)."""

    id: str = field(name="_id")
    name: str


ClientMessage = (
    Notes[Delay]
    | Cursor
    | Ping
    | Hello
    | Bye
    | Devices
    | SubscribeList
    | UnsubscribeList
    | UserSet
    | EnterRoom
    | SetRoom
    | PassCrown
    | KickBan
    | Unban
    | Say
    | SayTo
    | SubscribeCustom
    | UnsubscribeCustom
    | Custom
    | ClearChat
    | Vanish
    | SiteBan
    | SetColor
    | SetName
)
