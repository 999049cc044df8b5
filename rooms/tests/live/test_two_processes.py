"""Two processes over one Valkey: what is published, and what each knows of the other's people."""

from __future__ import annotations

from typing import Any

import pytest
from asgiref.sync import sync_to_async
from redis.asyncio import Redis

from moderation.live import view
from rooms.cluster.membership import ClusterMembership
from rooms.groups import room_group
from rooms.state.base import StoreAway
from rooms.state.redis import RedisStore
from rooms.tests.clients import Client
from rooms.tests.lines import PATIENCE

from .conftest import House, OpenHouse

ROOM = "My room"
MARK = b"mpp.echo:mark"
"""Processes take it for an echo that another one waits for."""

Two = tuple[House, House]


@pytest.fixture
async def two(open_house: OpenHouse, redis_url: str) -> Two:
    """The last one that begins answers pages and the API."""
    first, second = [await open_house(redis=[redis_url], tokens_per_address=0) for _ in range(2)]
    return first, second


async def published(url: str, house: House, alice: Client, bob: Client) -> int:
    """How many messages two notes of alice, one heard after the other, are to the room's group."""
    address = house.layer.address_of(room_group(ROOM))
    count = 0
    async with Redis.from_url(url) as redis, redis.pubsub() as ear:
        await ear.subscribe(address)
        assert await ear.get_message(timeout=PATIENCE)
        for key in ("c3", "d3"):
            await alice.plays(key)
            await bob.hears("n", p=alice.id)
        await redis.publish(address, MARK)
        while (heard := await ear.get_message(timeout=PATIENCE)) and heard["data"] != MARK:
            count += 1
    return count


@pytest.mark.parametrize("others", [0, 12])
async def test_a_note_is_published_once_however_many_sockets_hear_it(
    two: Two, redis_url: str, others: int
) -> None:
    first, second = two
    alice, bob = await first.join("alice", ROOM), await second.join("bob", ROOM)
    for number in range(others):
        await two[number % 2].join(f"guest {number}", ROOM)
    assert await published(redis_url, first, alice, bob) == 2


# What staff see


async def ask(question: Any, *about: Any, **how: Any) -> Any:
    """As a request does, from a thread."""
    return await sync_to_async(question, thread_sensitive=False)(*about, **how)


async def test_staff_see_the_people_of_all_processes_with_their_sockets(two: Two) -> None:
    first, second = two
    alice, bob = await first.join("alice", ROOM), await second.join("bob", ROOM)
    room = await ask(view.room_now, ROOM)
    assert {one.user_id: len(one.sockets) for one in room.people} == {alice.id: 1, bob.id: 1}


async def test_staff_see_a_room_that_is_on_another_process_alone(two: Two) -> None:
    first, _ = two
    alice = await first.join("alice", ROOM)
    (person,) = (await ask(view.room_now, ROOM)).people
    assert person.user_id == alice.id
    (socket,) = person.sockets
    assert socket.address
    assert [room.room_id for room in await ask(view.rooms_now)] == [ROOM]
    assert await ask(view.room_of, alice.id, sees_vanished=False) == [ROOM]


async def test_a_report_has_the_notes_that_were_played_by_another_process(two: Two) -> None:
    first, second = two
    alice, bob = await first.join("alice", ROOM), await second.join("bob", ROOM)
    await alice.plays("c3", "e3")
    await bob.hears("n", p=alice.id)
    assert sum(await ask(view.notes_of, alice.id, ROOM)) == 2


async def test_a_room_of_two_processes_counts_once(two: Two) -> None:
    first, second = two
    await first.join("alice", ROOM)
    await second.join("bob", ROOM)
    counts = await ask(view.counts_now)
    assert (counts.people, counts.rooms, counts.sockets) == (2, 1, 2)


async def test_staff_see_who_is_here_while_the_store_is_away(two: Two) -> None:
    _, second = two
    bob = await second.join("bob", ROOM)
    assert isinstance(second.live.store, RedisStore)
    second.live.store._shards.all[0].away = True
    (person,) = (await ask(view.room_now, ROOM)).people
    assert person.user_id == bob.id


async def test_a_pulse_that_is_heard_here_only_is_no_sign_of_the_host(two: Two) -> None:
    first, _ = two
    membership = first.live.membership
    assert isinstance(membership, ClusterMembership)
    (host,) = membership._hosts
    first.layer._get_layer().shard(0).away = True
    with pytest.raises(StoreAway):
        await membership._is_silent(first.live, host)
