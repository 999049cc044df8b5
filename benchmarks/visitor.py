"""Somebody who comes to a server by the library's client."""

from __future__ import annotations

import json

from websockets.asyncio.client import ClientConnection, connect


async def come(port: int, address: str, room: str) -> ClientConnection:
    """A socket that has entered a room, from an address as a proxy tells it."""
    headers = {"X-Forwarded-For": address}
    socket = await connect(
        f"ws://127.0.0.1:{port}/ws",
        additional_headers=headers,
        compression=None,
        max_queue=None,
        ping_interval=None,
    )
    await socket.send(json.dumps([{"m": "hi"}, {"m": "ch", "_id": room}, {"m": "t"}]))
    return socket
