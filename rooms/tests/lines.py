"""The way of frames between a test and a server: a WebSocket, or ASGI in this process."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

PATIENCE = 30.0
"""Seconds after which a wait has failed; only a test that fails waits so long."""

Message = dict[str, Any]

_addresses = itertools.count(1)


class Closed(Exception):
    """The server closed the socket."""

    def __init__(self, code: int, reason: str = "") -> None:
        super().__init__(f"closed with {code} {reason}")
        self.code = code
        self.reason = reason


class Refused(Exception):
    """The server did not accept the socket."""


class Line(Protocol):
    """The way of frames to a server and back."""

    async def send(self, payload: str | bytes) -> None: ...

    async def receive(self) -> str | bytes:
        """The next frame. Raises Closed."""
        ...

    async def close(self) -> None: ...


Dial = Callable[..., Awaitable[Line]]


class WebSocketLine:
    """A WebSocket; `socket` is the library's."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def send(self, payload: str | bytes) -> None:
        await self.socket.send(payload)

    async def receive(self) -> str | bytes:
        try:
            return await self.socket.recv()
        except ConnectionClosed as error:
            close = error.rcvd
            raise Closed(close.code if close else 1006, close.reason if close else "") from error

    async def close(self) -> None:
        await self.socket.close()


def new_address() -> str:
    """An address that nobody has come from yet."""
    number = next(_addresses)
    return f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"


def dial_url(base: str) -> Dial:
    """Dial a server at `ws://host:port`, each time by way of a proxy from another address."""

    async def dial(
        path: str = "/ws",
        headers: Mapping[str, str] | None = None,
        address: str | None = None,
        **options: Any,
    ) -> Line:
        socket = await connect(
            base + path,
            additional_headers={"X-Forwarded-For": address or new_address(), **(headers or {})},
            open_timeout=PATIENCE,
            ping_interval=None,
            max_queue=None,
            max_size=None,
            proxy=None,
            **{"compression": None, **options},
        )
        return WebSocketLine(socket)

    return dial


class ApplicationLine:
    """Plays the server's part towards an ASGI application."""

    def __init__(self, application: Any, scope: Message) -> None:
        self._to_application: asyncio.Queue[Message] = asyncio.Queue()
        self._to_client: asyncio.Queue[Message] = asyncio.Queue()
        self._over = False
        self.task = asyncio.create_task(
            application(scope, self._to_application.get, self._from_application)
        )

    async def open(self) -> ApplicationLine:
        """Wait for the application to accept. Raises Refused."""
        self._to_application.put_nowait({"type": "websocket.connect"})
        event = await asyncio.wait_for(self._to_client.get(), PATIENCE)
        if event["type"] != "websocket.accept":
            await self.close()
            raise Refused
        return self

    async def send(self, payload: str | bytes) -> None:
        key = "text" if isinstance(payload, str) else "bytes"
        if not self._over:
            self._to_application.put_nowait({"type": "websocket.receive", key: payload})

    async def receive(self) -> str | bytes:
        event = await self._to_client.get()
        if event["type"] == "websocket.close":
            raise Closed(event["code"], event["reason"])
        content: str | bytes = event["text"] if "text" in event else event["bytes"]
        return content

    async def close(self) -> None:
        """Go, and wait for the application to have cleaned up."""
        self._end(1005)
        await asyncio.wait_for(self.task, PATIENCE)

    async def _from_application(self, event: Message) -> None:
        self._to_client.put_nowait(event)
        if event["type"] == "websocket.close":
            self._end(event.get("code", 1000))

    def _end(self, code: int) -> None:
        if not self._over:
            self._over = True
            self._to_application.put_nowait({"type": "websocket.disconnect", "code": code})


def dial_application(application: Any) -> Dial:
    """Dial an ASGI application in this process, each time from another address."""

    async def dial(
        path: str = "/ws",
        headers: Mapping[str, str] | None = None,
        address: str | None = None,
    ) -> Line:
        scope = {
            "type": "websocket",
            "path": path,
            "headers": [
                (name.lower().encode(), value.encode()) for name, value in (headers or {}).items()
            ],
            "client": [address or new_address(), 50_000],
        }
        return await ApplicationLine(application, scope).open()

    return dial
