"""Close codes, and closing for a reason that counts against the address (§13)."""

from __future__ import annotations

from enum import IntEnum

from rooms.live import Live
from rooms.session import Connection


class CloseCode(IntEnum):
    """What clients are closed with."""

    NORMAL = 1000
    FRAME_TOO_BIG = 1009
    SERVER_ERROR = 1011
    SERVER_CLOSING = 4000
    TOO_MANY_USERS = 4001
    TOO_MANY_BYTES = 4002
    QUEUE_TOO_LONG = 4003
    TIMED_OUT = 4004
    PROXY_DETECTED = 4005
    TOO_MANY_OBJECTS = 4007
    BANNED = 4008
    TOO_MANY_SOCKETS = 4009


def close(live: Live, connection: Connection, code: CloseCode, reason: str) -> None:
    """Close a socket; one violation too many from its address makes the code a 45xx."""
    if connection.socket.closed:
        return
    live.hub.tally.closed[int(code)] += 1
    final = live.doorkeeper.violated(connection.address, code, live.clock.steady())
    # daphne takes nothing but a plain int.
    connection.socket.close(int(final), reason)
