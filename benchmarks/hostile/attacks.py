"""What one attacker does, in a process of its own: `… .attacks NAME PORT ROUND`.

It goes on until it is ended and then prints what became of it, as one JSON object.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from benchmarks.visitor import come

from .people import ROOM_PREFIX, ROOMS

Outcome = Counter[str]
SHUT_OUT_S = 0.1
"""Between two attempts of who is not let in."""


@dataclass(frozen=True, slots=True)
class Attack:
    """`work(port, turn, outcome)` goes on until it is cancelled; each turn has new addresses."""

    work: Callable[[int, int, Outcome], Awaitable[None]]
    turns: int = 2
    windows: int = 4
    """For which each turn lasts."""


async def half_open(port: int, turn: int, outcome: Outcome) -> None:
    """500 lines that begin a request and go on by one byte a second."""

    async def one() -> None:
        while True:
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                outcome["opened"] += 1
                for byte in b"GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\n" + b"X-A: b\r\n" * 999:
                    writer.write(bytes([byte]))
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout(1):
                            if await reader.read(100):
                                outcome["cut off with 408"] += 1
                            break
                writer.transport.abort()
            except OSError:
                outcome["cut off"] += 1

    await asyncio.gather(*(one() for _ in range(500)))


async def connections(port: int, turn: int, outcome: Outcome) -> None:
    """One address dials as fast as it can."""

    async def one() -> None:
        while True:
            try:
                peer = await come(port, f"10.66.{turn}.1", "flood")
                outcome["let in"] += 1
                peer.transport.abort()
            except InvalidHandshake as refusal:
                answer = getattr(refusal, "response", None)
                outcome[str(answer.status_code) if answer else "refused"] += 1
            except (OSError, ConnectionClosed):
                outcome["failed"] += 1

    await asyncio.gather(*(one() for _ in range(8)))


async def silent(port: int, turn: int, outcome: Outcome) -> None:
    """Lines that are opened, as many as an address may, and never say `hi`."""

    async def stay(number: int) -> None:
        headers = {"X-Forwarded-For": f"10.{70 + turn}.{number // 250}.{number % 250}"}
        uri = f"ws://127.0.0.1:{port}/ws"
        try:
            async with connect(uri, additional_headers=headers, ping_interval=None) as peer:
                outcome["opened"] += 1
                async for _ in peer:
                    pass
                outcome[f"closed with {peer.close_code}"] += 1
        except ConnectionClosed as closed:
            outcome[f"closed with {closed.rcvd.code if closed.rcvd else 1006}"] += 1
        except (OSError, InvalidHandshake):
            outcome["refused"] += 1

    await asyncio.gather(*(stay(number) for number in range(1_000)))


async def rooms(port: int, turn: int, outcome: Outcome) -> None:
    """All sockets that one address may have open one new room after the other."""
    serials = itertools.count(turn * 1_000_000)

    async def listen(peer: ClientConnection) -> None:
        async for frame in peer:
            for message in json.loads(frame):
                if message["m"] == "ch" and "p" in message:
                    opened = message["ch"]["_id"].startswith("flood")
                    outcome["opened" if opened else "refused"] += 1

    async def wander(peer: ClientConnection) -> None:
        while True:
            await peer.send(json.dumps([{"m": "ch", "_id": f"flood {next(serials)}"}]))
            await asyncio.sleep(0.5)

    async def one() -> None:
        while True:
            with contextlib.suppress(InvalidHandshake, ExceptionGroup):
                peer = await come(port, f"10.66.{turn}.1", f"flood {next(serials)}")
                async with asyncio.TaskGroup() as both:
                    both.create_task(listen(peer))
                    both.create_task(wander(peer))
            await asyncio.sleep(1)

    await asyncio.gather(*(one() for _ in range(4)))


async def chatter(port: int, turn: int, outcome: Outcome) -> None:
    """Ten with 100 times what chat, notes and cursors may be, in the rooms of the others."""
    await _talk(port, turn, outcome, moving=False)


async def moving_chatter(port: int, turn: int, outcome: Outcome) -> None:
    """The same, and who is shut out comes back from an address that nobody knows."""
    await _talk(port, turn, outcome, moving=True)


async def _talk(port: int, turn: int, outcome: Outcome, *, moving: bool) -> None:
    addresses = (f"10.{80 + turn}.{number // 250}.{number % 250}" for number in itertools.count())
    chat, notes, cursor = {"m": "a", "message": "x" * 500}, {"n": "c3", "v": 1}, {"m": "m"}

    async def one(number: int) -> None:
        address = next(addresses)
        while True:
            try:
                peer = await come(port, address, f"{ROOM_PREFIX}{number % ROOMS}")
            except InvalidHandshake:
                outcome["shut out"] += 1
                if moving:
                    address = next(addresses)
                else:
                    await asyncio.sleep(SHUT_OUT_S)
                continue
            outcome["let in"] += 1
            with contextlib.suppress(ConnectionClosed):
                for tick in itertools.count():
                    # 4, 30 and 40 a second are allowed.
                    said = [chat] * 40 + [{"m": "n", "t": tick, "n": [notes] * 5}] * 300
                    said += [{**cursor, "x": tick % 100, "y": 1}] * 400
                    for start in range(0, len(said), 100):
                        await peer.send(json.dumps(said[start : start + 100]))
                    await asyncio.sleep(0.1)
            outcome[f"closed with {peer.close_code}"] += 1
            peer.transport.abort()

    await asyncio.gather(*(one(number) for number in range(10)))


ATTACKS = {
    "half-open": Attack(half_open, turns=2, windows=6),
    "connections": Attack(connections),
    "silent": Attack(silent, turns=2, windows=13),
    "rooms": Attack(rooms),
    "talk": Attack(chatter),
    "moving talk": Attack(moving_chatter),
}


async def main() -> None:
    name, port, turn = sys.argv[1:]
    outcome: Outcome = Counter()
    work = asyncio.ensure_future(ATTACKS[name].work(int(port), int(turn), outcome))
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    await ended.wait()
    work.cancel()
    print(json.dumps(outcome), flush=True)
    os._exit(0)


if __name__ == "__main__":
    # Who attacks has a machine of its own: here it must not take time from those who measure.
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    asyncio.run(main())
