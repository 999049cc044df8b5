"""Clients of sockets under test, which can stop and go on taking bytes at a word."""

import asyncio
from collections.abc import Callable
from typing import Any

from uvicorn.config import Config
from uvicorn.server import ServerState
from websockets.frames import Close, Opcode
from websockets.frames import Frame as LibraryFrame
from websockets.streams import StreamReader

from rooms.sockets.asgi import AsgiSocket
from rooms.sockets.base import DEFAULT_LIMITS, DIRECT_EXTENSION, OutboxLimits, Socket
from rooms.sockets.direct import DirectProtocol
from rooms.sockets.outbox import Drops

REQUEST = (
    b"GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)

Message = tuple[Any, ...]


async def settle() -> None:
    """Let everything run that can run without the outside world."""
    for _ in range(10):
        await asyncio.sleep(0)


def messages(wire: bytes) -> list[Message]:
    """The messages in the bytes a server wrote after its handshake."""
    reader = StreamReader()
    reader.feed_data(wire)
    heard: list[Message] = []
    while reader.buffer:
        parser = LibraryFrame.parse(reader.read_exact, mask=False)
        try:
            next(parser)
        except StopIteration as stop:
            frame = stop.value
        else:
            raise AssertionError("the server wrote half a frame")
        if frame.opcode is Opcode.CLOSE:
            close = Close.parse(frame.data)
            heard.append(("close", close.code, close.reason))
        elif frame.opcode is Opcode.TEXT:
            heard.append(("text", frame.data.decode()))
        else:
            heard.append((frame.opcode.name.lower(), bytes(frame.data)))
    return heard


class FakeTransport(asyncio.Transport):
    """Collects what is written; while `full` it keeps it from the peer, as a slow network does."""

    def __init__(self) -> None:
        super().__init__()
        self.written = bytearray()
        self.buffer = bytearray()
        self.full = False
        self.closing = False
        self.aborted = False
        self.reading = True
        self.high_water: int | None = None

    def write(self, data: Any) -> None:
        if not self.closing:
            (self.buffer if self.full else self.written).extend(data)

    def writelines(self, list_of_data: Any) -> None:
        for data in list_of_data:
            self.write(data)

    def get_write_buffer_size(self) -> int:
        return len(self.buffer)

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        self.high_water = high

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return {"sockname": ("127.0.0.1", 80), "peername": ("127.0.0.1", 5000)}.get(name, default)

    def is_closing(self) -> bool:
        return self.closing

    def close(self) -> None:
        self.closing = True

    def abort(self) -> None:
        self.closing = self.aborted = True
        self.buffer.clear()

    def is_reading(self) -> bool:
        return self.reading

    def pause_reading(self) -> None:
        self.reading = False

    def resume_reading(self) -> None:
        self.reading = True


class AsgiPeer:
    """Hears an `AsgiSocket` through an ASGI `send` that can be made to wait."""

    def __init__(self, limits: OutboxLimits, drops: Drops) -> None:
        self.takes = asyncio.Event()
        self.takes.set()
        self.gone = False
        self.events: list[dict[str, Any]] = []
        self.asgi_socket = AsgiSocket(self._send, limits, drops)
        self.socket: Socket = self.asgi_socket

    async def _send(self, event: dict[str, Any]) -> None:
        await self.takes.wait()
        if self.gone:
            raise OSError("peer is gone")
        self.events.append(event)

    def heard(self) -> list[Message]:
        heard: list[Message] = []
        for event in self.events:
            if event["type"] == "websocket.close":
                heard.append(("close", event["code"], event["reason"]))
            elif "text" in event:
                heard.append(("text", event["text"]))
            else:
                heard.append(("binary", event["bytes"]))
        return [message for message in heard if message != ("binary", b"plug")]

    async def stop_taking(self) -> None:
        self.takes.clear()
        # One event is always under way before the outbox fills.
        self.socket.send_bytes(b"plug")
        await settle()

    async def take_all(self) -> None:
        self.takes.set()
        await settle()

    async def leave(self) -> None:
        self.gone = True
        self.socket.send_bytes(b"plug")
        await settle()

    async def end(self) -> None:
        await self.asgi_socket.aclose()


class DirectPeer:
    """Hears a `DirectSocket` through a transport that can be full, and may send bytes to it."""

    def __init__(
        self,
        limits: OutboxLimits = DEFAULT_LIMITS,
        drops: Drops | None = None,
        *,
        on_text: Callable[[bytes], bool] = lambda payload: True,
        on_other: Callable[[], None] | None = None,
        protocol_class: Any = DirectProtocol,
        max_size: int = 131_072,
        request: bytes = REQUEST,
    ) -> None:
        self.events: list[dict[str, Any]] = []
        self.transport = FakeTransport()
        self.accepted = asyncio.Event()
        self._attach = lambda direct: direct.attach(
            on_text, limits, drops or Drops(), on_other=on_other
        )
        self.attaches = asyncio.Event()
        self.attaches.set()
        # It may read on only as far as it is let: an application that is behind.
        self.reads = asyncio.Event()
        self.reads.set()
        config = Config(
            self._app,
            interface="asgi3",
            lifespan="off",
            log_config=None,
            proxy_headers=False,
            ws_max_size=max_size,
        )
        config.load()
        self.protocol = protocol_class(config=config, server_state=ServerState(), app_state={})
        self.protocol.connection_made(self.transport)
        self.feed(request)
        self.socket: Socket = None  # type: ignore[assignment]

    async def open(self) -> "DirectPeer":
        async with asyncio.timeout(5):
            await self.accepted.wait()
        self.transport.written.clear()
        return self

    async def _app(self, scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        direct = scope["extensions"].get(DIRECT_EXTENSION)
        if not self.attaches.is_set():
            self.accepted.set()
            await self.attaches.wait()
        if direct is not None:
            self.socket = self._attach(direct)
        self.accepted.set()
        while True:
            await self.reads.wait()
            self.events.append(await receive())
            if self.events[-1]["type"] == "websocket.disconnect":
                return

    def feed(self, data: bytes) -> None:
        """Bytes from the network, which brings none to a closing transport."""
        if not self.transport.closing:
            self.protocol.data_received(data)

    def heard(self) -> list[Message]:
        return messages(bytes(self.transport.written))

    async def stop_taking(self) -> None:
        self.transport.full = True
        self.protocol.pause_writing()

    async def take_all(self) -> None:
        transport = self.transport
        transport.full = False
        transport.written += transport.buffer
        transport.buffer.clear()
        self.protocol.resume_writing()
        await settle()

    async def leave(self) -> None:
        self.transport.close()
        self.protocol.connection_lost(None)
        await settle()

    async def end(self) -> None:
        if self.protocol in self.protocol.connections:
            self.protocol.connection_lost(None)
        await settle()
