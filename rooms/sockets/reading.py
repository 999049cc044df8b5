"""The receiving half of a direct socket: whole text frames at once, the rest by the library.

Sources: RFC 6455 §5, docs/protocol.md §1 (frames, 1009) and §13 (4007), docs/architecture.md §2.1.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import Any

from uvicorn._types import ASGIReceiveEvent
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode, Opcode
from websockets.frames import Frame as LibraryFrame

from rooms.sockets.mailbox import Mailbox

try:
    from websockets.speedups import apply_mask
except ImportError:
    from websockets.utils import apply_mask

logger = logging.getLogger("rooms.sockets")

OnText = Callable[[bytes], bool]
OnOther = Callable[[], None]

MOST_EARLY = 64
"""Frames that may come before the application has attached; it does so as soon as it accepts."""
MOST_FRAGMENTS = 1_000
"""Of one message: empty ones would never reach the limit of its size."""
MOST_LATE_BYTES = 131_072
"""What is still read for the close frame of a peer that goes on sending after ours."""

_WHOLE_TEXT = 0x81
_OPCODES = frozenset(Opcode)


class ReadingProtocol(WebSocketsSansIOProtocol):
    """uvicorn's protocol class, which hands whole text frames to `_on_text` once that is set.

    It finds the frames' ends itself and gives the library whole frames only, so that the library's
    parser is between two frames whenever a frame goes past it. What the library would refuse by a
    frame's header goes to it as it comes, and nothing goes past it any more. `_on_other` is told of
    each other frame: pings and fragments are dearer than messages, and nobody else counts them.
    """

    # With names of the base class among them: an instance of more than 30 other attributes would
    # have a dict of its own, which is 1.2 KB a connection.
    __slots__ = (
        "_direct",
        "_early",
        "_fragments",
        "_late_bytes",
        "_limit",
        "_needed",
        "_on_other",
        "_on_text",
        "_partial",
        "conn",
        "ended",
        "handshake_initiated",
        "queue",
        "read_paused",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.queue: Mailbox[ASGIReceiveEvent] = Mailbox()  # type: ignore[assignment]
        # Shared bytes cannot be deflated per connection.
        self.conn.available_extensions = []
        self.ended = False
        self._on_text: OnText | None = None
        self._on_other: OnOther | None = None
        # A frame that is not whole yet, and how many bytes it takes until it can be looked at.
        self._partial: bytearray | None = None
        self._needed = 0
        self._early = self._fragments = self._late_bytes = 0
        self._limit_next_frame()

    def data_received(self, data: bytes) -> None:
        if not self.handshake_initiated:
            data = self._receive_request(data)
        if self.close_sent:
            self._late_bytes += len(data)
            if self._late_bytes > MOST_LATE_BYTES:
                # It is cut off soon if it does not take our close frame.
                self.transport.pause_reading()
                return
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
                self._other(data[start:end])
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

    def _other(self, frame: bytes) -> None:
        """A frame that is no whole text message, or comes before these are taken."""
        if self._on_other is not None:
            self._on_other()
        elif not self.close_sent:
            self._early += 1
            if self._early > MOST_EARLY:
                self.transport.abort()
        # After our close frame only the peer's counts.
        if not self.close_sent or frame[0] & 15 == Opcode.CLOSE:
            self._to_library(frame)

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
        self._fragments = 0 if pending is None else self._fragments + 1
        if self._fragments > MOST_FRAGMENTS and not self.close_sent:
            self.conn.fail(CloseCode.MESSAGE_TOO_BIG)
            self.handle_parser_exception()
