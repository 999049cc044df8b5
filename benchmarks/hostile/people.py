"""People who play and listen, and how long notes take between them."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

KEYS = [f"{key}{octave}" for octave in range(1, 3) for key in "cdefgab"]
PLAYERS = 2
"""In each room; the others listen."""
NOTES_A_SECOND = 10.0


def now_ms() -> float:
    return time.time() * 1000


async def come(port: int, address: str, room: str, **options: Any) -> ClientConnection:
    """A socket that has entered a room, from an address as a proxy tells it."""
    headers = {"X-Forwarded-For": address}
    socket = await connect(
        f"ws://127.0.0.1:{port}/ws",
        additional_headers=headers,
        compression=None,
        max_queue=None,
        ping_interval=None,
        **options,
    )
    await socket.send(json.dumps([{"m": "hi"}, {"m": "ch", "_id": room}, {"m": "t"}]))
    return socket


class People:
    """Rooms of listeners, a few of whom play; `latencies` are ms from sending to hearing."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._sockets: list[ClientConnection] = []
        self._tasks: list[asyncio.Task[None]] = []
        self.latencies: list[float] = []
        self.lost = 0

    async def settle(self, rooms: int, each: int) -> None:
        for room in range(rooms):
            for number in range(each):
                address = f"10.{1 + room}.0.{number}"
                socket = await come(self._port, address, f"stage {room}")
                self._sockets.append(socket)
                self._start(self._listen(socket))
                self._start(self._stay(socket))
                if number < PLAYERS:
                    self._start(self._play(socket, number))

    def _start(self, work: Any) -> None:
        self._tasks.append(asyncio.create_task(work))

    async def _listen(self, socket: ClientConnection) -> None:
        try:
            async for frame in socket:
                for message in json.loads(frame):
                    if message["m"] == "n":
                        self.latencies.append(now_ms() - message["t"])
        except ConnectionClosed:
            self.lost += 1

    async def _stay(self, socket: ClientConnection) -> None:
        with contextlib.suppress(ConnectionClosed):
            while True:
                await asyncio.sleep(15)
                await socket.send('[{"m":"t"}]')

    async def _play(self, socket: ClientConnection, number: int) -> None:
        await asyncio.sleep(number / NOTES_A_SECOND / PLAYERS)
        with contextlib.suppress(ConnectionClosed):
            while True:
                notes = [{"n": key, "v": 0.5} for key in KEYS]
                await socket.send(json.dumps([{"m": "n", "t": now_ms(), "n": notes}]))
                await asyncio.sleep(1 / NOTES_A_SECOND)

    async def listen_for(self, seconds: float) -> list[float]:
        """The latencies of some seconds."""
        self.latencies = []
        await asyncio.sleep(seconds)
        return self.latencies

    async def leave(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for socket in self._sockets:
            socket.transport.abort()


@contextlib.asynccontextmanager
async def people_at(port: int, rooms: int, each: int) -> AsyncIterator[People]:
    people = People(port)
    try:
        await people.settle(rooms, each)
        yield people
    finally:
        await people.leave()


def tail(values: list[float]) -> Iterator[float]:
    """All but the first second's worth, in which things settle."""
    yield from values[len(values) // 10 :]
