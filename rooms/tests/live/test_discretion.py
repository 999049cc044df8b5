"""What is kept of people's addresses, and what log lines say of sockets (docs/privacy.md)."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from channels.db import database_sync_to_async
from django.apps import apps

from moderation.services.sightings import sightings_purge
from rooms.handlers.registry import HOT_HANDLERS
from rooms.origins import ConnectionIdFilter
from rooms.protocol.client import Notes
from rooms.tests.clients import Client

from .conftest import House, OpenHouse

ROOM, ADDRESS = "My room", "203.0.113.77"


@database_sync_to_async
def tables_with(text: str) -> set[str]:
    """The tables that hold a text anywhere."""
    return {
        model.__name__
        for model in apps.get_models()
        for row in model._base_manager.values()
        if text in str(row)
    }


async def live_a_little(house: House) -> Client:
    alice = await house.join("alice", ROOM, address=ADDRESS)
    bob = await house.join("bob", ROOM)
    await alice.chats("hello")
    await alice.says({"m": "dm", "message": "hello", "_id": bob.id})
    await alice.calls_itself("Alice")
    await alice.kickbans(bob, 1000)
    await alice.hears_before_mark()
    await alice.leaves()
    await house.live.archive.flush()
    return alice


@pytest.mark.parametrize("identity", ["fresh", "per-address"])
async def test_an_address_is_in_one_table_and_there_only_for_so_long(
    open_house: OpenHouse, identity: str
) -> None:
    house = await open_house(identity=identity)
    alice = await live_a_little(house)
    assert await tables_with(ADDRESS) == {"AddressSighting"}
    assert "Player" in await tables_with(alice.id)
    seen = datetime.fromtimestamp(house.live.now / 1000, UTC)
    purge = database_sync_to_async(sightings_purge)
    await purge(at=seen + timedelta(days=29))
    assert await tables_with(ADDRESS) == {"AddressSighting"}
    await purge(at=seen + timedelta(days=31))
    assert await tables_with(ADDRESS) == set()


class Lines(logging.Handler):
    """Keeps records as the console would print them."""

    def __init__(self) -> None:
        super().__init__()
        self.addFilter(ConnectionIdFilter())
        self.of: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.of.append(record.__dict__["connection_id"])


@pytest.fixture
def lines() -> Any:
    handler = Lines()
    logging.getLogger("rooms").addHandler(handler)
    yield handler
    logging.getLogger("rooms").removeHandler(handler)


def fails(*arguments: Any) -> None:
    raise RuntimeError("a bug")


async def test_a_bug_is_logged_with_the_socket_that_met_it(
    house: House, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    monkeypatch.setitem(HOT_HANDLERS, Notes, fails)
    await bob.plays("c3")
    await bob.hears_nothing("n")
    await alice.plays("c3")
    await alice.hears_nothing("n")
    sockets = {one.user_id: one.id for one in house.live.hub.connections}
    assert lines.of == [sockets[bob.id], sockets[alice.id]]
