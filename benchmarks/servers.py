"""Starts our server for a measurement, pinned to one core, and ends it again."""

from __future__ import annotations

import contextlib
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tools.local import await_healthy, free_port

ROOT = Path(__file__).resolve().parent.parent
SERVER_CORE, LOAD_CORE = "0", "1"
START_S = 30


def commands(port: int) -> dict[str, list[str]]:
    """How each server is started."""
    python = sys.executable
    where = ["--port", str(port)]
    return {
        "uvicorn": [python, "-m", "mppsite.serve", *where],
        "daphne": [python, "-m", "daphne", "-v", "0", *where, "mppsite.asgi:application"],
    }


def allow_many_files() -> None:
    """Let what is started from here open as many files as this user may."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


@contextlib.contextmanager
def running(
    name: str,
    *,
    page: bool = False,
    source: Path = ROOT,
    prepare: Callable[[Path], None] = lambda data: None,
    **environment: str,
) -> Iterator[tuple[int, int]]:
    """A server with an empty database and its limits lifted; yields its port and process id.

    Every check is still made: MPP_LIMIT_SCALE only moves where they bite. With `page` it has the
    files of the page, as `make serve` collects them. `source` is where its code lies; `prepare`
    gets its data directory once there is a database.
    """
    port = free_port()
    allow_many_files()
    with tempfile.TemporaryDirectory() as directory:
        (Path(directory) / "static").mkdir()
        env = {
            **os.environ,
            "MPP_DATA_DIR": directory,
            "DATABASE_URL": "",
            "DEBUG": "false",
            "SECRET_KEY": "only for this measurement",
            "ALLOWED_HOSTS": "127.0.0.1",
            "LOG_LEVEL": "WARNING",
            "MPP_LIMIT_SCALE": "1000000",
            **environment,
        }
        steps = [["migrate"], ["collectstatic", "--noinput"]] if page else [["migrate"]]
        for step in steps:
            manage = [sys.executable, "manage.py", *step, "-v0"]
            subprocess.run(manage, cwd=source, env=env, check=True)
        prepare(Path(directory))
        command = ["taskset", "-c", SERVER_CORE, *commands(port)[name]]
        server = subprocess.Popen(command, cwd=source, env=env)
        try:
            if not await_healthy(port, server, START_S):
                raise SystemExit(f"the server did not answer within {START_S} s")
            yield port, server.pid
        finally:
            server.terminate()
            server.wait(timeout=START_S)
