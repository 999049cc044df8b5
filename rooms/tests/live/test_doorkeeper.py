"""How long addresses are remembered, and for what (docs/protocol.md §13)."""

from __future__ import annotations

import pytest

from rooms.domain.rates import Rate
from rooms.keeper import sweep
from rooms.tests.clients import Client
from rooms.tests.lines import Refused
from rooms.tests.rules import rule

from .conftest import House, OpenHouse

HERE = "198.51.100.7"
NORMAL = 1000
TOO_MANY_USERS, QUEUE_TOO_LONG, BANNED_FOR_QUEUE = 4001, 4003, 4503
TOO_MANY_CONNECTIONS = 429
MINUTES_10_S, HOUR_S = 600, 3600


async def violates(house: House, times: int, address: str = HERE) -> list[int]:
    """Break a limit again and again; the codes that one is closed with."""
    codes = []
    for _ in range(times):
        somebody = await house.connect(address=address)
        await somebody.says(*[{"m": "nonsense"}] * 513)
        codes.append(await somebody.is_closed())
    return codes


async def is_refused(house: House, address: str = HERE) -> bool:
    try:
        await house.connect(address=address)
    except Refused:
        return True
    return False


async def users(house: House, count: int) -> list[Client]:
    """So many users with tokens, from as many addresses."""
    return [await house.arrive(f"user {number}") for number in range(count)]


async def comes(house: House, user: Client) -> int | None:
    """The code that a user from `HERE` is closed with, if it is."""
    socket = await house.connect(user.name, address=HERE)
    await socket.says({"m": "hi", "token": user.token})
    await socket.hears_next("b")
    # Whoever is let in may say `bye`.
    await socket.says({"m": "bye"})
    code = await socket.is_closed()
    return None if code == NORMAL else code


@rule("13-13")
async def test_five_violations_within_10_min_lead_to_10_min_outside(house: House) -> None:
    assert await violates(house, 5) == [QUEUE_TOO_LONG] * 4 + [BANNED_FOR_QUEUE]
    house.clock.pass_s(MINUTES_10_S - 0.001)
    assert await is_refused(house)
    house.clock.pass_s(0.001)
    assert not await is_refused(house)


@rule("13-13")
async def test_violations_of_more_than_10_min_ago_are_forgotten(house: House) -> None:
    await violates(house, 4)
    house.clock.pass_s(MINUTES_10_S)
    await sweep(house.live)
    assert await violates(house, 4) == [QUEUE_TOO_LONG] * 4
    assert await violates(house, 1) == [BANNED_FOR_QUEUE]


@rule("13-13")
async def test_after_a_ban_one_begins_anew(house: House) -> None:
    await violates(house, 5)
    house.clock.pass_s(MINUTES_10_S)
    assert await violates(house, 4) == [QUEUE_TOO_LONG] * 4


@rule("13-13")
async def test_violations_count_by_network(house: House) -> None:
    codes = [(await violates(house, 1, f"2001:db8:1:2::{n}"))[0] for n in range(1, 6)]
    assert codes[-1] == BANNED_FOR_QUEUE
    assert await is_refused(house, "2001:db8:1:2:ffff::1")
    assert not await is_refused(house, "2001:db8:1:3::1")


@rule("1-17", "2-9")
async def test_upgrades_are_let_in_again_as_time_passes(open_house: OpenHouse) -> None:
    house = await open_house(rate_connect=Rate(3, 30))
    assert [await is_refused(house) for _ in range(4)] == [False, False, False, True]
    house.clock.pass_s(10)
    assert [await is_refused(house) for _ in range(2)] == [False, True]


@rule("13-5", "14-23")
async def test_users_of_an_address_are_forgotten_after_an_hour(house: House) -> None:
    known = await users(house, 5)
    assert [await comes(house, user) for user in known[:4]] == [None] * 3 + [TOO_MANY_USERS]
    house.clock.pass_s(HOUR_S - 0.001)
    assert await comes(house, known[3]) == TOO_MANY_USERS
    house.clock.pass_s(0.001)
    assert [await comes(house, user) for user in known[:4]] == [None] * 3 + [TOO_MANY_USERS]


@rule("13-5", "14-23")
async def test_with_0_any_number_of_users_may_come(open_house: OpenHouse) -> None:
    house = await open_house(tokens_per_address=0)
    assert [await comes(house, user) for user in await users(house, 6)] == [None] * 6
    # What would grow for an hour at an address that thousands share.
    assert not any(one.users for one in house.live.doorkeeper._visitors.values())


@pytest.mark.parametrize("before_s", [1, MINUTES_10_S - 1])
@rule("13-13")
async def test_the_round_of_the_keeper_forgets_no_ban(house: House, before_s: int) -> None:
    await violates(house, 5)
    house.clock.pass_s(before_s)
    await sweep(house.live)
    assert await is_refused(house)


@rule("1-17")
async def test_to_look_whether_an_upgrade_would_be_refused_is_none(house: House) -> None:
    door = house.live.doorkeeper
    upgrades = int(house.live.limits.rate_connect.count)
    for _ in range(upgrades + 1):
        assert door.refusal(HERE, house.clock.steady()) is None
    for _ in range(upgrades):
        assert door.admit(HERE, house.clock.steady()) is None
    assert door.refusal(HERE, house.clock.steady()) == TOO_MANY_CONNECTIONS
    assert door.admit(HERE, house.clock.steady()) == TOO_MANY_CONNECTIONS
