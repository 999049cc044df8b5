"""The server under test: whole, in this process, its database work done at once."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn
from unittest.mock import patch

from channels.db import DatabaseSyncToAsync

from moderation.live.desk import ModeratorsDesk
from rooms.compose import compose
from rooms.conf import Limits
from rooms.consumers import PianoConsumer
from rooms.desk import Desk
from rooms.domain.words import WordFilter
from rooms.keeper import sweep
from rooms.layer import LeanInMemoryChannelLayer
from rooms.live import Live, Words
from rooms.tests.lines import Message
from rooms.tests.live.fakes import FakeClock, SeededChance

from . import numbers

Heard = Message | tuple[Message, bytes]
"""A message, or one with the payload of its binary frame."""


class Wire:
    """The server's part towards the application, for one socket."""

    def __init__(self, application: Any, address: str) -> None:
        self.accepted = False
        self.close_code: int | None = None
        self._inbox: asyncio.Queue[Message] = asyncio.Queue()
        self._frames: list[str | bytes] = []
        scope = {"type": "websocket", "path": "/ws", "headers": [], "client": [address, 50_000]}
        self.task = asyncio.create_task(application(scope, self._inbox.get, self._take))
        self._inbox.put_nowait({"type": "websocket.connect"})

    def say(self, frame: str | bytes) -> None:
        key = "text" if isinstance(frame, str) else "bytes"
        self._inbox.put_nowait({"type": "websocket.receive", key: frame})

    def hang_up(self) -> None:
        self._inbox.put_nowait({"type": "websocket.disconnect", "code": 1005})

    def heard(self) -> list[list[Heard]]:
        """The frames since the last time, each as the messages in it."""
        return [read(frame) for frame in self.take()]

    def take(self) -> list[str | bytes]:
        """The frames since the last time."""
        frames, self._frames = self._frames, []
        return frames

    async def _take(self, event: Message) -> None:
        match event["type"]:
            case "websocket.accept":
                self.accepted = True
            case "websocket.send":
                assert self.accepted
                assert self.close_code is None, "a frame after the close"
                self._frames.append(event["text"] if "text" in event else event["bytes"])
            case "websocket.close":
                self.close_code = event.get("code", 1000)
                self._inbox.put_nowait({"type": "websocket.disconnect", "code": self.close_code})


def read(frame: str | bytes) -> list[Heard]:
    """The messages of a frame, which must be such as a browser takes."""
    if isinstance(frame, bytes):
        length = int.from_bytes(frame[:4], "big")
        assert len(frame) >= 4 + length
        return [(_parsed(frame[4 : 4 + length].decode()), frame[4 + length :])]
    messages = _parsed(frame)
    assert isinstance(messages, list)
    assert messages
    assert all(isinstance(message["m"], str) for message in messages)
    return messages


def _parsed(text: str) -> Any:
    value = json.loads(text, parse_constant=_no_json, parse_int=_safe_int)
    # Fails on an Infinity that a number became, and on half a surrogate pair.
    json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    return value


def _no_json(constant: str) -> NoReturn:
    raise AssertionError(f"{constant} is no JSON")


def _safe_int(digits: str) -> float:
    assert len(digits) < 300, "Infinity to a browser"
    return int(digits)


class Server:
    """A server without network, threads and background work; `errors` is what it logged."""

    def __init__(self, live: Live, clock: FakeClock) -> None:
        self.live = live
        self.clock = clock
        self._application = PianoConsumer.as_asgi(live=live)

    def dial(self, address: str) -> Wire:
        return Wire(self._application, address)

    async def sweep(self) -> None:
        await sweep(self.live)

    def leftovers(self) -> dict[str, Any]:
        """What must be nothing when everybody has gone."""
        hub = self.live.hub
        return {
            "connections": hub.connections,
            "rooms": hub.rooms,
            "users": hub.users,
            "loaded rooms": list(self.live.store.rooms()),
        }


async def start(clock: FakeClock, desk: Desk | None = None) -> Server:
    """A started server whose limits are those of the model."""
    live = compose(
        layer=LeanInMemoryChannelLayer(capacity=10_000),
        limits=Limits(lobby_limit=numbers.LOBBY_SIZE, afk_ms=numbers.AFK_MS, cursor_tick_ms=0),
        identity="per-address",
        desk=desk or ModeratorsDesk(),
        clock=clock,
        chance=SeededChance(),
    )
    live.words = Words(
        everywhere=WordFilter([numbers.WORD_NEVER_SHOWN]),
        where_asked=WordFilter([numbers.WORD_HIDDEN_WHERE_ASKED]),
    )
    await live.start()
    return Server(live, clock)


@contextmanager
def undelayed() -> Iterator[None]:
    """Have database work done at once in the loop, and no pause after a delivery.

    What threads and a load do to the order of things is the matter of other tests.
    """

    async def at_once(self: Any, *arguments: Any, **named: Any) -> Any:
        # What is not run by a loop uses the connection of the thread, which the test rolls back.
        loop = asyncio.get_running_loop()
        asyncio._set_running_loop(None)
        try:
            return self.func(*arguments, **named)
        finally:
            asyncio._set_running_loop(loop)

    with (
        patch.object(DatabaseSyncToAsync, "__call__", at_once),
        patch("rooms.cycle.perf_counter", lambda: 0.0),
        patch("rooms.hub.perf_counter", lambda: 0.0),
    ):
        yield


class ErrorLog(logging.Handler):
    """Keeps what the server calls an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))
