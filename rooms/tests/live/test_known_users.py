"""What the processes of a site know of users, and what wins over it (docs/architecture.md §3.1)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from channels.db import database_sync_to_async
from django.core.management import call_command
from redis.asyncio import Redis

from moderation.actors import OPERATOR
from moderation.services.players import player_change
from moderation.services.rooms import notice_send
from rooms.cluster.hosts import Host
from rooms.cluster.membership import ClusterMembership
from rooms.domain.people import User
from rooms.state.documents import decoded_user
from rooms.tests.clients import Client

from .conftest import House, OpenHouse

CHOSEN, GIVEN = "chosen", "given by staff"
FAR_MS = 10**14
SOON_MS = 30_000
"""Half of the time that a user is known."""


class Town:
    """Two processes, and what Redis has of their users."""

    def __init__(self, first: House, second: House, redis: Redis) -> None:
        self.first = first
        self.second = second
        self._redis = redis

    async def name_of(self, user_id: str) -> str | None:
        """As somebody is shown, or was shown last."""
        shown: Any = await self._redis.hget(f"mpp:user:{user_id}", "u")
        return decoded_user(shown).name if shown else None

    async def known_for_ms(self, user_id: str) -> int:
        """-1: for ever; -2: not at all."""
        return int(await self._redis.pttl(f"mpp:user:{user_id}"))

    async def has_no_long_memory(self, user_id: str) -> None:
        await self._redis.pexpire(f"mpp:user:{user_id}", SOON_MS)

    async def forgets(self, user_id: str) -> None:
        await self._redis.delete(f"mpp:user:{user_id}")

    async def takes_for_alive(self, process: str) -> None:
        await self._redis.zadd("mpp:procs", {process: FAR_MS})

    async def decides(self, action: Callable[..., Any], *values: Any, **fields: Any) -> None:
        """Staff do something, and both processes have carried it out."""
        for house in (self.first, self.second):
            await house.live.archive.flush()
        await database_sync_to_async(action)(*values, **fields)
        for house in (self.first, self.second):
            mark = await house.arrive("mark")
            await database_sync_to_async(notice_send)(by=OPERATOR, text="done", user_id=mark.id)
            await mark.hears("notification", text="done")

    async def renames(self, client: Client) -> None:
        changes = {"name": GIVEN, "name_locked": True}
        await self.decides(player_change, user_id=client.id, by=OPERATOR, changes=changes)


@pytest.fixture
async def town(open_house: OpenHouse, redis_url: str) -> AsyncIterator[Town]:
    first, second = [await open_house(redis=[redis_url], tokens_per_address=0) for _ in range(2)]
    async with Redis.from_url(redis_url) as redis:
        yield Town(first, second, redis)


async def comes(house: House) -> Client:
    client = await house.arrive("bob")
    await client.calls_itself(CHOSEN)
    await client.hears_before_mark()
    return client


async def goes(house: House, client: Client) -> None:
    await client.leaves()
    house.forget(client)


async def name_at_hi(house: House, client: Client) -> Any:
    back = await house.connect("bob")
    await back.hears_next("b")
    return (await back.says_hi(client.token))["u"]["name"]


def host_of(house: House) -> tuple[ClusterMembership, Host]:
    membership = house.live.membership
    assert isinstance(membership, ClusterMembership)
    (host,) = membership._hosts
    return membership, host


async def test_a_name_is_known_elsewhere_before_it_is_written(town: Town) -> None:
    bob = await comes(town.second)
    await goes(town.second, bob)
    assert await town.name_of(bob.id) == CHOSEN
    assert await name_at_hi(town.first, bob) == CHOSEN


# Staff


async def test_the_name_that_staff_gave_to_who_has_just_left_counts(town: Town) -> None:
    bob = await comes(town.second)
    await goes(town.second, bob)
    await town.renames(bob)
    assert await name_at_hi(town.first, bob) == GIVEN


@pytest.mark.parametrize("is_noticed", [True, False])
async def test_the_name_that_staff_gave_counts_after_a_process_was_killed(
    town: Town, is_noticed: bool
) -> None:
    bob = await comes(town.second)
    await goes(town.second, bob)
    user = User(bob.id, CHOSEN, "#123456")
    await town.first.live.presence.arrive(user, "killed.1", 4)
    if not is_noticed:
        await town.takes_for_alive("killed")
    await town.renames(bob)
    assert await name_at_hi(town.first, bob) == GIVEN


async def test_the_name_that_staff_gave_to_who_is_here_is_that_of_a_tab_elsewhere(
    town: Town,
) -> None:
    bob = await comes(town.second)
    await town.renames(bob)
    assert await name_at_hi(town.first, bob) == GIVEN


async def test_nothing_is_known_of_who_was_erased(town: Town) -> None:
    bob = await comes(town.second)
    await town.decides(call_command, "erase_player", bob.id, "--wait=0")
    await goes(town.second, bob)
    assert await town.name_of(bob.id) is None


# How long


async def test_nobody_is_known_for_ever(town: Town) -> None:
    bob = await town.second.arrive("bob")
    assert await town.known_for_ms(bob.id) > 0
    await bob.calls_itself(CHOSEN)
    await bob.hears_before_mark()
    assert await town.known_for_ms(bob.id) > 0
    await goes(town.second, bob)
    assert await town.known_for_ms(bob.id) > 0
    # As when staff change the name of somebody who is not here.
    await town.forgets(bob.id)
    await town.first.live.presence.show(User(bob.id, GIVEN, "#123456"))
    assert await town.known_for_ms(bob.id) > 0


async def test_who_is_here_stays_known(town: Town) -> None:
    bob = await comes(town.second)
    membership, host = host_of(town.second)
    await town.has_no_long_memory(bob.id)
    host.stays_until = 0.0
    await membership._tick(town.second.live, host)
    await host._work["staying"]
    assert await town.known_for_ms(bob.id) > SOON_MS


async def test_a_redis_that_has_forgotten_is_told_who_is_here_and_how_they_look(
    town: Town,
) -> None:
    bob = await comes(town.second)
    await town.forgets(bob.id)
    await membership_asserts(town.second)
    assert await town.name_of(bob.id) == CHOSEN
    await town.first.live.presence.show(User(bob.id, GIVEN, "#123456"))
    await membership_asserts(town.second)
    assert await town.name_of(bob.id) == GIVEN


async def membership_asserts(house: House) -> None:
    """What a process does after an outage."""
    membership, host = host_of(house)
    await membership._assert(house.live, host, put_back=False)
