"""The socket that works on every ASGI server: a bounded outbox and one writer task.

Sources: docs/protocol.md §1 and §13, docs/architecture.md §2.1 and §2.5.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rooms.sockets.base import DEFAULT_LIMITS, TRY_AGAIN_LATER, OutboxLimits, Socket, cut_reason
from rooms.sockets.frame import BinaryFrame, Frame
from rooms.sockets.outbox import DROPS, Drops, Outbox

logger = logging.getLogger("rooms.sockets")

AsgiSend = Callable[[dict[str, Any]], Awaitable[None]]


class AsgiSocket(Socket):
    """Sends through an ASGI `send` callable, which may wait for as long as it likes.

    The writer task starts with the first thing to send and ends after a close, with the peer, or
    with `aclose`, which the consumer must await when it ends.
    """

    __slots__ = (
        "_closed",
        "_closing",
        "_drops",
        "_outbox",
        "_send",
        "_wake",
        "_writer",
    )

    def __init__(
        self, send: AsgiSend, limits: OutboxLimits = DEFAULT_LIMITS, drops: Drops = DROPS
    ) -> None:
        self._send = send
        self._drops = drops
        self._outbox = Outbox(limits, drops)
        self._closing: tuple[int, str] | None = None
        self._closed = False
        self._wake: asyncio.Future[None] | None = None
        self._writer: asyncio.Task[None] | None = None

    def send(self, frame: Frame) -> None:
        if not self._closed:
            self._accept(self._outbox.push(frame))

    def send_now(self, frame: Frame) -> None:
        if not self._closed:
            self._accept(self._outbox.push_first(frame))

    def send_bytes(self, data: bytes) -> None:
        if not self._closed:
            self._accept(self._outbox.push(BinaryFrame(data)))

    def close(self, code: int, reason: str = "") -> None:
        if not self._closed:
            self._closed = True
            # Servers compare the type of the code with int itself, an IntEnum is none.
            self._closing = (int(code), cut_reason(reason))
            self._start_writing()

    def check_stall(self, now: float) -> None:
        if self._writer is None or self._wake is not None or self._writer.done():
            return
        if self._outbox.stalled(now):
            self._drops.stalls += 1
            self._outbox.clear()
            if self._closed:
                # The close frame cannot get through either.
                self._writer.cancel()
            self.close(TRY_AGAIN_LATER)

    @property
    def waiting_bytes(self) -> int:
        return self._outbox.bytes

    @property
    def closed(self) -> bool:
        return self._closed

    async def aclose(self) -> None:
        """End the writer task, whatever it waits for."""
        self._closed = True
        self._outbox.clear()
        if self._writer is not None:
            self._writer.cancel()
            await asyncio.wait({self._writer})

    def _accept(self, kept: bool) -> None:
        if kept:
            self._start_writing()
        else:
            self._outbox.clear()
            self.close(TRY_AGAIN_LATER)

    def _start_writing(self) -> None:
        if self._writer is None:
            self._writer = asyncio.get_running_loop().create_task(self._write())
        elif self._wake is not None and not self._wake.done():
            self._wake.set_result(None)

    async def _write(self) -> None:
        try:
            while await self._write_next():
                pass
        except OSError as error:
            # The peer is gone; the consumer hears of it by `disconnect`.
            logger.debug("send failed: %r", error)
        except Exception as error:
            # daphne calls by a name of its own what others call an OSError, and everybody can bring
            # it about by going: no line of the log.
            is_gone = type(error).__module__.startswith("autobahn.")
            level = logging.DEBUG if is_gone else logging.INFO
            logger.log(level, "the server does not take what it is sent: %r", error)
        finally:
            self._closed = True
            self._outbox.clear()

    async def _write_next(self) -> bool:
        """Send what waits, or wait for it. False: the close has been sent."""
        item = self._outbox.take()
        if isinstance(item, BinaryFrame):
            await self._send({"type": "websocket.send", "bytes": item.data})
        elif item is not None:
            await self._send({"type": "websocket.send", "text": item.text})
        elif self._closing is not None:
            code, reason = self._closing
            await self._send({"type": "websocket.close", "code": code, "reason": reason})
            return False
        else:
            self._wake = asyncio.get_running_loop().create_future()
            try:
                await self._wake
            finally:
                self._wake = None
        return True
