"""Direct sockets on uvicorn: text frames in without a task switch, shared bytes out.

Run with `uvicorn --ws rooms.sockets.direct:DirectProtocol`. Handshake, control frames, fragments
and every error stay with the library; whole text frames go to the connection synchronously.

Sources: docs/protocol.md §1 (frames, 1009) and §13 (1013), docs/architecture.md §2.1 and §2.5.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable
from typing import Any, cast

from uvicorn._types import ASGIReceiveEvent, ASGISendEvent
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame as LibraryFrame
from websockets.frames import Opcode
from websockets.http11 import Request
from websockets.protocol import State

from rooms.sockets.base import DEFAULT_LIMITS, DIRECT_EXTENSION, Farewell, OutboxLimits
from rooms.sockets.direct_socket import WRITE_HIGH_WATER, DirectSocket
from rooms.sockets.mailbox import Gate, Mailbox
from rooms.sockets.outbox import DROPS, Drops
from rooms.sockets.wire import cut, prepare

try:
    from websockets.speedups import apply_mask
except ImportError:
    from websockets.utils import apply_mask

logger = logging.getLogger("rooms.sockets")

OnText = Callable[[bytes], bool]

_WHOLE_TEXT = 0x81
_OPCODES = frozenset(Opcode)


class DirectProtocol(WebSocketsSansIOProtocol):
    """uvicorn's protocol class, which hands whole text frames to `on_text` once attached.

    It finds the frames' ends itself and gives the library whole frames only, so that the library's
    parser is between two frames whenever a frame goes past it. What the library would refuse by a
    frame's header goes to it as it comes, and nothing goes past it any more.
    """

    # With names of the base class among them: an instance of more than 30 other attributes would
    # have a dict of its own, which is 1.2 KB a connection.
    __slots__ = (
        "_close",
        "_direct",
        "_limit",
        "_needed",
        "_on_text",
        "_partial",
        "_socket",
        "conn",
        "ended",
        "handshake_initiated",
        "queue",
        "read_paused",
        "request",
        "response",
        "scope",
        "writable",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.queue: Mailbox[ASGIReceiveEvent] = Mailbox()  # type: ignore[assignment]
        self.writable: Gate = Gate()  # type: ignore[assignment]
        # Shared bytes cannot be deflated per connection.
        self.conn.available_extensions = []
        self.ended = False
        self._socket: DirectSocket | None = None
        self._on_text: OnText | None = None
        # A frame that is not whole yet, and how many bytes it takes until it can be looked at.
        self._partial: bytearray | None = None
        self._needed = 0
        self._close: tuple[int, str] | None = None
        self._limit_next_frame()

    def attach(
        self,
        on_text: OnText,
        limits: OutboxLimits = DEFAULT_LIMITS,
        drops: Drops = DROPS,
        farewell: Farewell | None = None,
    ) -> DirectSocket:
        """Take over the text messages of an accepted connection; the socket to answer on.

        `on_text` gets the payload of a text message (valid UTF-8) and returns whether it took it;
        otherwise, and as long as such messages are in the ASGI queue, they arrive there. Raises
        RuntimeError before `websocket.accept` was sent, and the second time.
        """
        if not (self.handshake_complete and hasattr(self, "scope")):
            raise RuntimeError("attach once, after websocket.accept was sent")
        socket = DirectSocket(self, limits, drops, farewell)
        if not self.ended:
            self._socket = socket
            self._on_text = on_text
            self._limit_next_frame()
        # Only the handshake needed these. The library's parser goes on referring to the request,
        # and applications on the way to ours to the scope: so both are emptied too.
        self.request.headers.clear()
        self.scope.clear()  # type: ignore[attr-defined]
        self.server = self.client = None
        del self.request, self.response, self.scope
        return socket

    def data_received(self, data: bytes) -> None:
        if not self.handshake_initiated:
            data = self._receive_request(data)
        if (partial := self._partial) is not None:
            partial += data
            if len(partial) < self._needed:
                return
            data = bytes(partial)
            self._partial = None
        rest = self._receive_frames(data)
        if rest < len(data) and not self.ended:
            self._partial = bytearray(memoryview(data)[rest:])

    def _receive_request(self, data: bytes) -> bytes:
        """Give the library the request and return what is behind it."""
        start = 0
        while start < len(data) and not self.handshake_initiated:
            # Mostly it is here as a whole; else line by line, so that nothing behind it goes too.
            whole = data.find(b"\r\n\r\n", start)
            end = whole + 4 if whole >= 0 else data.find(b"\n", start) + 1 or len(data)
            super().data_received(data[start:end])
            start = end
        return data[start:]

    def _receive_frames(self, data: bytes) -> int:
        """Handle the whole frames in `data`; return where the first one that is not begins."""
        size = len(data)
        start = 0
        while size - start >= 2:
            first = data[start]
            length = data[start + 1] - 0x80
            begin = start + 6
            # Two bytes of length are what notes have: no slice, no call.
            if length == 126 and size - start >= 4:
                length = data[start + 2] << 8 | data[start + 3]
                begin = start + 8
            elif length > 125:
                self._needed = 4 if length == 126 else 10
                if size - start < self._needed:
                    break
                length = int.from_bytes(data[start + 2 : start + 10], "big")
                begin = start + 14
            if not (0 <= length <= self._limit and first & 15 in _OPCODES):
                # Not masked, too big or of no known kind.
                self._to_library(data[start:])
                return size
            end = begin + length
            if end > size:
                self._needed = end - start
                break
            if first == _WHOLE_TEXT and self._direct is not None:
                self._text(apply_mask(data[begin:end], data[begin - 4 : begin]), self._direct)
            else:
                self._to_library(data[start:end])
            start = end
        else:
            self._needed = 2
        return start

    def _text(self, payload: bytes, on_text: OnText) -> None:
        if not payload.isascii():
            try:
                payload.decode()
            except UnicodeDecodeError:
                self._to_queue(payload)
                return
        # While a message is in the queue, later ones stay behind it.
        if self.read_paused:
            self._to_queue(payload)
            return
        try:
            taken = on_text(payload)
        except Exception:
            logger.exception("on_text failed")
            return
        if not taken:
            self._to_queue(payload)

    def _to_queue(self, payload: bytes) -> None:
        self.handle_text(LibraryFrame(Opcode.TEXT, payload))

    def _to_library(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        super().data_received(data)
        self._limit_next_frame()

    def _limit_next_frame(self) -> None:
        """Learn from the library what the next frame may be."""
        limit = self.conn.max_message_size
        pending = self.conn.current_size
        self._limit = sys.maxsize if limit is None else limit - (pending or 0)
        # In the middle of a fragmented message a text frame is an error.
        self._direct = self._on_text if pending is None else None

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
        self._on_text = self._direct = None
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
        self._on_text = self._direct = self._partial = None
        socket, self._socket = self._socket, None  # It refers back to this object.
        if socket is not None:
            socket.end()
