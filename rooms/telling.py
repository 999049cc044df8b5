"""Messages to one socket."""

from __future__ import annotations

from collections.abc import Mapping

from rooms.domain.crown import OFF_SCREEN, Point
from rooms.hub import Hub
from rooms.protocol.encoding import Position
from rooms.session import Connection
from rooms.sockets.frame import Frame
from rooms.tally import type_of

_NO_CURSORS: Mapping[str, Position] = {}


def tell(connection: Connection, *fragments: bytes) -> None:
    """Send messages in one frame."""
    for fragment in fragments:
        # A bracket or a comma goes with each.
        connection.tally.told(type_of(fragment), len(fragment) + 1)
    connection.socket.send(Frame(fragments))


def cursors_in(hub: Hub, room_id: str) -> Mapping[str, Position]:
    """Where cursors in a room were last seen by this process."""
    local = hub.rooms.get(room_id)
    return local.cursors if local else _NO_CURSORS


def cursor_of(hub: Hub, room_id: str, user_id: str | None) -> Point:
    """Where the cursor of a user is; off-screen before it first moved."""
    position = cursors_in(hub, room_id).get(user_id or "")
    return Point(float(position[0]), float(position[1])) if position else OFF_SCREEN
