"""Nobody fills memory and database with rooms (docs/protocol.md 5.4-14)."""

from __future__ import annotations

from rooms.domain.rates import Rate
from rooms.keeper import sweep
from rooms.tests.clients import Client
from rooms.tests.lines import new_address
from rooms.tests.rules import rule

from .conftest import OpenHouse

FEW = {"rate_join": Rate(1_000, 1), "tokens_per_address": 0}


async def ends_up_in(client: Client, room: str) -> str:
    told: str = (await client.enters(room))["ch"]["_id"]
    return told


async def goes_through(client: Client, name: str, count: int) -> list[bool]:
    """Whether it came into each of so many rooms."""
    rooms = [f"{name} {number}" for number in range(count)]
    return [await ends_up_in(client, room) == room for room in rooms]


@rule("5.4-14", "14.1-14", "5.4-12")
async def test_a_user_opens_20_rooms_and_then_one_each_30_s(open_house: OpenHouse) -> None:
    house = await open_house(**FEW)
    alice = await house.arrive("alice")
    assert await goes_through(alice, "a", 22) == [True] * 20 + [False] * 2
    await alice.hears_before_mark()
    await alice.says({"m": "ch", "_id": "one more"})
    await alice.hears_next("notification", text="You open too many new rooms: try again later.")
    await alice.hears_next("ch")
    assert house.live.hub.tally.refused["rate_rooms"] == 3
    house.clock.pass_s(30)
    assert await goes_through(alice, "b", 2) == [True, False]
    # What is there already costs nothing, and the lobby is for everybody.
    for room in ("a 0", "lobby"):
        assert await ends_up_in(alice, room) == room


@rule("5.4-14", "14.1-14")
async def test_all_users_of_an_address_open_100_rooms(open_house: OpenHouse) -> None:
    house = await open_house(**FEW, identity="fresh")
    address = new_address()
    came = []
    for number in range(6):
        client = await house.arrive(f"evader {number}", address=address)
        came += await goes_through(client, f"{number}", 20)
    assert came == [True] * 100 + [False] * 20
    bob = await house.arrive("bob", address=new_address())
    assert await goes_through(bob, "elsewhere", 1) == [True]


@rule("5.4-14")
async def test_a_new_token_does_not_help(open_house: OpenHouse) -> None:
    house = await open_house(**FEW, identity="per-address")
    address = new_address()
    alice = await house.arrive("alice", address=address)
    assert all(await goes_through(alice, "a", 20))
    await alice.leaves()
    house.forget(alice)
    again = await house.arrive("alice", "thrown away", address=address)
    assert await goes_through(again, "b", 1) == [False]


async def test_after_a_flood_of_rooms_nothing_of_them_is_left_in_memory(
    open_house: OpenHouse,
) -> None:
    house = await open_house(**FEW)
    alice = await house.arrive("alice")
    await goes_through(alice, "a", 20)
    await alice.enters("lobby")
    house.clock.pass_s(61)
    await alice.says({"m": "t"})
    await alice.hears("t")
    await sweep(house.live)
    await house.live.archive.flush()
    assert [room.id for room in house.live.store.rooms()] == ["lobby"]
    assert list(house.live.hub.rooms) == ["lobby"]
    assert house.live.hub.listening.rooms <= {"lobby"}
    assert house.live.archive.backlog == 0
