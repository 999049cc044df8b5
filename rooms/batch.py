"""What happened in a room within one delivery cycle, and how it reaches the room's sockets."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Literal

from rooms.domain.people import Right
from rooms.session import Connection, LocalRoom
from rooms.sockets.frame import Frame, Kind

Audience = Collection[str] | Literal["staff", "public"]
"""Users by id; or those who may, or may not, see who vanished (docs/protocol.md §12.2)."""


class Batch:
    """Messages gathered for one room; an order of theirs is the order they were published in."""

    __slots__ = (
        "_fragments",
        "_kinds",
        "_only",
        "_room_id",
        "_senders",
        "_versions",
        "cursors",
        "newest",
        "orders",
    )

    def __init__(self, room_id: str) -> None:
        self._room_id = room_id
        self._fragments: list[bytes] = []
        self._kinds = bytearray()
        self._senders: dict[str, list[int]] = {}
        self._versions: dict[int, int] = {}
        self._only: dict[int, Audience] = {}
        self.orders: list[tuple[Any, ...]] = []
        self.cursors: dict[str, tuple[str, str]] = {}
        self.newest = 0

    def __len__(self) -> int:
        return len(self._fragments)

    def add(
        self,
        fragment: bytes,
        kind: Kind,
        sender: str | None,
        version: int,
        only: Audience | None,
    ) -> None:
        index = len(self._fragments)
        self._fragments.append(fragment)
        self._kinds.append(kind)
        if sender is not None:
            own = self._senders.get(sender)
            if own is None:
                self._senders[sender] = [index]
            else:
                own.append(index)
        if version:
            self._versions[index] = version
        if only is not None:
            self._only[index] = only

    def message(self) -> dict[str, Any]:
        """The batch as a message that every channel layer can carry; it is not changed any more."""
        return {
            "type": "room.batch",
            "room": self._room_id,
            "fragments": self._fragments,
            "kinds": bytes(self._kinds),
            "senders": self._senders,
            "versions": list(self._versions.items()),
            "newest": self.newest,
            "only": list(self._only.items()),
            "orders": self.orders,
            "cursors": self.cursors,
        }


def deliver(message: dict[str, Any], local: LocalRoom) -> None:
    """Give a batch to the sockets of a room: each message once, to all but who must not get it."""
    if message["fragments"]:
        frame = Frame(message["fragments"], message["kinds"])
        if message["only"] or local.newcomers:
            _deliver_selectively(frame, message, local)
        else:
            _deliver_to_all(frame, message["senders"], local)
    if local.newcomers and (newest := message["newest"]):
        caught_up = {one for one in local.newcomers if one.joined_version <= newest}
        local.newcomers -= caught_up


def _deliver_to_all(frame: Frame, senders: dict[str, list[int]], local: LocalRoom) -> None:
    for connection_id, connection in local.connections.items():
        own = senders.get(connection_id)
        if own is None:
            connection.socket.send(frame)
        elif (rest := frame.without(own)) is not None:
            connection.socket.send(rest)


def _deliver_selectively(frame: Frame, message: dict[str, Any], local: LocalRoom) -> None:
    for connection in local.connections.values():
        rest = frame.without(sorted(_hidden_from(connection, message, local)))
        if rest is not None:
            connection.socket.send(rest)


def _hidden_from(connection: Connection, message: dict[str, Any], local: LocalRoom) -> set[int]:
    """Indices of its own messages, of those for others, and of those it knows from its `ch`."""
    hidden = set(message["senders"].get(connection.id, ()))
    for index, audience in message["only"]:
        if not _belongs_to(connection, audience):
            hidden.add(index)
    if connection in local.newcomers:
        for index, version in message["versions"]:
            if version <= connection.joined_version:
                hidden.add(index)
    return hidden


def _belongs_to(connection: Connection, audience: Audience) -> bool:
    if audience in ("staff", "public"):
        user = connection.user
        return (audience == "staff") == bool(user and user.may(Right.VANISH))
    return connection.user_id in audience
