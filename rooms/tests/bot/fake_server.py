"""A server of the protocol on a loopback port that does what a test tells it."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

PATIENCE = 10.0
"""Seconds a test waits for something that must come."""
USER_ID = "0123456789abcdef01234567"
Json = dict[str, Any]


class FakeServer:
    """Keeps what clients send; answers `hi`, `ch` and `t` unless told otherwise."""

    def __init__(self) -> None:
        self.time = 1_700_000_000_000
        self.messages: list[Json] = []
        self.connections = 0
        self.quota = {"allowance": 400, "max": 1200, "maxHistLen": 3}
        self.refusal: tuple[int, list[Json]] | None = None
        """Close code and messages that answer `hi` instead of a greeting."""
        self.detour: list[Json] | None = None
        """Messages that answer `ch` instead of the room."""
        self.silent = False
        self._sockets: set[ServerConnection] = set()
        self._news = asyncio.Condition()
        self._server: Server | None = None

    @property
    def url(self) -> str:
        assert self._server is not None
        port = next(iter(self._server.sockets)).getsockname()[1]
        return f"ws://127.0.0.1:{port}/ws"

    def all_of(self, kind: str) -> list[Json]:
        """Every message of a kind so far."""
        return [message for message in self.messages if message["m"] == kind]

    async def receives(self, kind: str, count: int = 1) -> Json:
        """Wait for the `count`th message of a kind and return it."""
        async with asyncio.timeout(PATIENCE), self._news:
            await self._news.wait_for(lambda: len(self.all_of(kind)) >= count)
        return self.all_of(kind)[count - 1]

    async def empties(self) -> None:
        """Wait until no client is connected."""
        async with asyncio.timeout(PATIENCE), self._news:
            await self._news.wait_for(lambda: not self._sockets)

    async def tells(self, *messages: Json) -> None:
        """Send to all clients."""
        for socket in list(self._sockets):
            await socket.send(json.dumps(messages))

    async def chats(self, line: str) -> None:
        await self.tells({"m": "a", "id": "00000000", "t": self.time, "a": line, "p": {}})

    async def drops(self, code: int = 1011) -> None:
        """Close all connections."""
        for socket in list(self._sockets):
            await socket.close(code)

    @contextlib.asynccontextmanager
    async def running(self, port: int = 0) -> AsyncIterator[FakeServer]:
        async with serve(self._serve, "127.0.0.1", port) as self._server:
            yield self

    async def _serve(self, socket: ServerConnection) -> None:
        self.connections += 1
        self._sockets.add(socket)
        try:
            await socket.send('[{"m":"b","code":""}]')
            async for frame in socket:
                for message in json.loads(frame):
                    if message["m"] == "bye":
                        # The client may be gone as soon as this is answered.
                        await self._note(message)
                        await socket.close()
                        return
                    await self._answer(socket, message)
                    await self._note(message)
        except ConnectionClosed:
            pass
        finally:
            self._sockets.discard(socket)
            await self._note(None)

    async def _note(self, message: Json | None) -> None:
        async with self._news:
            if message is not None:
                self.messages.append(message)
            self._news.notify_all()

    async def _answer(self, socket: ServerConnection, message: Json) -> None:
        if self.silent:
            return
        match message["m"]:
            case "hi" if self.refusal is not None:
                code, reasons = self.refusal
                await socket.send(json.dumps(reasons))
                await socket.close(code)
            case "hi":
                user = {"_id": USER_ID, "name": "Anonymous", "color": "#112233"}
                hi = {"m": "hi", "t": self.time, "u": user, "permissions": {}, "token": "given"}
                await socket.send(json.dumps([hi]))
            case "ch":
                await socket.send(json.dumps(self.detour or self.welcome(message["_id"])))
            case "t":
                await socket.send(json.dumps([{"m": "t", "t": self.time, "e": message["e"]}]))

    def welcome(self, room: str) -> list[Json]:
        """What a joiner gets (protocol §5.5)."""
        ch = {"_id": room, "id": room, "count": 1, "settings": {}}
        return [
            {"m": "ch", "p": USER_ID, "ch": ch, "ppl": []},
            {"m": "c", "c": []},
            {"m": "nq", **self.quota},
        ]
