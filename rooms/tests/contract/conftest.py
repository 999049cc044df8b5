"""Servers for the session, and for every test a site on one of them and a room of its own."""

from __future__ import annotations

import itertools
import os
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest

from rooms.tests.clients import Site
from rooms.tests.cluster.site import ClusterServer
from rooms.tests.lines import dial_url

from .servers import COMMANDS, Server, migrate

KINDS = os.environ.get("MPP_TEST_KINDS", "").split() or sorted(COMMANDS)
"""`cluster` is three processes over one Valkey: `make test-cluster` runs the contract over it."""
Servers = dict[str, Server]
BELIEVER = {"MPP_IDENTITY": "per-address", "TRUSTED_PROXIES": "127.0.0.1"}
"""This test is a proxy that is believed: everybody has an own address."""
CLUSTER = "cluster"
ORIGIN = "https://piano.example"
EVERYWHERE, WHERE_ASKED = "darn", "heck"
"""Words that are not shown on the strict servers: anywhere, and where the room asks for it."""
MOTD = "<b>Welcome</b> to the strict piano"
WORDS = "rooms_filteredword (word, everywhere)"
_numbers = itertools.count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what holds for each process by itself where a site has several."""
    for item in items:
        callspec = getattr(item, "callspec", None)
        marker = item.get_closest_marker("one_process")
        if marker and callspec and callspec.params.get("kind") == CLUSTER:
            item.add_marker(pytest.mark.skip(reason=marker.args[0]))


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

    def start(*, words: Mapping[str, bool] | None = None, **settings: str) -> Servers:
        base = tmp_path_factory.mktemp("servers")
        servers = {kind: server_on_copy(template, kind, base / kind, **settings) for kind in KINDS}
        for server in servers.values():
            for word, everywhere in (words or {}).items():
                server.change(f"INSERT INTO {WORDS} VALUES (?, ?)", word, everywhere)
            started.append(server)
            server.launch()
        for server in servers.values():
            server.wait_until_ready()
        return servers

    yield start
    for server in started:
        server.stop()


def server_on_copy(template: Path, kind: str, data: Path, **settings: str) -> Server:
    """A server of a kind on a copy of a migrated data directory."""
    if kind == CLUSTER:
        return cast(Server, ClusterServer.on_copy_of(template, data, **settings))
    return Server.on_copy_of(template, kind, data, **settings)


@pytest.fixture(scope="session")
def servers(running: Callable[..., Servers]) -> Servers:
    """Small lobbies, else all as it comes."""
    return running(MPP_LOBBY_LIMIT="2", **BELIEVER)


@pytest.fixture(scope="session")
def generous_servers(running: Callable[..., Servers]) -> Servers:
    """A thousand times as much of everything that is counted by user, address or socket."""
    return running(MPP_LIMIT_SCALE="1000", **BELIEVER)


@pytest.fixture(scope="session")
def strict_servers(running: Callable[..., Servers]) -> Servers:
    """One origin, three upgrades an hour, custom messages stay in their room, people soon idle."""
    return running(
        words={EVERYWHERE: True, WHERE_ASKED: False},
        MPP_ORIGINS=ORIGIN,
        MPP_RATE_CONNECT="3/3600",
        MPP_CUSTOM_GLOBAL="0",
        MPP_AFK_MS="1",
        MPP_MOTD=MOTD,
        **BELIEVER,
    )


@pytest.fixture(scope="session")
def hasty_servers(running: Callable[..., Servers]) -> Servers:
    """Who has not said `hi` after 5 s is closed, and who has sent no `t` for 2 s."""
    return running(MPP_HELLO_MS="5000", MPP_SILENCE_MS="2000", **BELIEVER)


@pytest.fixture(scope="session", params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def server(servers: Servers, kind: str) -> Server:
    return servers[kind]


@asynccontextmanager
async def visited(server: Server, **how: Any) -> AsyncIterator[Site]:
    """People of a server, who leave at the end; `how` they dial if not told otherwise."""
    site = Site(partial(dial_url(server.url), **how))
    yield site
    await site.close()


@pytest.fixture
async def site(server: Server) -> AsyncIterator[Site]:
    async with visited(server) as site:
        yield site


@pytest.fixture
async def generous(generous_servers: Servers, kind: str) -> AsyncIterator[Site]:
    async with visited(generous_servers[kind]) as site:
        yield site


@pytest.fixture
async def strict(strict_servers: Servers, kind: str) -> AsyncIterator[Site]:
    async with visited(strict_servers[kind], headers={"Origin": ORIGIN}) as site:
        yield site


@pytest.fixture
async def hasty(hasty_servers: Servers, kind: str) -> AsyncIterator[Site]:
    async with visited(hasty_servers[kind]) as site:
        yield site


@pytest.fixture
def room() -> str:
    """A room that nobody was in before."""
    return f"Room {next(_numbers)}"
