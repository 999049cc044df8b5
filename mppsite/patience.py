"""HTTP that does not wait for ever: who sends a request byte by byte is cut off in time.

uvicorn bounds how long a connection may rest between requests, but not how long one may take to
come in: half-open handshakes would cost nothing to whoever makes them and stay.
"""

from __future__ import annotations

import asyncio

from django.conf import settings
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_TOO_LATE = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class PatientHttpProtocol(HttpToolsProtocol):
    """A request, with head and body, has `MPP_REQUEST_MS` from when its connection is free for it.

    An upgrade is such a request; what a WebSocket has to do in time is docs/protocol.md §2.
    """

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect_request()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._expect_request()

    def on_message_complete(self) -> None:
        self._request_came()
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        self._request_came()
        super().handle_websocket_upgrade()

    def connection_lost(self, exc: Exception | None) -> None:
        self._request_came()
        super().connection_lost(exc)

    def _expect_request(self) -> None:
        if self._late is None:
            self._late = self.loop.call_later(settings.MPP.request_ms / 1000, self._give_up)

    def _request_came(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _give_up(self) -> None:
        self._late = None
        is_free = self.cycle is None or self.cycle.response_complete
        if is_free and not self.transport.is_closing():
            self.transport.write(_TOO_LATE)
            self.transport.close()
        else:
            # An answer may be under way: the application hears that nobody waits for it.
            self.transport.abort()
