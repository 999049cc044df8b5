"""The WebSocket of a player: accept, frames in, close. No rule lives here."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncJsonWebsocketConsumer

from rooms.doorkeeper import FILTERED
from rooms.inbound import count_frame, receive_binary, receive_in_turn, receive_now
from rooms.keeper import keep
from rooms.live import Live
from rooms.origins import connection_id
from rooms.protocol.encoding import challenge
from rooms.services.people import depart
from rooms.session import Connection
from rooms.sockets.asgi import AsgiSocket
from rooms.sockets.base import DIRECT_EXTENSION, Socket
from rooms.telling import tell

Event = dict[str, Any]

_HANDLERS = {
    "websocket.connect": "websocket_connect",
    "websocket.receive": "websocket_receive",
    "websocket.disconnect": "websocket_disconnect",
}
_NO_SCOPE: Event = {"type": "websocket"}

FAREWELL_S = 1.0
"""How long a client may take to answer the last close frame."""


class PianoConsumer(AsyncJsonWebsocketConsumer):  # type: ignore[misc]
    """One socket. What is stock in Channels and too dear for notes is replaced, see below."""

    # The hub has one channel for the whole process: one each would have every layer copy and
    # decode each message once per socket.
    channel_layer_alias = None

    def __init__(self, live: Live) -> None:
        super().__init__()
        self.live = live
        self.connection: Connection | None = None
        self._socket: AsgiSocket | None = None

    async def __call__(
        self,
        scope: Event,
        receive: Callable[[], Awaitable[Event]],
        send: Callable[[Event], Awaitable[None]],
    ) -> None:
        """Handle events one after the other.

        The stock loop makes two tasks and a thread hop for each event; there is only one source of
        events here, and whoever touches the ORM closes its old connections.
        """
        self.scope = scope
        self.base_send = send
        try:
            while True:
                event = await receive()
                await getattr(self, _HANDLERS[event["type"]])(event)
        except StopConsumer:
            pass
        except asyncio.CancelledError:
            await self._say_farewell(receive)
            raise
        finally:
            # Not every server sends a disconnect to a task that it cancels.
            await self._clean_up()

    async def connect(self) -> None:
        """Accept, or refuse before the upgrade (docs/protocol.md §1)."""
        live = self.live
        address, now = live.address_of(self.scope), live.clock.steady()
        refusal = self._refused_origin() or live.doorkeeper.admit(address, now)
        if refusal:
            await self._refuse(refusal)
            return
        await live.start(keep)
        await self.accept()
        connection = self.connection = Connection(
            live.new_socket_id(), self._open_socket(), address, now, live.hub.tally
        )
        # From here on what this task logs says from which socket it comes.
        connection_id.set(connection.id)
        live.hub.add(connection)
        tell(connection, challenge())

    def _refused_origin(self) -> int | None:
        allowed = self.live.origins
        return FILTERED if allowed and self._header(b"origin") not in allowed else None

    async def _refuse(self, status: int) -> None:
        """Answer the upgrade by an HTTP status; servers that cannot choose it say 403."""
        self.live.hub.tally.turned_away[status] += 1
        if "websocket.http.response" not in self.scope.get("extensions", {}):
            await self.close()
            return
        head = {"type": "websocket.http.response.start", "status": status, "headers": []}
        await self.base_send(head)
        await self.base_send({"type": "websocket.http.response.body", "body": b""})

    async def websocket_receive(self, message: Event) -> None:
        text = message.get("text")
        if self.connection is None:
            return
        if text is None:
            receive_binary(self.live, self.connection, message["bytes"])
            return
        # What a direct socket passes on has had its chance to be handled at once.
        if self._socket is None or not receive_now(self.live, self.connection, text):
            await self.receive(text)

    async def receive(self, text_data: str, bytes_data: bytes | None = None) -> None:
        """A frame whose messages have to be handled in turn; bad JSON does not raise."""
        if self.connection is not None:
            await receive_in_turn(self.live, self.connection, text_data)

    async def disconnect(self, code: int) -> None:
        await self._clean_up()

    async def websocket_disconnect(self, message: Event) -> None:
        await self.disconnect(message["code"])
        raise StopConsumer

    def _open_socket(self) -> Socket:
        live, protocol = self.live, self.scope.get("extensions", {}).get(DIRECT_EXTENSION)
        # It holds the headers of the handshake, which nobody needs any more.
        self.scope = _NO_SCOPE
        if protocol is not None:
            socket: Socket = protocol.attach(
                self._on_text, live.outbox, farewell=live.farewell, on_other=self._on_other
            )
            return socket
        self._socket = AsgiSocket(self.base_send, live.outbox)
        return self._socket

    def _on_text(self, payload: bytes) -> bool:
        return self.connection is None or receive_now(self.live, self.connection, payload)

    def _on_other(self) -> None:
        if self.connection is not None:
            count_frame(self.live, self.connection)

    async def _say_farewell(self, receive: Callable[[], Awaitable[Event]]) -> None:
        """The server ends. A direct socket is told by its server, which ends it itself."""
        if self._socket is None or self._socket.closed:
            return
        farewell = self.live.farewell
        with suppress(Exception):
            await self.base_send({"type": "websocket.send", "text": farewell.frame.text})
            await self.close(int(farewell.code), farewell.reason)
            # The server must not end before the client has read it.
            await asyncio.wait_for(receive(), FAREWELL_S)

    async def _clean_up(self) -> None:
        """Leave everything; safe before `hi`, and more than once."""
        connection, self.connection = self.connection, None
        if connection is not None:
            await depart(self.live, connection)
        if self._socket is not None:
            await self._socket.aclose()

    def _header(self, name: bytes) -> str:
        values = [value for key, value in self.scope.get("headers", ()) if key == name]
        return values[0].decode("latin-1") if values else ""
