"""A process that others took for dead keeps its people (docs/architecture.md §3)."""

from __future__ import annotations

from typing import Any

from channels.db import database_sync_to_async

from moderation.actors import OPERATOR
from moderation.services.bans import Terms, ban_issue
from moderation.services.rooms import notice_send
from rooms.cluster.membership import ClusterMembership
from rooms.domain.agreeing import agree
from rooms.domain.chat import Line
from rooms.domain.rules import RoomRules
from rooms.state import scripts
from rooms.state.shards import Shards
from rooms.tests.domain.builders import person
from rooms.tests.state.stores import Crier, redis_store

from .conftest import OpenHouse
from .fakes import START

ROOM = "My room"


class OtherProcess:
    """Takes another one for dead, and does as is right then."""

    def __init__(self, url: str) -> None:
        self._shards = Shards([url])
        self._shard = self._shards.all[0]
        self._store = redis_store(
            self._shards, RoomRules(), lambda *_: None, lambda: START, "other"
        )

    async def reaps(self, process: str) -> None:
        await self._shard.read("ZADD", "mpp:procs", 0, process)
        assert await self._shard.run(scripts.LAPSED, 5_000) == [process.encode(), [ROOM.encode()]]
        await self._store.update(ROOM, lambda room: agree(room, process, {}, now=START, chance=0.5))
        await self._shard.run(scripts.REAPED, process)

    async def lets_in_and_hears(self, name: str) -> dict[str, Any]:
        """What is published when somebody who has come in says something."""
        user = person(name)
        await self._store.update(ROOM, lambda room: room.join(user, f"other.{name}", START))
        line = Line("abcd1234", START, "hello?", user)
        await self._store.update(ROOM, lambda room: room.say(line))
        crier = self._store._herald
        assert isinstance(crier, Crier)
        return crier.published[-1][1]

    async def ends(self) -> None:
        await self._shards.close()


async def test_people_stay_when_the_process_fell_asleep_between_two_looks_after_an_outage(
    open_house: OpenHouse, redis_url: str
) -> None:
    house = await open_house(redis=[redis_url])
    alice = await house.join("alice", ROOM)
    other = OtherProcess(redis_url)
    membership = house.live.membership
    assert isinstance(membership, ClusterMembership)
    (host,) = membership._hosts
    await other.reaps(house.live.process)
    await other.lets_in_and_hears("bob")
    # What the second look does, which was put off when nobody was to be put back.
    await membership._assert(house.live, host, put_back=False)
    shown = await alice.hears("ch")
    assert shown["ch"]["_id"] == ROOM
    assert {one["name"] for one in shown["ppl"]} == {"alice", "bob"}
    await other.ends()


async def test_people_stay_when_news_is_missed_before_the_lease_is_renewed(
    open_house: OpenHouse, redis_url: str
) -> None:
    house = await open_house(redis=[redis_url])
    alice = await house.join("alice", ROOM)
    other = OtherProcess(redis_url)
    await other.reaps(house.live.process)
    # What comes after the news that alice was taken out, which never came.
    house.live.hub.on_state(ROOM, await other.lets_in_and_hears("bob"))
    shown = await alice.hears("ch")
    assert shown["ch"]["_id"] == ROOM
    assert {one["name"] for one in shown["ppl"]} == {"alice", "bob"}
    await other.ends()


async def test_of_a_process_that_was_taken_for_dead_only_the_banned_stay_out(
    open_house: OpenHouse, redis_url: str
) -> None:
    house = await open_house(redis=[redis_url], tokens_per_address=0)
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    await bob.hears_before_mark()
    other = OtherProcess(redis_url)
    await other.reaps(house.live.process)
    await house.live.archive.flush()
    terms = Terms(user_id=alice.id, room_id=ROOM, reason="noise")
    await database_sync_to_async(ban_issue)(terms=terms, by=OPERATOR)
    # Orders are carried out one after the other.
    await database_sync_to_async(notice_send)(text="done", user_id=bob.id, by=OPERATOR)
    await bob.hears("notification", text="done")
    membership = house.live.membership
    assert isinstance(membership, ClusterMembership)
    await membership._assert(house.live, membership._hosts[0], put_back=True)
    assert "banned" in (await alice.hears("notification"))["text"]
    assert (await alice.hears("ch"))["ch"]["_id"] == "test/awkward"
    shown = await bob.hears("ch")
    assert shown["ch"]["_id"] == ROOM
    assert {one["name"] for one in shown["ppl"]} == {"bob"}
    await other.ends()
