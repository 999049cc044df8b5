"""Users, and their presence in a room (protocol §3)."""

from __future__ import annotations

from dataclasses import dataclass, field

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
class User:
    """Who somebody is, in every room, and what administrators gave to or took from them.

    `rights` are permissions, `rank` orders staff (0 = none), `online_ms` is the time spent online
    until `hi`, `locked` holds those of "name", "color" and "chat" that the user may not use,
    `rate_factor` multiplies rates, `quota` wins over that of the mode if it is higher,
    `max_sockets` is a limit of the user's own.
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

    def may(self, right: str) -> bool:
        return right in self.rights


@dataclass(slots=True)
class Participant:
    """A user's presence in one room; all sockets of the user there share it."""

    user: User
    sockets: set[str] = field(default_factory=set)
    afk: bool = False

    @property
    def user_id(self) -> str:
        return self.user.user_id
