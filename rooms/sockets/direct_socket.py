"""The sending half of a direct socket: to the transport, or to an outbox while that is full.

Sources: docs/protocol.md §13 (1013), docs/architecture.md §2.1 and §2.5.
"""

from __future__ import annotations

import asyncio
from typing import Protocol

from rooms.sockets.base import TRY_AGAIN_LATER, Farewell, OutboxLimits, Socket, cut_reason
from rooms.sockets.frame import BinaryFrame, Frame
from rooms.sockets.mailbox import Gate
from rooms.sockets.outbox import Drops, Item, Outbox
from rooms.sockets.wire import cut

WRITE_HIGH_WATER = 65_536
"""Bytes in the transport's buffer above which frames wait in the outbox instead."""


class TransportOwner(Protocol):
    """What the socket needs of the protocol object that owns the transport."""

    transport: asyncio.Transport
    writable: Gate
    ended: bool

    def begin_close(self, code: int, reason: str) -> None:
        """The application is done: from here on nothing is received."""

    def finish_close(self) -> None:
        """All that was sent has gone out: write the close frame."""


class DirectSocket(Socket):
    """Writes to the transport while that takes bytes; what it does not take waits in an outbox."""

    __slots__ = (
        "_closed",
        "_drops",
        "_farewell",
        "_limits",
        "_outbox",
        "_protocol",
        "_ready",
        "_transport",
    )

    def __init__(
        self,
        protocol: TransportOwner,
        limits: OutboxLimits,
        drops: Drops,
        farewell: Farewell | None = None,
    ) -> None:
        self._protocol = protocol
        self._transport = protocol.transport
        self._limits = limits
        self._drops = drops
        self._farewell = farewell
        # Exists only while something waits: most sockets never need one.
        self._outbox: Outbox | None = None
        self._closed = protocol.ended
        self._ready = not self._closed and protocol.writable.is_set()

    def send(self, frame: Frame) -> None:
        if self._ready:
            frame.write_to(self._transport)
        else:
            self._wait(frame)

    def send_now(self, frame: Frame) -> None:
        if self._ready:
            frame.write_to(self._transport)
        else:
            self._wait(frame, first=True)

    def send_bytes(self, data: bytes) -> None:
        frame = BinaryFrame(data)
        if self._ready:
            frame.write_to(self._transport)
        else:
            self._wait(frame)

    def close(self, code: int, reason: str = "") -> None:
        if not self._closed:
            self._closed = True
            self._ready = False
            self._protocol.begin_close(code, cut_reason(reason))
            if self._outbox is None:
                self._protocol.finish_close()

    def check_stall(self, now: float) -> None:
        if self._closed or self._outbox is None:
            return
        if self._outbox.stalled(now, self._transport.get_write_buffer_size()):
            self._drops.stalls += 1
            self.give_up()

    def give_up(self) -> None:
        """Close with 1013 and forget what waits; a socket that is closing already is cut off."""
        if self._closed:
            cut(self._transport)
        self._outbox = None
        self.close(TRY_AGAIN_LATER)

    @property
    def flooded(self) -> bool:
        """Whether the transport holds more than frames can have put there: pongs nobody reads."""
        written = self._transport.get_write_buffer_size()
        return written > self._limits.max_bytes + WRITE_HIGH_WATER

    @property
    def waiting_bytes(self) -> int:
        waiting = self._outbox.bytes if self._outbox is not None else 0
        return waiting + self._transport.get_write_buffer_size()

    @property
    def closed(self) -> bool:
        return self._closed

    def pause(self) -> None:
        """The transport has taken enough."""
        self._ready = False

    def resume(self) -> None:
        """The transport takes bytes again: write what waits, as one frame."""
        writable = self._protocol.writable
        while self._outbox is not None and writable.is_set():
            self._write_next(self._outbox)
        self._ready = not self._closed and writable.is_set()

    def flush(self) -> None:
        """The server ends: hand all that waits to the transport, although it has enough."""
        if self._farewell is not None:
            self.send(self._farewell.frame)
            self.close(self._farewell.code, self._farewell.reason)
        while self._outbox is not None:
            self._write_next(self._outbox)

    def end(self) -> None:
        """The connection is over or its close frame is out: nothing can be sent any more."""
        self._closed = True
        self._ready = False
        self._outbox = None

    def _wait(self, item: Item, *, first: bool = False) -> None:
        if self._closed:
            return
        outbox = self._outbox
        if outbox is None:
            outbox = self._outbox = Outbox(self._limits, self._drops)
        if not (outbox.push_first(item) if first else outbox.push(item)):
            self.give_up()

    def _write_next(self, outbox: Outbox) -> None:
        item = outbox.take()
        if item is not None:
            item.write_to(self._transport)
        if not outbox.frames:
            self._outbox = None
            if self._closed:
                self._protocol.finish_close()
