"""A TCP line to a port of this machine that takes its time, as a far-away one would."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import random
import threading
from collections.abc import Iterator
from dataclasses import dataclass

_CHUNK = 65_536


@dataclass(frozen=True)
class Line:
    """Every piece takes `delay` and up to `jitter` ms more, each way; their order is kept."""

    delay: float
    jitter: float = 0.0


class _Proxy:
    def __init__(self, target: int, line: Line) -> None:
        self._target = target
        self._line = line
        self._chance = random.Random(1)
        self._loop = asyncio.new_event_loop()
        self._calls: set[asyncio.Task[None]] = set()
        self._end = asyncio.Event()

    async def run(self, ready: queue.SimpleQueue[int]) -> None:
        server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        ready.put(server.sockets[0].getsockname()[1])
        await self._end.wait()
        server.close()
        for call in self._calls:
            call.cancel()
        await asyncio.gather(*self._calls, return_exceptions=True)

    def start(self) -> tuple[threading.Thread, int]:
        ready: queue.SimpleQueue[int] = queue.SimpleQueue()
        work = self.run(ready)
        thread = threading.Thread(target=self._loop.run_until_complete, args=(work,))
        thread.start()
        return thread, ready.get()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._end.set)

    def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        call = self._loop.create_task(self._serve(reader, writer))
        self._calls.add(call)
        call.add_done_callback(self._calls.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            there, back = await asyncio.open_connection("127.0.0.1", self._target)
            async with asyncio.TaskGroup() as ways:
                ways.create_task(self._carry(reader, back))
                ways.create_task(self._carry(there, writer))
        writer.close()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

        async def arrive() -> None:
            while True:
                due, piece = await under_way.get()
                await asyncio.sleep(due - self._loop.time())
                if not piece:
                    break
                writer.write(piece)
            writer.close()

        async with asyncio.TaskGroup() as both:
            both.create_task(arrive())
            piece = b"-"
            while piece:
                try:
                    piece = await reader.read(_CHUNK)
                except OSError:
                    piece = b""
                way = self._line.delay + self._chance.uniform(0, self._line.jitter)
                under_way.put_nowait((self._loop.time() + way / 1000, piece))


@contextlib.contextmanager
def line_to(port: int, line: Line) -> Iterator[int]:
    """Yield the port at which `port` can be reached by that line."""
    proxy = _Proxy(port, line)
    thread, far = proxy.start()
    try:
        yield far
    finally:
        proxy.stop()
        thread.join()
