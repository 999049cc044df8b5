"""What moderators decide about a room that was unloaded a moment ago (docs/moderation.md)."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from redis.asyncio import Redis

from moderation.models import Ban
from moderation.services import orders as queue
from moderation.services import rooms
from moderation.services.bans import ban_lift
from rooms.models import ChatLine, RoomRecord
from rooms.records import Remembered, StoredRoom, moment
from rooms.state.base import Change, StoreAway
from rooms.state.scripts import document
from rooms.tests.clients import Client
from rooms.tests.live.conftest import House, OpenHouse

from .conftest import LIMITS, ROOM, Two, decided, decides, history, leaves_room

AWKWARD = "test/awkward"


async def says(house: House, *texts: str) -> Client:
    """Alice, who said something in a room and left it."""
    alice = await house.join("alice", ROOM)
    for text in texts:
        await alice.chats(text)
        await alice.hears("a", a=text)
    await leaves_room(house, alice)
    return alice


async def record() -> RoomRecord:
    return await RoomRecord.objects.aget(room_id=ROOM)


async def test_a_room_that_was_closed_is_closed(houses: Two) -> None:
    _, door = houses
    await says(houses[0])
    await decided(houses, rooms.room_close, room_id=ROOM, minutes=60)
    bob = await door.arrive("bob")
    assert (await bob.enters(ROOM))["ch"]["_id"] == AWKWARD
    for house in houses:
        await house.live.archive.flush()
    assert (await record()).settings["closed_until"]


async def test_a_room_that_was_reopened_is_open(houses: Two) -> None:
    alice = await houses[0].join("alice", ROOM)
    await decided(houses, rooms.room_close, room_id=ROOM, minutes=60)
    assert (await alice.hears("ch"))["ch"]["_id"] == AWKWARD
    await leaves_room(houses[0])
    await decided(houses, rooms.room_reopen, room_id=ROOM)
    assert await history(houses[1]) == []


async def test_a_chat_that_was_cleared_is_empty(houses: Two) -> None:
    await says(houses[0], "offensive")
    await decided(houses, rooms.room_clear_chat, room_id=ROOM)
    since = (await record()).history_since
    assert await history(houses[1]) == []
    for house in houses:
        await house.live.archive.flush()
    assert 0 < (await record()).history_since <= since


async def test_a_line_that_was_hidden_is_not_shown_until_it_is_shown_again(houses: Two) -> None:
    first, door = houses
    await says(first, "before", "bad", "after")
    await first.live.archive.flush()
    line = await ChatLine.objects.aget(text="bad")
    await decided(houses, rooms.line_hide, line=line)
    newcomer = await door.arrive("newcomer")
    await newcomer.enters(ROOM)
    assert [line["a"] for line in (await newcomer.hears("c"))["c"]] == ["before", "after"]
    await leaves_room(door, newcomer)
    await decided(houses, rooms.line_hide, line=line, hidden=False)
    assert await history(door) == ["before", "bad", "after"]


async def test_who_may_come_back_does(houses: Two) -> None:
    first, door = houses
    alice, bob = await first.join("alice", ROOM), await first.join("bob", ROOM)
    await alice.kickbans(bob, 3_600_000)
    assert (await bob.hears("ch"))["ch"]["_id"] == AWKWARD
    await leaves_room(first, alice)
    await first.live.archive.flush()
    ban = await Ban.objects.aget(user_id=bob.id)
    await decided(houses, ban_lift, ban_id=ban.pk, at=moment(first.live.now))
    again = await door.arrive("bob", bob.token)
    assert (await again.enters(ROOM))["ch"]["_id"] == ROOM


async def test_settings_and_owner_are_as_decided(houses: Two) -> None:
    first, door = houses
    alice = await first.join("alice", ROOM, {"limit": 30})
    await alice.sets_room({"color": "#112233", "color2": "#445566"})
    await alice.hears("ch")
    await leaves_room(first, alice)
    await decided(houses, rooms.room_change_settings, room_id=ROOM, changes={"limit": 7})
    await decided(houses, rooms.room_keep, room_id=ROOM, owner_id=alice.id)
    bob = await door.arrive("bob")
    settings = (await bob.enters(ROOM))["ch"]["settings"]
    assert (settings["limit"], settings["color"], settings["owner_id"]) == (
        7,
        "#112233",
        alice.id,
    )


# In between


class Held:
    """Recalls of a process that have read the database go on when they may."""

    def __init__(self, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
        self._recall = house.live.archive.recall
        self._read, self._may_go_on = asyncio.Event(), asyncio.Event()
        monkeypatch.setattr(house.live.archive, "recall", self)

    async def __call__(self, room_id: str) -> Remembered:
        found = await self._recall(room_id)
        if room_id == ROOM:
            self._read.set()
            await self._may_go_on.wait()
        return found

    async def have_read(self) -> None:
        await self._read.wait()

    def go_on(self) -> None:
        self._may_go_on.set()


@pytest.mark.parametrize("left", ["a moment ago", "long ago"])
async def test_who_is_on_the_way_in_comes_into_the_room_as_decided(
    houses: Two, left: str, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, door = houses
    await says(first, "offensive")
    if left == "long ago":
        await first.live.archive.flush()
        async with Redis.from_url(redis_url) as redis:
            await redis.delete(document(ROOM))
    bob = await door.arrive("bob")
    held = Held(door, monkeypatch)
    await bob.says({"m": "ch", "_id": ROOM})
    await held.have_read()
    await decided(houses, rooms.room_clear_chat, room_id=ROOM)
    held.go_on()
    assert (await bob.hears("ch"))["ch"]["_id"] == ROOM
    assert (await bob.hears("c"))["c"] == []


async def test_a_state_of_before_that_is_written_late_undoes_nothing(houses: Two) -> None:
    first, _ = houses
    alice = await says(first)
    await first.live.archive.flush()
    late = await record()
    await decided(houses, rooms.room_close, room_id=ROOM, minutes=60)
    for house in houses:
        await house.live.archive.flush()
    first.live.archive.remember_room(
        StoredRoom(
            room_id=ROOM,
            settings=late.settings,
            last_crown_holder=alice.id,
            last_used_at=first.live.now,
        )
    )
    await first.live.archive.flush()
    assert (await record()).settings["closed_until"]


async def test_what_is_decided_while_the_store_is_away_is_done_when_it_is_back(
    open_house: OpenHouse, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = await open_house(redis=[redis_url], orders_ms=10, **LIMITS)
    alice = await house.join("alice", ROOM)
    amend, away = house.live.store.amend, asyncio.Event()

    async def refuse(room_id: str, change: Change) -> None:
        away.set()
        raise StoreAway

    monkeypatch.setattr(house.live.store, "amend", refuse)
    monkeypatch.setattr(queue, "LEASE", timedelta(0))
    await decides(house, rooms.room_close, room_id=ROOM, minutes=60)
    await away.wait()
    monkeypatch.setattr(house.live.store, "amend", amend)
    assert (await alice.hears("ch"))["ch"]["_id"] == AWKWARD
