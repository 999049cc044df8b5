"""Users, and their presence in a room (protocol §3)."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Tag:
    """A label beside a name, such as BOT or MOD (protocol §3.4)."""

    text: str
    color: str


@dataclass(frozen=True, slots=True)
class User:
    """Who somebody is, in every room.

    `rights` are the permissions of protocol §12.1, `rank` orders staff (0 = none),
    `online_ms` is the time spent online so far.
    """

    user_id: str
    name: str
    color: str
    tag: Tag | None = None
    rights: frozenset[str] = frozenset()
    rank: int = 0
    bot: bool = False
    online_ms: int = 0

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


class Right:
    """Names of permissions (protocol §12.1)."""

    CHSET_ANYWHERE = "chsetAnywhere"
    CHOWN_ANYWHERE = "chownAnywhere"
    PLAY_ANYWHERE = "playNotesAnywhere"
