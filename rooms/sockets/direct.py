"""Direct sockets on uvicorn: text frames in without a task switch, shared bytes out.

Run with `uvicorn --ws rooms.sockets.direct:DirectProtocol`. Handshake, control frames, fragments
and every error stay with the library; whole text frames go to the connection synchronously
(`reading.py`), and what is sent waits where the rules of the outbox are (`direct_socket.py`).

Sources: docs/protocol.md §1 (frames, 1009) and §13 (1013), docs/architecture.md §2.1 and §2.5.
"""

from __future__ import annotations

import asyncio
from typing import Any, cast

from uvicorn._types import ASGISendEvent
from uvicorn.protocols.utils import ClientDisconnected
from websockets.frames import Frame as LibraryFrame
from websockets.http11 import Request
from websockets.protocol import State

from rooms.sockets.base import DEFAULT_LIMITS, DIRECT_EXTENSION, Farewell, OutboxLimits
from rooms.sockets.direct_socket import WRITE_HIGH_WATER, DirectSocket
from rooms.sockets.mailbox import Gate
from rooms.sockets.outbox import DROPS, Drops
from rooms.sockets.reading import OnOther, OnText, ReadingProtocol
from rooms.sockets.wire import cut, prepare


def _uncounted() -> None:
    """For applications that do not care."""


class DirectProtocol(ReadingProtocol):
    """uvicorn's protocol class, of which an application can take over the text messages."""

    __slots__ = ("_close", "_socket", "request", "response", "scope", "writable")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.writable: Gate = Gate()  # type: ignore[assignment]
        self._socket: DirectSocket | None = None
        self._close: tuple[int, str] | None = None

    def attach(
        self,
        on_text: OnText,
        limits: OutboxLimits = DEFAULT_LIMITS,
        drops: Drops = DROPS,
        farewell: Farewell | None = None,
        on_other: OnOther | None = None,
    ) -> DirectSocket:
        """Take over the text messages of an accepted connection; the socket to answer on.

        `on_text` gets the payload of a text message (valid UTF-8) and returns whether it took it;
        otherwise, and as long as such messages are in the ASGI queue, they arrive there. `on_other`
        is called before any other frame, such as a ping or a part of a message.

        Raises RuntimeError before `websocket.accept` was sent, and the second time.
        """
        if not (self.handshake_complete and hasattr(self, "scope")):
            raise RuntimeError("attach once, after websocket.accept was sent")
        socket = DirectSocket(self, limits, drops, farewell)
        if not self.ended:
            self._socket = socket
            self._on_text = on_text
            self._on_other = on_other or _uncounted
            self._limit_next_frame()
        # Only the handshake needed these. The library's parser goes on referring to the request,
        # and applications on the way to ours to the scope: so both are emptied too.
        self.request.headers.clear()
        self.scope.clear()  # type: ignore[attr-defined]
        self.server = self.client = None
        del self.request, self.response, self.scope
        return socket

    def handle_ping(self) -> None:
        super().handle_ping()
        if self._socket is not None and self._socket.flooded:
            self._socket.give_up()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._begin_writing()

    def _begin_writing(self) -> None:
        self.transport.set_write_buffer_limits(high=WRITE_HIGH_WATER)
        prepare(self.transport)

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if not self.close_sent:
            extensions = cast(dict[str, Any], self.scope["extensions"])
            extensions[DIRECT_EXTENSION] = self

    def pause_writing(self) -> None:
        super().pause_writing()
        if self._socket is not None:
            self._socket.pause()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._socket is not None:
            self._socket.resume()

    def begin_close(self, code: int, reason: str) -> None:
        """Stop receiving, tell the application, and give all that follows `close_timeout` s."""
        if self.close_sent or self.transport.is_closing():
            return
        self._close = (code, reason)
        self._on_text = self._on_other = self._direct = None
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        self.close_sent = True
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()
        # Not `transport.close`, which waits for a peer that takes nothing until TCP gives up.
        self.close_timer = self.loop.call_later(self.close_timeout, cut, self.transport)

    def finish_close(self) -> None:
        """Write the close frame that `begin_close` announced."""
        if self._close is not None and self.conn.state is State.OPEN:
            self.conn.send_close(*self._close)
            self.transport.write(b"".join(self.conn.data_to_send()))
        self._close = None

    async def send(self, message: ASGISendEvent) -> None:
        if not self.handshake_complete and self.transport.is_closing():
            # uvicorn would say nothing of it, and the application take it for accepted.
            raise ClientDisconnected()
        await super().send(message)
        if message["type"] == "websocket.close":
            self._end()

    def shutdown(self) -> None:
        if self._socket is not None:
            self._socket.flush()
        super().shutdown()
        self._end_with_transport()

    def handle_close(self, event: LibraryFrame) -> None:
        super().handle_close(event)
        self._end_with_transport()

    def handle_parser_exception(self) -> None:
        super().handle_parser_exception()
        self._end_with_transport()

    def keepalive_timeout(self) -> None:
        super().keepalive_timeout()
        self._end_with_transport()

    def on_task_complete(self, task: asyncio.Task[None]) -> None:
        super().on_task_complete(task)
        self._end_with_transport()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._end()

    def _end_with_transport(self) -> None:
        if self.transport.is_closing():
            self._end()

    def _end(self) -> None:
        self.ended = True
        self._on_text = self._on_other = self._direct = self._partial = None
        socket, self._socket = self._socket, None  # It refers back to this object.
        if socket is not None:
            socket.end()
