"""What people are shown of somebody who was erased (docs/privacy.md)."""

from __future__ import annotations

import pytest
from channels.db import database_sync_to_async

from moderation.actors import OPERATOR
from moderation.services.erasure import player_erase, player_sign_out
from moderation.services.rooms import room_keep
from rooms.models import ChatLine, Player
from rooms.tests.clients import Client
from rooms.tests.live.conftest import House
from rooms.tests.rules import rule

from .conftest import ROOM, Two, decided, history, leaves_room, orders_are_done


async def talk(house: House) -> tuple[Client, Client]:
    """Alice and bob say something to the room and to each other."""
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    await alice.calls_itself("Alice Realname")
    await bob.chats("bob to all")
    await bob.hears("a", a="bob to all")
    await alice.chats("alice to all")
    await bob.hears("a", a="alice to all")
    for one, other, text in ((alice, bob, "alice to bob"), (bob, alice, "bob to alice")):
        await one.says({"m": "dm", "_id": other.id, "message": text})
        await other.hears("dm", a=text)
    return alice, bob


async def signs_out(alice: Client, bob: Client) -> None:
    """Alice is gone, bob is not."""
    await database_sync_to_async(player_sign_out)(user_id=alice.id, by=OPERATOR)
    await alice.is_closed()
    await bob.hears("bye", p=alice.id)


async def erased(houses: Two, who: Client) -> None:
    """Moderators erase somebody who is gone; nothing is written before."""
    await database_sync_to_async(player_erase)(user_id=who.id, by=OPERATOR)
    # What a process finds of the person is ordered to be taken out of rooms in its turn.
    for _ in range(2):
        await orders_are_done(*set(houses))


async def owner(house: House) -> str | None:
    room = await house.live.store.look(ROOM)
    assert room
    return room.settings.owner_id


@rule("6.4-2")
async def test_who_is_there_is_shown_the_chat_without_who_was_erased(houses: Two) -> None:
    alice, bob = await talk(houses[0])
    await houses[0].live.archive.flush()
    await signs_out(alice, bob)
    await erased(houses, alice)
    assert [line["a"] for line in (await bob.hears("c"))["c"]] == ["bob to all"]
    assert await history(houses[1]) == ["bob to all"]


async def test_a_room_that_was_unloaded_shows_nothing_of_who_was_erased(houses: Two) -> None:
    first, door = houses
    alice, bob = await talk(first)
    await signs_out(alice, bob)
    await leaves_room(first, bob)
    await first.live.archive.flush()
    await erased(houses, alice)
    back = await door.arrive("bob", bob.token)
    await back.enters(ROOM)
    assert [line["a"] for line in (await back.hears("c"))["c"]] == ["bob to all"]


async def test_what_was_not_written_yet_does_not_come_back(
    houses: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, door = houses
    for house in houses:
        monkeypatch.setattr(house.live.archive, "_wake", lambda: None)
    alice, bob = await talk(first)
    await signs_out(alice, bob)
    await erased(houses, alice)
    for house in houses:
        await house.live.archive.flush()
    assert [line.text async for line in ChatLine.objects.all()] == ["bob to all"]
    assert not await Player.objects.filter(pk=alice.id).aexists()
    assert await history(door) == ["bob to all"]


async def test_who_was_erased_owns_no_open_room(houses: Two) -> None:
    alice, bob = await talk(houses[0])
    await decided(houses, room_keep, room_id=ROOM, owner_id=alice.id)
    await signs_out(alice, bob)
    assert await owner(houses[1]) == alice.id
    await erased(houses, alice)
    assert await owner(houses[1]) is None
