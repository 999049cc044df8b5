"""What one attacker does, in a process of its own: `… -m benchmarks.hostile.attacks NAME PORT`.

It goes on until it is ended and then prints what became of it, as one JSON object.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
import signal
import socket
import sys
from collections import Counter
from collections.abc import Awaitable, Callable

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from .people import come

EVIL = "10.66.0.1"
ESTABLISHED = 1
"""State of a line in the first byte of TCP_INFO."""
Outcome = Counter[str]
Attack = Callable[[int, Outcome], Awaitable[None]]


async def readers(port: int, outcome: Outcome) -> None:
    """100 in the rooms of the others, who read: what the next attack is compared with."""
    await _sit(port, outcome, reading=True)


async def slow_readers(port: int, outcome: Outcome) -> None:
    """100 in the rooms of the others, who never read."""
    await _sit(port, outcome, reading=False)


async def _sit(port: int, outcome: Outcome, *, reading: bool) -> None:
    async def one(number: int) -> None:
        # A small window, so that what is not read soon waits at the server.
        line = socket.socket()
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.connect(("127.0.0.1", port))
        line.setblocking(False)
        peer = await come(port, f"10.66.1.{number}", f"stage {number % 4}", sock=line)
        if not reading:
            peer.transport.pause_reading()
            while not peer.transport.is_closing():
                await asyncio.sleep(1)
                with contextlib.suppress(OSError):
                    # The server is gone from this line once its end is closed.
                    if line.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] != ESTABLISHED:
                        break
            outcome["closed"] += 1
            return
        with contextlib.suppress(ConnectionClosed):
            async for _ in peer:
                outcome["frames read"] += 1

    await asyncio.gather(*(one(number) for number in range(100)))


async def half_open(port: int, outcome: Outcome) -> None:
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


async def connections(port: int, outcome: Outcome) -> None:
    """One address dials as fast as it can."""

    async def one() -> None:
        while True:
            try:
                peer = await come(port, EVIL, "flood")
                outcome["let in"] += 1
                peer.transport.abort()
            except InvalidHandshake as refusal:
                answer = getattr(refusal, "response", None)
                outcome[str(answer.status_code) if answer else "refused"] += 1
            except (OSError, ConnectionClosed):
                outcome["failed"] += 1

    await asyncio.gather(*(one() for _ in range(8)))


async def silent(port: int, outcome: Outcome) -> None:
    """Lines that are opened, as many as an address may, and never say `hi`."""

    async def stay(number: int) -> None:
        headers = {"X-Forwarded-For": f"10.68.{number // 250}.{number % 250}"}
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


async def rooms(port: int, outcome: Outcome) -> None:
    """All sockets that one address may have open one new room after the other."""
    serials = itertools.count()

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
                peer = await come(port, EVIL, f"flood {next(serials)}")
                async with asyncio.TaskGroup() as both:
                    both.create_task(listen(peer))
                    both.create_task(wander(peer))
            await asyncio.sleep(1)

    await asyncio.gather(*(one() for _ in range(4)))


async def chatter(port: int, outcome: Outcome) -> None:
    """100 times what chat, notes and cursors may be, in the room of the others."""
    chat, notes, cursor = {"m": "a", "message": "x" * 500}, {"n": "c3", "v": 1}, {"m": "m"}

    async def one(number: int) -> None:
        while True:
            try:
                peer = await come(port, f"10.69.{number}.1", f"stage {number % 4}")
            except InvalidHandshake:
                outcome["not let in"] += 1
                await asyncio.sleep(1)
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


ATTACKS: dict[str, Attack] = {
    "readers": readers,
    "slow readers": slow_readers,
    "half-open handshakes": half_open,
    "connections of one address": connections,
    "1 000 sockets without hi": silent,
    "rooms": rooms,
    "chat, notes, cursors at 100 times": chatter,
}


async def main() -> None:
    outcome: Outcome = Counter()
    work = asyncio.ensure_future(ATTACKS[sys.argv[1]](int(sys.argv[2]), outcome))
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    await ended.wait()
    work.cancel()
    print(json.dumps(outcome), flush=True)
    os._exit(0)


if __name__ == "__main__":
    # Who attacks has a machine of its own: here it must not take time from those who measure.
    os.nice(19)
    asyncio.run(main())
