"""Hours of coming and going: `make soak SECONDS=7200`. Memory and tasks stay, no delivery is lost.

Everybody numbers what they say; whoever is in a room with them misses a number only if a line was
lost. It ends with exit code 1 if one was, or if the server has grown.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import re
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from websockets.exceptions import ConnectionClosed, InvalidHandshake

from benchmarks.servers import running
from benchmarks.visitor import come

GROWTH = 1.10
FEW = 4
"""What may be under way when one looks."""
WARM = 0.25
"""Part of the time after which it must not grow any more."""


@dataclass
class Count:
    visits: int = 0
    said: int = 0
    heard: int = 0
    lost: int = 0
    failed: int = 0


@dataclass
class Sample:
    at_s: float
    mib: float
    tasks: int
    files: int
    connections: int = 0


@dataclass
class Soak:
    port: int
    rooms: int
    count: Count = field(default_factory=Count)

    async def live(self, number: int) -> None:
        """Come, play a while in some room, go, come back, for ever."""
        chance = random.Random(number)
        while True:
            room = f"soak {chance.randrange(self.rooms)}"
            try:
                await self._visit(number, room, chance)
            except (OSError, InvalidHandshake, ConnectionClosed):
                self.count.failed += 1
            await asyncio.sleep(chance.uniform(0.2, 3))

    async def _visit(self, number: int, room: str, chance: random.Random) -> None:
        socket = await come(self.port, f"10.{number // 250}.1.{number % 250 + 1}", room)
        self.count.visits += 1
        listening = asyncio.create_task(self._listen(socket))
        visit = f"{number}/{self.count.visits}"
        try:
            for serial in range(chance.randrange(10, 120)):
                await asyncio.sleep(chance.uniform(0.2, 0.6))
                line = {"m": "a", "message": f"{visit}/{serial}"}
                note = {"m": "n", "t": serial, "n": [{"n": "c3", "v": 0.5}]}
                await socket.send(json.dumps([line, note, {"m": "m", "x": serial % 100, "y": 5}]))
                self.count.said += 1
                if serial % 20 == 0:
                    await socket.send('[{"m":"t"}]')
        finally:
            listening.cancel()
            if chance.random() < 0.5:
                socket.transport.abort()
            else:
                await socket.close()

    async def _listen(self, socket: object) -> None:
        last: dict[str, int] = {}
        with contextlib.suppress(ConnectionClosed):
            async for frame in socket:  # type: ignore[attr-defined]
                for message in json.loads(frame):
                    if message["m"] != "a":
                        continue
                    visit, _, serial = message["a"].rpartition("/")
                    self.count.heard += 1
                    due = last.get(visit, int(serial) - 1) + 1
                    self.count.lost += int(serial) - due
                    last[visit] = int(serial)


def sample(port: int, pid: int, began: float) -> Sample:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        text = answer.read().decode()
    values = dict(re.findall(r"^mpp_(tasks|connections) ([0-9.]+)$", text, re.MULTILINE))
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return Sample(
        time.monotonic() - began,
        pages * os.sysconf("SC_PAGE_SIZE") / 2**20,
        int(float(values["tasks"])),
        len(list(Path(f"/proc/{pid}/fd").iterdir())),
        int(float(values["connections"])),
    )


async def run(seconds: float, people: int, rooms: int) -> bool:
    with running(
        "uvicorn", TRUSTED_PROXIES="127.0.0.1", MPP_LIMIT_SCALE="10", MPP_IDENTITY="per-address"
    ) as (port, pid):
        soak, began = Soak(port, rooms), time.monotonic()
        samples: list[Sample] = []
        start = await asyncio.to_thread(sample, port, pid, began)
        lives = [asyncio.create_task(soak.live(number)) for number in range(people)]
        while time.monotonic() - began < seconds:
            await asyncio.sleep(min(30.0, seconds / 20))
            try:
                samples.append(await asyncio.to_thread(sample, port, pid, began))
            except OSError as error:
                # A machine that has much else to do; what counts is seen at the next look.
                print(f"no answer: {error}", flush=True)
            else:
                print(f"{samples[-1]} {soak.count}", flush=True)
        for life in lives:
            life.cancel()
        await asyncio.gather(*lives, return_exceptions=True)
        await asyncio.sleep(10)
        end = await asyncio.to_thread(sample, port, pid, began)
    return judged(start, samples, end, soak.count)


def judged(start: Sample, samples: list[Sample], end: Sample, count: Count) -> bool:
    """Whether all is well; says what was seen."""
    warm = [one for one in samples if one.at_s >= samples[-1].at_s * WARM]
    half = len(warm) // 2
    first = max(one.mib for one in warm[:half])
    last = max(one.mib for one in warm[half:])
    checks = {
        f"memory {first:.1f} MiB, later {last:.1f} MiB": last <= first * GROWTH,
        f"{end.connections} connections left": end.connections == 0,
        f"{end.tasks} tasks, as at the start {start.tasks}": end.tasks <= start.tasks + FEW,
        f"{end.files} open files, at the start {start.files}": end.files <= start.files + FEW,
        f"{count.lost} of {count.heard} lines lost": count.lost == 0 and count.heard > 0,
        f"{count.failed} of {count.visits} visits failed": count.failed == 0,
    }
    for what, is_well in checks.items():
        print(f"{'ok  ' if is_well else 'FAIL'} {what}")
    return all(checks.values())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=7200)
    parser.add_argument("--people", type=int, default=60)
    parser.add_argument("--rooms", type=int, default=8)
    options = parser.parse_args()
    sys.exit(0 if asyncio.run(run(options.seconds, options.people, options.rooms)) else 1)


if __name__ == "__main__":
    main()
