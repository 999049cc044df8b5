"""Measures people before and during each attack: the table of docs/hostile.md."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import time
import urllib.request
from pathlib import Path

from benchmarks.servers import LOAD_CORE, ROOT, running
from benchmarks.tables import markdown, percentile

from .attacks import ATTACKS
from .people import People, people_at, tail

ROOMS, EACH = 4, 25
HEAD = ("attack", "p50 before", "during", "p99 before", "during", "MiB before", "most", "after")


def resident_mib(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


async def most_mib(pid: int, seconds: float) -> float:
    end, most = time.monotonic() + seconds, 0.0
    while time.monotonic() < end:
        most = max(most, resident_mib(pid))
        await asyncio.sleep(0.25)
    return most


def closed_by_server(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
        lines = answer.read().decode().splitlines()
    wanted = ("mpp_sockets_closed_total", "mpp_slow_sockets", "mpp_upgrades_refused_total")
    return ", ".join(line.removeprefix("mpp_") for line in lines if line.startswith(wanted))


async def measured(name: str, people: People, port: int, pid: int, seconds: float) -> list[str]:
    before, mib = list(tail(await people.listen_for(seconds / 3))), resident_mib(pid)
    attack = await asyncio.create_subprocess_exec(
        *("taskset", "-c", LOAD_CORE, sys.executable, "-m", "benchmarks.hostile.attacks"),
        *(name, str(port)),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    during, most = await asyncio.gather(people.listen_for(seconds), most_mib(pid, seconds))
    attack.terminate()
    outcome = await attack.communicate()
    print(f"{name}: {json.loads(outcome[0])}; {closed_by_server(port)}; lost {people.lost}")
    await asyncio.sleep(5)
    figures = [percentile(values, part) for part in (50, 99) for values in (before, during)]
    after = resident_mib(pid)
    return [name, *(f"{value:.2f} ms" for value in figures)] + [
        f"{value:.0f}" for value in (mib, most, after)
    ]


async def run(names: list[str], seconds: float) -> None:
    rows = []
    for name in names:
        with running(
            "uvicorn", TRUSTED_PROXIES="127.0.0.1", MPP_LIMIT_SCALE="1", MPP_IDENTITY="per-address"
        ) as (port, pid):
            async with people_at(port, ROOMS, EACH) as people:
                rows.append(await measured(name, people, port, pid, seconds))
    print(markdown(HEAD, rows))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=45, help="of each attack")
    parser.add_argument("attacks", nargs="*", help=", ".join(ATTACKS))
    options = parser.parse_args()
    asyncio.run(run(options.attacks or list(ATTACKS), options.seconds))


if __name__ == "__main__":
    main()
