"""How long the list of rooms takes to come."""

from __future__ import annotations

import asyncio
import json
import time

import websockets

from benchmarks.generator import Target

ASKERS = 20


async def _ask(target: Target) -> tuple[float, int]:
    """Seconds from `+ls` to the list, and its bytes."""
    address = f"ws://{target.host}:{target.port}{target.path}"
    async with websockets.connect(address, max_size=None) as socket:
        await socket.send('[{"m":"hi"}]')
        while '"m":"hi"' not in str(await socket.recv()):
            pass
        started = time.perf_counter()
        await socket.send('[{"m":"+ls"}]')
        while True:
            answer = str(await socket.recv())
            if '"m":"ls"' in answer:
                took = time.perf_counter() - started
                json.loads(answer)
                return took, len(answer)


async def _measure(target: Target) -> tuple[float, float, float]:
    alone, size = await _ask(target)
    together = await asyncio.gather(*(_ask(target) for _ in range(ASKERS)))
    return alone * 1000, size / 1024, max(took for took, _ in together) * 1000


def time_of_list(target: Target) -> tuple[float, float, float]:
    """ms until the list comes, its KB, and ms until the last of 20 who ask at once has it."""
    return asyncio.run(_measure(target))
