"""A site whose database may be SQLite or PostgreSQL, and operators who type commands."""

from __future__ import annotations

import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import psycopg
import pytest

from deploy.postgres import Postgres, tool
from rooms.tests.clients import Site
from rooms.tests.contract.servers import HOST, ROOT, Server, environment
from rooms.tests.lines import PATIENCE, dial_url

GENEROUS = {"MPP_LIMIT_SCALE": "1000"}


def answer_to(port: int, *parts: bytes) -> bytes:
    """All that comes until the server closes."""
    heard = b""
    with socket.create_connection((HOST, port), timeout=PATIENCE) as line:
        try:
            for part in parts:
                line.sendall(part)
            while piece := line.recv(65_536):
                heard += piece
        except (ConnectionResetError, BrokenPipeError):
            pass
    return heard


def hangs_up_after(port: int, request: bytes) -> None:
    """Somebody who is gone before there is an answer."""
    with socket.create_connection((HOST, port), timeout=PATIENCE) as line:
        line.sendall(request)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


class Place:
    """A data directory and a database, with whatever runs on them."""

    def __init__(self, data: Path, url: str = "", **settings: str) -> None:
        data.mkdir(exist_ok=True)
        self.data = data
        self.settings = {**GENEROUS, **settings, **({"DATABASE_URL": url} if url else {})}
        self.server = Server("uvicorn", data, **self.settings)

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """`manage.py` with a command."""
        # Where the tools of PostgreSQL are, if they are anywhere.
        path = f"{Path(tool('pg_dump')).parent}:{os.environ['PATH']}"
        return subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env={**environment(self.data, **self.settings), "PATH": path},
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )

    def does(self, *command: str) -> str:
        """What a command that goes well prints."""
        done = self.run(*command)
        assert done.returncode == 0, done.stderr
        return done.stdout

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Site]:
        """Its server runs, and people come."""
        self.server.start()
        site = Site(dial_url(self.server.url))
        try:
            yield site
            await site.close()
        finally:
            self.server.stop()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with an empty database."""
    data = tmp_path_factory.mktemp("migrated")
    Place(data).does("migrate", "-v0")
    return data


@pytest.fixture
def data(migrated: Path, tmp_path: Path) -> Path:
    """One of the test's own."""
    shutil.copytree(migrated, tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    # Not below pytest's directories, which are closed to all but its user.
    base = Path(tempfile.mkdtemp(prefix="mpp-safety-"))
    # PostgreSQL has another user than root.
    base.chmod(0o711)
    server = Postgres(base / "postgres", fast=True)
    server.start()
    yield server
    server.stop()
    shutil.rmtree(base)


def database(postgres: Postgres, name: str) -> str:
    """The URL of a new, empty database."""
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return postgres.url.rpartition("/")[0] + f"/{name}"
