"""Which users are here, by how many sockets, and as whom they are shown (protocol §3.1, §13).

`LocalPresence` knows one process; rooms/cluster has the one for several.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

from rooms.domain.people import User
from rooms.doorkeeper import Doorkeeper
from rooms.hub import Hub


class Arrival(NamedTuple):
    """Whether a socket may come in, and the user as sockets elsewhere are shown."""

    admitted: bool
    shown: User | None = None


class Presence(Protocol):
    """What has to be known of users across all rooms."""

    async def arrive(self, user: User, socket: str, most: int) -> Arrival:
        """Count a socket of a user who may have `most` (4009)."""
        ...

    async def depart(self, user_id: str, socket: str) -> None:
        """The socket is gone; unknown ones are no error."""
        ...

    async def admit_address(self, address: str, user_id: str) -> bool:
        """Whether one more user may come from this address (4001)."""
        ...

    async def look(self, user_id: str) -> User | None:
        """The user as shown now or a moment ago, if that is known; name and colour are true."""
        ...

    async def show(self, user: User) -> int:
        """The user looks different from now on. A number that orders such changes; 0: no need."""
        ...

    async def revise(self, user_id: str, change: Callable[[User], User]) -> None:
        """What is known of how a user is shown or was shown last is to be changed."""
        ...

    async def forget(self, user_id: str) -> None:
        """Nothing is to be known of how a user was shown who is gone."""
        ...


class LocalPresence:
    """For a site of one process. `now` is ms of the steady clock."""

    def __init__(self, hub: Hub, doorkeeper: Doorkeeper, now: Callable[[], float]) -> None:
        self._hub = hub
        self._doorkeeper = doorkeeper
        self._now = now

    async def arrive(self, user: User, socket: str, most: int) -> Arrival:
        tabs = self._hub.connections_of(user.user_id)
        return Arrival(len(tabs) < most, tabs[0].user if tabs else None)

    async def depart(self, user_id: str, socket: str) -> None:
        """The hub knows."""

    async def admit_address(self, address: str, user_id: str) -> bool:
        return self._doorkeeper.admit_user(address, user_id, self._now())

    async def look(self, user_id: str) -> User | None:
        tabs = self._hub.connections_of(user_id)
        return tabs[0].user if tabs else None

    async def show(self, user: User) -> int:
        return 0

    async def revise(self, user_id: str, change: Callable[[User], User]) -> None:
        """Nothing is known of who is gone, and who is here is changed by the services."""

    async def forget(self, user_id: str) -> None:
        """Nothing is known."""
