"""Users, and their presence in a room (protocol §3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from .quota import QuotaParams


@dataclass(frozen=True, slots=True)
class Tag:
    """A label beside a name, such as BOT or MOD (protocol §3.4)."""

    text: str
    color: str


class Right:
    """Names of permissions, as clients know them (protocol §12.1); the last is for bots (§4.5)."""

    CLEAR_CHAT = "clearChat"
    VANISH = "vanish"
    CHSET_ANYWHERE = "chsetAnywhere"
    CHOWN_ANYWHERE = "chownAnywhere"
    USERSET_OTHERS = "usersetOthers"
    SITE_BAN = "siteBan"
    SITE_BAN_ANY_REASON = "siteBanAnyReason"
    SITE_BAN_ANY_DURATION = "siteBanAnyDuration"
    PLAY_ANYWHERE = "playNotesAnywhere"
    LIST_PEOPLE = "listPeople"


@dataclass(frozen=True, slots=True)
class Restriction:
    """Something staff forbid somebody: to come into a room, or to chat in one or everywhere.

    `until` is ms since the epoch, None: for ever.
    """

    effect: Literal["entry", "mute"]
    room_id: str | None = None
    until: int | None = None
    reason: str = ""

    def holds(self, room_id: str, now: int) -> bool:
        """Whether it counts in a room at a time."""
        is_here = self.room_id is None or self.room_id == room_id
        return is_here and (self.until is None or self.until > now)


@dataclass(frozen=True, slots=True)
class User:
    """Who somebody is, in every room, and what administrators gave to or took from them.

    `rights` are permissions, `rank` orders staff (0 = none), `online_ms` is the time spent online
    until `hi`, `locked` holds those of "name" and "color" that the user may not change,
    `rate_factor` multiplies rates, `quota` wins over that of the mode if it is higher,
    `max_sockets` is a limit of the user's own, `restrictions` are what staff forbid.
    """

    user_id: str
    name: str
    color: str
    tag: Tag | None = None
    rights: frozenset[str] = frozenset()
    rank: int = 0
    bot: bool = False
    online_ms: int = 0
    vanished: bool = False
    locked: frozenset[str] = frozenset()
    rate_factor: float = 1.0
    quota: QuotaParams | None = None
    max_sockets: int | None = None
    restrictions: tuple[Restriction, ...] = ()

    def may(self, right: str) -> bool:
        return right in self.rights

    def restricted(self, effect: str, room_id: str, now: int) -> Restriction | None:
        """What keeps the user out of a room ("entry") or silent there ("mute") at a time."""
        for one in self.restrictions:
            if one.effect == effect and one.holds(room_id, now):
                return one
        return None


@dataclass(slots=True)
class Participant:
    """A user's presence in one room; all sockets of the user there share it."""

    user: User
    sockets: set[str] = field(default_factory=set)
    afk: bool = False

    @property
    def user_id(self) -> str:
        return self.user.user_id


def process_of(socket: str) -> str:
    """The process that a socket belongs to: the part of its id before the point."""
    return socket.partition(".")[0]
