"""How often things may be done (docs/protocol.md §14.1); the clock stands still."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rooms.tests.clients import Client
from rooms.tests.lines import Message
from rooms.tests.rules import rule

from .conftest import House

ROOM = "My room"
Make = Callable[[int], Message]


async def tries(client: Client, times: int, make: Make) -> None:
    await client.says(*(make(number) for number in range(times)))


async def got_through(kind: str, by: Client, listener: Client) -> int:
    """How many messages of a kind `listener` heard before the next mark of `by`."""
    return sum(message["m"] == kind for message in await listener.hears_before_mark(by))


@rule("14.1-1")
async def test_4_lines_of_chat_in_4_s(house: House) -> None:
    alice = await house.join("alice", ROOM)
    bob = await house.join("bob", ROOM)
    await tries(bob, 6, lambda number: {"m": "a", "message": f"line {number}"})
    assert await got_through("a", bob, alice) == 4
    house.clock.pass_s(1)
    await tries(bob, 2, lambda number: {"m": "a", "message": f"line {number}"})
    assert await got_through("a", bob, alice) == 1


@rule("14.1-1")
async def test_10_lines_of_chat_in_4_s_for_the_holder_of_the_crown(house: House) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    await tries(alice, 12, lambda number: {"m": "a", "message": f"line {number}"})
    assert await got_through("a", alice, bob) == 10


@rule("14.1-1", "15-14")
async def test_the_first_dropped_line_of_a_series_is_explained(house: House) -> None:
    alice = await house.join("alice", ROOM)
    bob = await house.join("bob", ROOM)
    await tries(bob, 7, lambda number: {"m": "a", "message": f"line {number}"})
    await alice.hears("a", a="line 3")
    assert await got_through("notification", alice, bob) == 1
    house.clock.pass_s(1)
    await tries(bob, 3, lambda number: {"m": "a", "message": f"later {number}"})
    await alice.hears("a", a="later 0")
    assert await got_through("notification", alice, bob) == 1


@rule("14.1-1")
async def test_tabs_of_a_user_share_the_rate_in_a_room(house: House) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    tab = await house.tab_of(bob)
    await tries(bob, 3, lambda number: {"m": "a", "message": f"bob {number}"})
    await alice.hears("a", a="bob 2")
    await tries(tab, 3, lambda number: {"m": "a", "message": f"tab {number}"})
    assert await got_through("a", tab, alice) == 1


@rule("14.1-2", "6.2-1")
async def test_40_cursor_moves_in_1_s_and_the_last_place_is_kept(house: House) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    await tries(alice, 45, lambda number: {"m": "m", "x": number, "y": 0})
    await alice.chats("done")
    heard = 0
    while (await bob.hears_next_of("m", "a"))["m"] == "m":
        heard += 1
    assert heard == 40
    carol = await house.arrive("carol")
    people = {person["id"]: person for person in (await carol.enters(ROOM))["ppl"]}
    assert people[alice.id]["x"] == "44.00"


@rule("14.1-10")
async def test_30_messages_with_notes_in_1_s(house: House) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    await tries(alice, 33, lambda number: {"m": "n", "t": number, "n": [{"n": "c3"}]})
    assert await got_through("n", alice, bob) == 30
    house.clock.pass_s(0.1)
    await tries(alice, 5, lambda number: {"m": "n", "t": number, "n": [{"n": "c3"}]})
    assert await got_through("n", alice, bob) == 3


@rule("14.1-4")
async def test_5_settings_of_a_room_in_5_s(house: House) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    await tries(alice, 7, lambda number: {"m": "chset", "set": {"limit": 10 + number}})
    assert await got_through("ch", alice, bob) == 5
    house.clock.pass_s(1)
    await tries(alice, 2, lambda number: {"m": "chset", "set": {"limit": 20 + number}})
    assert await got_through("ch", alice, bob) == 1


@rule("14.1-5")
async def test_10_changes_of_the_crown_in_5_s(house: House) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    await tries(alice, 14, lambda number: {"m": "chown", "id": alice.id if number % 2 else ""})
    assert await got_through("ch", alice, bob) == 10


@rule("14.1-6")
async def test_10_changes_of_the_profile_in_60_s(house: House) -> None:
    alice = await house.join("alice", ROOM)  # who has taken a name: one of the ten
    bob = await house.join("bob", ROOM)
    await tries(alice, 12, lambda number: {"m": "userset", "set": {"name": f"alice {number}"}})
    assert await got_through("p", alice, bob) == 9
    house.clock.pass_s(6)
    await alice.calls_itself("alice again")
    assert await got_through("p", alice, bob) == 1


@rule("14.1-7")
async def test_5_kickbans_and_unbans_in_5_s(house: House) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    carol = await house.join("carol", "Elsewhere")
    await tries(alice, 7, lambda number: {"m": "kickban", "_id": carol.id, "ms": 60_000})
    assert await got_through("notification", alice, bob) == 5


@rule("14.1-3")
async def test_5_rooms_in_5_s(house: House) -> None:
    alice = await house.arrive("alice")
    await tries(alice, 7, lambda number: {"m": "ch", "_id": f"room {number}"})
    heard = await alice.hears_before_mark()
    assert [m["ch"]["_id"] for m in heard if m["m"] == "ch"] == [f"room {n}" for n in range(5)]


@rule("14.1-8")
async def test_10_subscriptions_of_the_list_in_5_s(house: House) -> None:
    alice = await house.join("alice", ROOM)
    await tries(alice, 13, lambda number: {"m": "+ls"})
    heard = await alice.hears_before_mark()
    assert [m["m"] for m in heard].count("ls") == 10


@rule("14.1-9")
async def test_5_answers_to_t_in_5_s(house: House) -> None:
    alice = await house.join("alice", ROOM)
    await tries(alice, 8, lambda number: {"m": "t", "e": number})
    heard = await alice.hears_before_mark()
    assert [m["e"] for m in heard if m["m"] == "t"] == [0, 1, 2, 3, 4]


@rule("11.2-3", "11.1-1", "11.1-2", "11.2-2", "14-13", "15-13")
@pytest.mark.parametrize(("room", "most"), [("normal", 1200 + 400), ("lobby", 600 + 200)])
async def test_notes_cost_quota_with_one_allowance_of_slack(
    house: House, room: str, most: int
) -> None:
    await house.join("alice", room)
    bob, carol = await house.join("bob", room), await house.join("carol", room)
    await bob.plays(*["c3"] * most)
    assert len((await carol.hears("n"))["n"]) == most
    await bob.plays("c3")
    await carol.hears_nothing("n", after=bob)
    house.clock.pass_s(2)
    await bob.plays("c3")
    await carol.hears("n")


@rule("11.2-2", "6.1-9")
async def test_quota_counts_notes_as_they_came_not_as_they_are_relayed(house: House) -> None:
    await house.join("alice", ROOM)
    bob, carol = await house.join("bob", ROOM), await house.join("carol", ROOM)
    await bob.plays("c3", *["nonsense"] * 1599)
    assert len((await carol.hears("n"))["n"]) == 1
    await bob.plays("c3")
    await carol.hears_nothing("n", after=bob)


@rule("11.2-1", "3.1-3")
async def test_tabs_of_a_user_share_the_quota(house: House) -> None:
    await house.join("alice", ROOM)
    bob, carol = await house.join("bob", ROOM), await house.join("carol", ROOM)
    tab = await house.tab_of(bob)
    await bob.plays(*["c3"] * 1600)
    await carol.hears("n")
    await tab.plays("c3")
    await carol.hears_nothing("n", after=tab)
