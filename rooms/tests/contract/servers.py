"""Real servers as processes of their own, on free ports of the loopback, with their own data."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from rooms.tests.lines import PATIENCE
from tools.local import await_healthy, free_port

ROOT = Path(__file__).resolve().parents[3]
HOST = "127.0.0.1"

COMMANDS = {
    "daphne": ["-m", "daphne", "--verbosity", "0", "--bind", HOST, "--port"],
    "uvicorn": ["-m", "mppsite.serve", "--host", HOST, "--port"],
}
ARGUMENTS_AFTER_PORT = {"daphne": ["mppsite.asgi:application"], "uvicorn": []}


def environment(data: Path, **changes: str) -> dict[str, str]:
    """What a server is started with: nothing of ours comes from outside."""
    ours = ("MPP_", "REDIS_URL", "DATABASE_URL", "SECRET_KEY", "ALLOWED_HOSTS", "TRUSTED_PROXIES")
    inherited = {name: text for name, text in os.environ.items() if not name.startswith(ours)}
    return {
        **inherited,
        "DJANGO_SETTINGS_MODULE": "mppsite.settings",
        "DEBUG": "true",
        "LOG_LEVEL": "INFO",
        "PYTHONFAULTHANDLER": "1",
        "MPP_DATA_DIR": str(data),
        **changes,
    }


def migrate(data: Path) -> None:
    """Make the database of a data directory."""
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=ROOT,
        env=environment(data),
        check=True,
        timeout=PATIENCE,
    )


class Server:
    """One process; `start` and `stop` may be called again and again on the same data."""

    def __init__(self, kind: str, data: Path, **settings: str) -> None:
        self.kind = kind
        self.data = data
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0

    @classmethod
    def on_copy_of(cls, template: Path, kind: str, data: Path, **settings: str) -> Server:
        """A server on a copy of a migrated data directory."""
        shutil.copytree(template, data)
        return cls(kind, data, **settings)

    @property
    def url(self) -> str:
        return f"ws://{HOST}:{self.port}"

    @property
    def ports(self) -> set[str]:
        """Those that players come by."""
        return {str(self.port)}

    @property
    def log(self) -> str:
        """What the process has printed so far."""
        return (self.data / "log").read_text()

    @property
    def pid(self) -> int:
        """Of the process, which must have been started."""
        assert self._process
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """End it without a word."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()

    def start(self) -> None:
        """Return when it answers."""
        self.launch()
        self.wait_until_ready()

    def launch(self) -> None:
        """Begin to start."""
        self.port = free_port()
        with (self.data / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    *COMMANDS[self.kind],
                    str(self.port),
                    *ARGUMENTS_AFTER_PORT[self.kind],
                ],
                cwd=ROOT,
                env=environment(self.data, **self._settings),
                stdout=log,
                stderr=log,
            )

    def wait_until_ready(self) -> None:
        """Return when /healthz answers."""
        assert self._process
        if not await_healthy(self.port, self._process, PATIENCE):
            self.stop()
            raise AssertionError(f"{self.kind} did not start:\n{self.log}")

    def stop(self) -> None:
        """Ask it to end, as an operator does, and wait for that."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            # It says where it stands.
            process.send_signal(signal.SIGABRT)
            process.wait()
            raise AssertionError(f"{self.kind} did not end:\n{self.log[-5000:]}") from None

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of a page."""
        connection = HTTPConnection(HOST, self.port, timeout=PATIENCE)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read().decode()
        finally:
            connection.close()

    def change(self, statement: str, *values: Any) -> None:
        """Change exactly one row of the database behind the server's back."""
        database = sqlite3.connect(self.data / "mpp.sqlite3", timeout=PATIENCE)
        with closing(database), database:
            changed = database.execute(statement, values).rowcount
            assert changed == 1, f"{changed} rows: {statement}"

    def runs(self, script: str) -> None:
        """Run what an operator types into `manage.py shell`, in a process of its own."""
        subprocess.run(
            [sys.executable, "manage.py", "shell", "--verbosity", "0", "--command", script],
            cwd=ROOT,
            env=environment(self.data, **self._settings),
            check=True,
            timeout=PATIENCE,
        )
