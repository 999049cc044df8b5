"""Upgrades that the HTTP server has read already, and so are not written out and read again.

Plain ones, as browsers and bots send them, take this short way, which saves an eighth of what it
costs to connect. Everything else is for the library to read, to judge and to answer.

Sources: RFC 6455 §4.2, docs/protocol.md §1.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import unquote

from uvicorn._types import ASGISendEvent
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.utils import ClientDisconnected
from websockets.datastructures import Headers
from websockets.http11 import Request
from websockets.protocol import Protocol, State
from websockets.utils import accept_key

from rooms.sockets.base import DIRECT_EXTENSION
from rooms.sockets.direct import DirectProtocol

MOST_BYTES = 8_192
"""Of a request's target and headers; the library has bounds for longer ones."""
_KEY = re.compile(rb"[A-Za-z0-9+/]{21}[AQgw]==")
"""16 bytes in base64."""
_ANSWER = (
    b"HTTP/1.1 101 Switching Protocols\r\n"
    b"Upgrade: websocket\r\n"
    b"Connection: Upgrade\r\n"
    b"Sec-WebSocket-Accept: "
)
_READ = Request("", Headers())
"""In the place of what the library would have read."""


class Upgrade(NamedTuple):
    """A request that may be answered by 101."""

    path: bytes
    query: bytes
    headers: list[tuple[bytes, bytes]]
    key: str
    subprotocols: list[str]


def plain_upgrade(
    method: str, target: bytes, headers: Sequence[tuple[bytes, bytes]]
) -> Upgrade | None:
    """The upgrade that a request asks for, its header names in lower case; None if not plainly."""
    fields = dict(headers)
    key = fields.get(b"sec-websocket-key", b"")
    connection = fields.get(b"connection", b"").lower().split(b",")
    is_plain = (
        method == "GET"
        and target.isascii()
        # A name that comes twice is in `fields` once.
        and len(fields) == len(headers)
        and len(target) + sum(map(len, fields)) + sum(map(len, fields.values())) <= MOST_BYTES
        and fields.get(b"upgrade", b"").lower() == b"websocket"
        and any(part.strip() == b"upgrade" for part in connection)
        and fields.get(b"sec-websocket-version") == b"13"
        and _KEY.fullmatch(key)
    )
    if not is_plain:
        return None
    path, _, query = target.partition(b"?")
    offers = fields.get(b"sec-websocket-protocol")
    subprotocols = [one.strip() for one in offers.decode("latin-1").split(",")] if offers else []
    return Upgrade(path, query, list(headers), key.decode("ascii"), subprotocols)


class UpgradeProtocol(DirectProtocol):
    """A direct socket that takes the short way, if the HTTP server offers it."""

    __slots__ = ("_upgrade",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._upgrade: Upgrade | None = None

    def upgrade(self, upgrade: Upgrade, http: HttpToolsProtocol) -> None:
        """Take over the connection of an HTTP server that has read this upgrade."""
        self.connections.add(self)
        self.transport, self.server, self.client = http.transport, http.server, http.client
        self.scheme = "wss" if http.scheme == "https" else "ws"
        self._begin_writing()
        self._upgrade = upgrade
        self.handshake_initiated = True
        self.request = self.response = _READ  # type: ignore[assignment]
        self.scope = self._scope(upgrade)  # type: ignore[assignment]
        # It waits for a request; what comes next are frames.
        self.conn.parser = Protocol.parse(self.conn)
        next(self.conn.parser)
        self.queue.put_nowait({"type": "websocket.connect"})
        task = self.loop.create_task(self.run_asgi())
        task.add_done_callback(self.on_task_complete)
        self.tasks.add(task)

    async def send(self, message: ASGISendEvent) -> None:
        upgrade = self._upgrade
        if upgrade is None:
            await super().send(message)
            return
        self._upgrade = None
        if message["type"] != "websocket.accept":
            await super().send(message)
            return
        await self.writable.wait()
        if self.disconnected or self.transport.is_closing():
            raise ClientDisconnected()
        self._accept(upgrade, message)

    def _accept(self, upgrade: Upgrade, message: Any) -> None:
        lines = [_ANSWER, accept_key(upgrade.key).encode("ascii"), b"\r\n"]
        for name, value in (*self.default_headers, *message.get("headers", ())):
            lines += name, b": ", value, b"\r\n"
        if chosen := message.get("subprotocol"):
            lines += b"Sec-WebSocket-Protocol: ", chosen.encode("ascii"), b"\r\n"
        lines.append(b"\r\n")
        self.handshake_complete = True
        self.conn.state = State.OPEN
        self.transport.write(b"".join(lines))
        self.start_keepalive()

    def _scope(self, upgrade: Upgrade) -> dict[str, Any]:
        return {
            "type": "websocket",
            "asgi": {"version": self.asgi_version, "spec_version": "2.4"},
            "http_version": "1.1",
            "scheme": self.scheme,
            "server": self.server,
            "client": self.client,
            "root_path": self.root_path,
            "path": self.root_path + unquote(upgrade.path.decode("ascii")),
            "raw_path": self.root_path.encode("ascii") + upgrade.path,
            "query_string": upgrade.query,
            "headers": upgrade.headers,
            "subprotocols": upgrade.subprotocols,
            "state": self.app_state.copy(),
            "extensions": {"websocket.http.response": {}, DIRECT_EXTENSION: self},
        }
