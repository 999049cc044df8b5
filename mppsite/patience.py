"""HTTP that neither waits for ever nor takes everything, and refuses floods cheaply.

uvicorn bounds how long a connection may rest between requests, but not how long one may take to
come in, nor how large it may be: half-open handshakes would cost nothing to whoever makes them and
stay, headers without end would fill the memory and bodies the disk. And it makes a WebSocket and a
task of every upgrade before anybody can refuse it.
"""

from __future__ import annotations

import asyncio
from functools import cache
from typing import cast

from django.conf import settings
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from mppsite.turnstile import Turnstile
from rooms.sockets.upgrade import UpgradeProtocol, plain_upgrade

_TOO_LATE, _BODY_TOO_BIG, _HEAD_TOO_BIG = 408, 413, 431
_NOTHING_MORE = b"connection: close\r\ncontent-length: 0\r\n\r\n"


@cache
def _bounds() -> tuple[float, int, int]:
    """Seconds for a request, and bytes of its head and body."""
    limits = settings.MPP
    return limits.request_ms / 1000, limits.head_bytes, limits.body_bytes


class PatientHttpProtocol(HttpToolsProtocol):
    """A request, with head and body, has `MPP_REQUEST_MS` from when its connection is free for it.

    Its head may have `MPP_HEAD_BYTES`, its body `MPP_BODY_BYTES` (docs/protocol.md §14). The
    application's `turn_away`, if it has one, may refuse an upgrade, which is such a request too;
    what a WebSocket has to do in time is docs/protocol.md §2.
    """

    _turnstile = Turnstile()
    _late: asyncio.TimerHandle | None = None
    _in_head = False
    _head_bytes = _body_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect_request()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._in_head:
            self._head_bytes += len(data)
            if self._head_bytes > _bounds()[1]:
                self._refuse(_HEAD_TOO_BIG)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head = True
        self._head_bytes = self._body_bytes = 0
        self._expect_request()

    def on_headers_complete(self) -> None:
        self._in_head = False
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._body_bytes += len(body)
        if self._body_bytes <= _bounds()[2]:
            super().on_body(body)
        elif not self.transport.is_closing():
            self._refuse(_BODY_TOO_BIG)

    def on_message_complete(self) -> None:
        self._request_came()
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        self._request_came()
        turn_away = self.app_state.get("turn_away")
        status = turn_away(self.scope) if turn_away is not None else None
        if status is None:
            # What comes until then is for the protocol that takes over.
            self.transport.pause_reading()
            self._turnstile.enter(self._upgrade, self.loop)
        else:
            self._end_with(status)

    def _upgrade(self) -> None:
        if self.transport.is_closing():
            return
        upgrade = plain_upgrade(self.scope["method"], self.url, self.headers)
        if upgrade is None:
            super().handle_websocket_upgrade()
            self._answer_unread()
        else:
            self.connections.discard(self)
            socket = UpgradeProtocol(self.config, self.server_state, self.app_state)
            socket.upgrade(upgrade, self)
            self.transport.set_protocol(socket)
        self.transport.resume_reading()

    def _answer_unread(self) -> None:
        """What the library cannot read it answers (414, 431), but uvicorn does not send that."""
        socket = cast(WebSocketsSansIOProtocol, self.transport.get_protocol())
        if not socket.handshake_initiated:
            self.transport.write(b"".join(socket.conn.data_to_send()))
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._request_came()
        super().connection_lost(exc)

    def _expect_request(self) -> None:
        if self._late is None:
            self._late = self.loop.call_later(_bounds()[0], self._give_up)

    def _request_came(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _give_up(self) -> None:
        self._late = None
        self._refuse(_TOO_LATE)

    def _refuse(self, status: int) -> None:
        """Answer by a status and hang up; where an answer is under way, only hang up."""
        cycle = self.cycle
        under_way = cycle is not None and cycle.response_started and not cycle.response_complete
        if under_way or self.pipeline or self.transport.is_closing():
            self.transport.abort()
            return
        if cycle is not None:
            # Nobody waits for what the application says; it hears so when the connection is lost.
            cycle.disconnected = True
        self._end_with(status)

    def _end_with(self, status: int) -> None:
        self.transport.write(STATUS_LINE[status] + _NOTHING_MORE)
        self.transport.close()
