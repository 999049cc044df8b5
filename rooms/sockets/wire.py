"""What the kernel is asked to do with the TCP connection of a socket.

Sources: docs/protocol.md §13 (1013), docs/architecture.md §2.5.
"""

from __future__ import annotations

import asyncio
import socket
import struct

UNSENT_BYTES = 262_144
"""What the kernel takes of a socket beyond what the peer's window has room for.

Without a bound it takes megabytes for a peer that does not read, before anything waits where notes
can be dropped. What is on its way does not count, so that long lines are as fast as they can be. A
batch of a room at its highest rate has to fit: 64 KiB seemed to cost a tenth of the deliveries.
"""

_NOTHING_LINGERS = struct.pack("ii", 1, 0)


def prepare(transport: asyncio.BaseTransport) -> None:
    """Send small frames at once, and let little wait in the kernel."""
    wire = transport.get_extra_info("socket")
    if wire is None or wire.family not in (socket.AF_INET, socket.AF_INET6):
        return
    # asyncio leaves it out for a listening socket that uvicorn made for its workers.
    wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if hasattr(socket, "TCP_NOTSENT_LOWAT"):
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT_BYTES)


def cut(transport: asyncio.Transport) -> None:
    """End a connection whose peer takes nothing, and what the kernel has for it."""
    wire = transport.get_extra_info("socket")
    if wire is not None and not transport.is_closing():
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NOTHING_LINGERS)
    transport.abort()
