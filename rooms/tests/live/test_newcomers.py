"""What somebody who comes in hears, and what not (docs/protocol.md §2, §5.5)."""

from __future__ import annotations

import asyncio

import pytest
from django.db import DatabaseError

from rooms.domain.room import Room
from rooms.state.base import Change
from rooms.tests.clients import Client
from rooms.tests.rules import rule

from .conftest import House

ROOM = "My room"


async def hears_the_welcome(client: Client) -> None:
    for kind in ("ch", "c", "nq"):
        await client.hears_next(kind)


@rule("5.5-1")
async def test_the_welcome_is_one_frame(house: House) -> None:
    alice = await house.arrive("alice")
    await alice.says({"m": "ch", "_id": ROOM})
    assert [message["m"] for message in await alice.hears_frame()] == ["ch", "c", "nq"]


async def test_a_newcomer_does_not_hear_of_its_own_coming(house: House) -> None:
    alice = await house.join("alice", ROOM)
    bob = await house.arrive("bob")
    await bob.says({"m": "ch", "_id": ROOM})
    await alice.hears_next("p", id=bob.id)
    await hears_the_welcome(bob)
    await bob.hears_nothing(after=alice)


async def test_a_line_that_is_in_the_history_is_not_heard_again(house: House) -> None:
    alice = await house.join("alice", ROOM)
    bob = await house.arrive("bob")
    # Both frames are handled before the batch with the line goes out.
    await alice.chats("hello")
    await bob.says({"m": "ch", "_id": ROOM})
    await bob.hears_next("ch")
    history = await bob.hears_next("c")
    assert [line["a"] for line in history["c"]] == ["hello"]
    await bob.hears_next("nq")
    await bob.hears_nothing("a", after=alice)


async def test_a_line_after_the_welcome_is_heard_once(house: House) -> None:
    alice = await house.join("alice", ROOM)
    bob = await house.arrive("bob")
    await bob.says({"m": "ch", "_id": ROOM})
    await alice.hears("p", id=bob.id)
    await alice.chats("hello")
    await hears_the_welcome(bob)
    await bob.hears_next("a", a="hello")
    await bob.hears_nothing(after=alice)


@rule("2-5")
async def test_nothing_of_a_room_comes_before_its_welcome(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = await house.join("alice", ROOM)
    bob = await house.arrive("bob")
    asked, go_on = asyncio.Event(), asyncio.Event()
    update = house.live.store.update

    async def slow_update(room_id: str, change: Change) -> tuple[Room, int]:
        # Only bob's coming is slow; alice goes on playing.
        if not asked.is_set():
            asked.set()
            await go_on.wait()
        return await update(room_id, change)

    monkeypatch.setattr(house.live.store, "update", slow_update)
    await bob.says({"m": "ch", "_id": ROOM})
    await asked.wait()
    await alice.plays("c3")
    await alice.chats("hello")
    await alice.hears("a")
    go_on.set()
    await hears_the_welcome(bob)


@rule("6.1-10")
async def test_who_left_hears_nothing_more_of_the_old_room(house: House) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    carol = await house.join("carol", ROOM)
    await bob.enters("Elsewhere")
    await bob.hears("nq")
    await alice.hears("bye", p=bob.id)
    await alice.plays("c3")
    await carol.hears("n")
    await bob.hears_nothing()


async def test_a_failing_database_still_opens_a_room(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fails(room_id: str) -> object:
        raise DatabaseError("away")

    alice = await house.arrive("alice")
    monkeypatch.setattr(house.live.archive, "recall", fails)
    room = await alice.enters(ROOM, {"limit": 3})
    assert room["ch"]["settings"]["limit"] == 3
    assert room["ch"]["crown"]["participantId"] == alice.id
    assert "could not be recalled" in caplog.text


async def test_a_failing_database_at_hi_has_the_client_come_again(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fails(*hello: object) -> object:
        raise DatabaseError("away")

    alice = await house.connect("alice")
    with monkeypatch.context() as patch:
        patch.setattr(house.live.identity, "resolve", fails)
        await alice.says({"m": "hi"})
        assert await alice.is_closed() == 1011
    assert "the database failed" in caplog.text
    await house.arrive("alice")


async def test_who_goes_while_a_room_is_recalled_is_not_in_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = await house.arrive("alice")
    recalled, go_on = asyncio.Event(), asyncio.Event()
    recall = house.live.archive.recall

    async def slow_recall(room_id: str) -> object:
        recalled.set()
        await go_on.wait()
        return await recall(room_id)

    monkeypatch.setattr(house.live.archive, "recall", slow_recall)
    await alice.says({"m": "ch", "_id": ROOM})
    await recalled.wait()
    leaving = asyncio.create_task(alice.leaves())
    go_on.set()
    await leaving
    bob = await house.arrive("bob")
    room = await bob.enters(ROOM)
    assert [person["id"] for person in room["ppl"]] == [bob.id]
    assert house.live.hub.users.keys() == {bob.id}
