"""Who has not done anything for 15 minutes (docs/protocol.md §3.3 `afk`)."""

from __future__ import annotations

import pytest

from rooms.keeper import sweep
from rooms.tests.clients import Client
from rooms.tests.lines import Message
from rooms.tests.rules import rule

from .conftest import House

ROOM = "My room"
QUARTER_S = 900


@pytest.fixture
async def idle(house: House) -> tuple[Client, Client]:
    """alice, who is away, and bob, who knows it."""
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    await after(house, QUARTER_S, alice, bob)
    await bob.hears("p", id=alice.id, afk=True)
    return alice, bob


async def after(house: House, seconds: float, *alive: Client) -> None:
    """Let time pass and the keeper look; who is alive has said so."""
    house.clock.pass_s(seconds)
    for client in alive:
        await client.says({"m": "t", "e": seconds})
        await client.hears("t", e=seconds)
    await sweep(house.live)


async def away_to_a_newcomer(house: House, client: Client) -> bool:
    """Whether somebody who comes in now sees that `client` is away."""
    newcomer = await house.arrive("newcomer")
    people = {person["id"]: person for person in (await newcomer.enters(ROOM))["ppl"]}
    assert people[newcomer.id]["afk"] is False
    away: bool = people[client.id]["afk"]
    return away


@rule("3.3-5")
async def test_before_15_minutes_nobody_is_away(house: House) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    await alice.hears("p", id=bob.id)
    await after(house, QUARTER_S - 0.001, alice, bob)
    await alice.hears_nothing("p", after=bob)


@rule("3.3-5")
@pytest.mark.parametrize(
    "message",
    [
        {"m": "n", "t": 1, "n": [{"n": "c3"}]},
        {"m": "a", "message": "back"},
        {"m": "dm", "_id": "f" * 24, "message": "back"},
        {"m": "m", "x": 1, "y": 1},
        {"m": "userset", "set": {}},
        {"m": "ch", "_id": ROOM},
    ],
    ids=lambda message: message["m"],
)
async def test_who_does_something_is_back(idle: tuple[Client, Client], message: Message) -> None:
    alice, bob = idle
    await alice.says(message)
    await bob.hears("p", id=alice.id, afk=False)


@rule("3.3-5")
@pytest.mark.parametrize("kind", ["t", "+ls", "+custom", "devices"])
async def test_what_clients_say_by_themselves_brings_nobody_back(
    house: House, idle: tuple[Client, Client], kind: str
) -> None:
    alice, _ = idle
    await alice.says({"m": kind}, {"m": "t", "e": 1})
    await alice.hears("t", e=1)
    assert await away_to_a_newcomer(house, alice)


@rule("3.3-5", "3.3-11")
async def test_who_comes_in_sees_who_is_away(house: House, idle: tuple[Client, Client]) -> None:
    alice, _ = idle
    assert await away_to_a_newcomer(house, alice)
    carol = await house.join("carol", ROOM)
    await alice.says({"m": "custom", "data": 1, "target": {"mode": "id", "id": carol.id}})
    assert (await carol.hears("custom"))["u"]["afk"] is True
