"""The site as its README starts it: `make run` and `make demo`, on a port and data of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tools.local import await_healthy, free_port

ROOT = Path(__file__).resolve().parents[3]
HOST = "127.0.0.1"
PATIENCE_S = 60.0
_RETRY_S = 0.05
# Settings of whoever runs the tests, and of the make that may have started them.
_NOT_INHERITED = ("MPP_", "MAKE", "MFLAGS", "DEBUG", "REDIS_URL", "DATABASE_URL", "SECRET_KEY")


def environment(data: Path, **settings: str) -> dict[str, str]:
    mine = {k: v for k, v in os.environ.items() if not k.startswith(_NOT_INHERITED)}
    # All players of the tests come from one address.
    return {**mine, "MPP_DATA_DIR": str(data), "MPP_TOKENS_PER_ADDRESS": "0", **settings}


class Program:
    """A command with all the processes it starts; it ends as by Ctrl-C."""

    def __init__(
        self, command: list[str], data: Path, log: str, settings: Mapping[str, str] | None = None
    ) -> None:
        self._command = command
        self._data = data
        self._environment = environment(data, **(settings or {}))
        self._log = data / f"{log}.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        return self._data

    @property
    def log(self) -> str:
        return self._log.read_text()

    def start(self) -> None:
        self._data.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def ended_within(self, seconds: float) -> bool:
        assert self._process
        try:
            self._process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def stop(self) -> None:
        """End the process group that `start` made, and wait until all of it is gone."""
        process, self._process = self._process, None
        if process is None:
            return
        group = process.pid
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
            if not _signal(group, number):
                break
            if _is_gone(process, group):
                break
        process.wait(timeout=PATIENCE_S)


def _signal(group: int, number: int) -> bool:
    """Whether there was anybody to receive it."""
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return False
    return True


def _is_gone(process: subprocess.Popen[bytes], group: int) -> bool:
    pause = socket.socketpair()
    with pause[0], pause[1]:
        pause[0].settimeout(_RETRY_S)
        for _ in range(round(10 / _RETRY_S)):
            process.poll()
            if not _signal(group, 0):
                return True
            try:
                pause[0].recv(1)
            except TimeoutError:
                continue
    return False


class Site(Program):
    """A server; it may be stopped and started again on the same port and data.

    `settings` are environment variables of its own.
    """

    def __init__(
        self, data: Path, target: str = "run", settings: Mapping[str, str] | None = None
    ) -> None:
        self.port = free_port()
        self.address = f"http://{HOST}:{self.port}"
        super().__init__(
            ["make", target, f"HOST={HOST}", f"PORT={self.port}"], data, target, settings
        )

    def start(self) -> None:
        """Return when it answers."""
        super().start()
        assert self._process
        if not await_healthy(self.port, self._process, PATIENCE_S):
            self.stop()
            raise AssertionError(f"the server did not start:\n{self.log}")

    def manages(self, *words: str) -> None:
        """Run a command of manage.py beside the server, on the same data."""
        subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self._environment,
            check=True,
            capture_output=True,
        )
