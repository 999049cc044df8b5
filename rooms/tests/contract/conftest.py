"""Servers for the session, and for every test a site on one of them and a room of its own."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from rooms.tests.clients import Site
from rooms.tests.lines import dial_url

from .servers import COMMANDS, Server, migrate

KINDS = sorted(COMMANDS)
Servers = dict[str, Server]
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated data directory."""
    data = tmp_path_factory.mktemp("template")
    migrate(data)
    return data


@pytest.fixture(scope="session")
def running(
    template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., Servers]]:
    """Start a server of each kind with some settings."""
    started: list[Server] = []

    def start(**settings: str) -> Servers:
        base = tmp_path_factory.mktemp("servers")
        servers = {
            kind: Server.on_copy_of(template, kind, base / kind, **settings) for kind in KINDS
        }
        for server in servers.values():
            started.append(server)
            server.launch()
        for server in servers.values():
            server.wait_until_ready()
        return servers

    yield start
    for server in started:
        server.stop()


@pytest.fixture(scope="session")
def servers(running: Callable[..., Servers]) -> Servers:
    """Small lobbies, and this test is a proxy that is believed: everybody has an own address."""
    return running(MPP_LOBBY_LIMIT="2", MPP_IDENTITY="per-address", TRUSTED_PROXIES="127.0.0.1")


@pytest.fixture(scope="session", params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def server(servers: Servers, kind: str) -> Server:
    return servers[kind]


@pytest.fixture
async def site(server: Server) -> AsyncIterator[Site]:
    site = Site(dial_url(server.url))
    yield site
    await site.close()


@pytest.fixture
def room() -> str:
    """A room that nobody was in before."""
    return f"Room {next(_numbers)}"
