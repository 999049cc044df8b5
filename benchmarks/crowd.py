"""Fifty people in one room who play and point: `python -m benchmarks.crowd ws://… room`.

They do not listen: what comes is thrown away unread, so that they cost little beside a browser.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import math
import random
import time
from typing import Any

from websockets.client import ClientProtocol
from websockets.protocol import OPEN
from websockets.uri import parse_uri

POINT_S = 0.05
KEEP_ALIVE_S = 10.0
SCALE = ("c", "d", "e", "g", "a")


class Bot:
    """One of them. Sending is done by the library's protocol, over a plain stream."""

    def __init__(self, number: int, room: str, notes_per_s: float) -> None:
        self._number = number
        self._room = room
        self._pause = 1 / notes_per_s
        self._chance = random.Random(number)
        self._held: list[str] = []

    async def visit(self, url: str) -> None:
        uri = parse_uri(url)
        reader, self._writer = await asyncio.open_connection(uri.host, uri.port)
        self._protocol = ClientProtocol(uri)
        self._protocol.send_request(self._protocol.connect())
        self._flush()
        while self._protocol.state is not OPEN:
            self._protocol.receive_data(await reader.read(4096))
        color = f"#{self._chance.randrange(0x303030, 0xFFFFFF):06x}"
        name = {"name": f"Bot {self._number}", "color": color}
        self._send({"m": "hi"})
        self._send({"m": "ch", "_id": self._room}, {"m": "userset", "set": name})
        async with asyncio.TaskGroup() as acts:
            for act in (self._ignore(reader), self._play(), self._point(), self._stay()):
                acts.create_task(act)

    def _send(self, *messages: dict[str, Any]) -> None:
        self._protocol.send_text(json.dumps(messages).encode())
        self._flush()

    def _flush(self) -> None:
        for piece in self._protocol.data_to_send():
            self._writer.write(piece)

    async def _ignore(self, reader: asyncio.StreamReader) -> None:
        while await reader.read(1 << 20):
            pass

    async def _stay(self) -> None:
        while True:
            await asyncio.sleep(KEEP_ALIVE_S)
            self._send({"m": "t", "e": 0})

    async def _play(self) -> None:
        await asyncio.sleep(self._chance.random())
        while True:
            notes: list[dict[str, Any]] = [{"n": name, "s": 1} for name in self._held]
            count = self._chance.choice((1, 1, 2))
            octave = self._chance.randrange(6)
            self._held = [f"{step}{octave}" for step in self._chance.sample(SCALE, count)]
            notes += [{"n": name, "v": 0.5} for name in self._held]
            self._send({"m": "n", "t": round(time.time() * 1000), "n": notes})
            await asyncio.sleep(self._pause * count)

    async def _point(self) -> None:
        await asyncio.sleep(self._chance.random())
        while True:
            angle = time.time() * (1 + self._number % 5) + self._number
            x, y = 50 + 40 * math.cos(angle), 40 + 30 * math.sin(angle * 1.3)
            self._send({"m": "m", "x": f"{x:.2f}", "y": f"{y:.2f}"})
            await asyncio.sleep(POINT_S)


async def gather(url: str, room: str, count: int, notes_per_s: float) -> None:
    """Stay until cancelled."""
    async with asyncio.TaskGroup() as bots:
        for number in range(count):
            bots.create_task(Bot(number, room, notes_per_s).visit(url))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("room")
    parser.add_argument("--count", type=int, default=50)
    parser.add_argument("--notes", type=float, default=5, help="struck by each in a second")
    options = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(gather(options.url, options.room, options.count, options.notes))


if __name__ == "__main__":
    main()
