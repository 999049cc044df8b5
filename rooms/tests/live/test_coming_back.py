"""Going out and in again wins nothing (docs/protocol.md §11.2, §14.1)."""

from __future__ import annotations

import pytest

from rooms.domain.rates import Rate
from rooms.keeper import sweep
from rooms.tests.clients import Client
from rooms.tests.rules import rule

from .conftest import House, OpenHouse

ROOM = "My room"
FULL = 1200 + 400
FULL_OF_THE_HOLDER = 1800 + 600


async def leaves(house: House, client: Client) -> None:
    await client.leaves()
    house.forget(client)


async def back(house: House, client: Client, how: str) -> Client:
    """The same person in the same room, who left it in one way or the other."""
    if how == "room":
        await client.enters("Elsewhere")
        await client.hears("nq")
        await client.enters(ROOM)
        await client.hears("nq")
        return client
    await leaves(house, client)
    return await returns(house, client)


async def returns(house: House, client: Client) -> Client:
    again = await house.arrive(client.name, client.token)
    await again.enters(ROOM)
    await again.hears("nq")
    return again


async def can_play(client: Client, listener: Client, count: int = 1) -> bool:
    await client.plays(*["c3"] * count)
    return any(message["m"] == "n" for message in await listener.hears_before_mark(client))


@rule("14.1-13", "11.2-1")
@pytest.mark.parametrize("how", ["room", "socket"])
async def test_who_comes_back_has_the_quota_of_before(house: House, how: str) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    assert await can_play(bob, alice, FULL)
    bob = await back(house, bob, how)
    assert not await can_play(bob, alice)
    house.clock.pass_s(2)
    assert await can_play(bob, alice)


@rule("14.1-13")
@pytest.mark.parametrize("how", ["room", "socket"])
async def test_who_comes_back_has_the_rates_of_before(house: House, how: str) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    await bob.says(*({"m": "a", "message": f"line {number}"} for number in range(4)))
    await alice.hears("a", a="line 3")
    bob = await back(house, bob, how)
    await bob.chats("one too many")
    assert "too fast" in (await bob.hears("notification"))["text"]
    await alice.hears_nothing("a", after=bob)


@rule("14.1-13")
async def test_the_rates_of_no_room_outlast_the_last_socket(house: House) -> None:
    alice = await house.join("alice", ROOM)
    await alice.says(*({"m": "t", "e": number} for number in range(5)))
    await alice.hears("t", e=4)
    alice = await back(house, alice, "socket")
    await alice.says({"m": "t", "e": 5})
    await alice.hears_nothing("t")


@rule("14.1-13")
@pytest.mark.parametrize(("seconds", "known"), [(59.9, True), (60, False)])
async def test_for_a_minute_it_is_known_who_left(house: House, seconds: float, known: bool) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    await leaves(house, bob)
    await alice.hears("bye", p=bob.id)
    house.clock.pass_s(seconds)
    await sweep(house.live)
    meters = house.live.hub.recall_meters(ROOM, bob.id, house.clock.steady())
    assert (meters is not None) == known


@rule("14.1-13")
async def test_of_many_who_left_the_last_are_known(open_house: OpenHouse) -> None:
    house = await open_house(meter_memory=1, tokens_per_address=0)
    alice = await house.join("alice", ROOM)
    bob, carol = await house.join("bob", ROOM), await house.join("carol", ROOM)
    for one in (bob, carol):
        await one.plays(*["c3"] * FULL)
        await alice.hears("n", p=one.id)
        await leaves(house, one)
        await alice.hears("bye", p=one.id)
    carol = await returns(house, carol)
    assert not await can_play(carol, alice)
    bob = await returns(house, bob)
    assert await can_play(bob, alice, FULL)


@rule("14.1-3")
async def test_somebody_in_no_room_always_gets_one(house: House) -> None:
    alice = await house.arrive("alice")
    await alice.says(*({"m": "ch", "_id": f"room {number}"} for number in range(6)))
    await alice.hears("ch")
    again = await house.arrive("alice", alice.token)
    assert (await again.enters(ROOM))["ch"]["_id"] == ROOM
    await again.hears("nq")
    await again.says({"m": "ch", "_id": "Another"})
    await again.hears_nothing("ch")


@rule("11.2-7")
async def test_the_crown_that_goes_to_and_fro_fills_a_quota_6_times_in_a_minute(
    open_house: OpenHouse,
) -> None:
    house = await open_house(period_bytes=1_000_000)
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    carol = await house.join("carol", ROOM)
    filled = 0
    for _ in range(4):
        await alice.gives_crown(bob)
        await bob.hears("nq", max=1800)
        filled += await can_play(bob, carol, FULL_OF_THE_HOLDER)
        await bob.gives_crown(alice)
        await bob.hears("nq", max=1200)
        filled += await can_play(bob, carol, FULL)
        house.clock.pass_s(1)
    assert filled == 6


@rule("11.2-7")
async def test_a_quota_that_is_not_filled_still_has_the_numbers_of_its_mode(
    open_house: OpenHouse,
) -> None:
    house = await open_house(rate_quota_refill=Rate(1, 60))
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    await alice.gives_crown(bob)
    await bob.hears("nq", max=1800)
    await bob.gives_crown(alice)
    assert await bob.hears("nq") == {"m": "nq", "allowance": 400, "max": 1200, "maxHistLen": 3}
