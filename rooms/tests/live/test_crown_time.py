"""When a dropped crown may be taken, and where it falls (docs/protocol.md §7)."""

from __future__ import annotations

from rooms.tests.clients import Client
from rooms.tests.rules import rule

from .conftest import House
from .fakes import START

ROOM = "My room"


async def dropped(house: House) -> tuple[Client, Client]:
    """alice has dropped the crown before bob's eyes."""
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    await alice.drops_crown()
    await alice.hears("ch")
    await bob.hears("ch")
    return alice, bob


@rule("7.3-6", "14-15")
async def test_before_15_s_nobody_else_takes_it(house: House) -> None:
    alice, bob = await dropped(house)
    house.clock.pass_s(14.999)
    await bob.takes_crown()
    await alice.hears_nothing("ch", after=bob)


@rule("7.3-5", "7.4-1", "7.1-3", "14-15")
async def test_after_15_s_anybody_takes_it(house: House) -> None:
    alice, bob = await dropped(house)
    house.clock.pass_s(15)
    await bob.takes_crown()
    crown = (await alice.hears("ch"))["ch"]["crown"]
    assert crown["userId"] == crown["participantId"] == bob.id
    assert crown["time"] == START + 15_000


@rule("7.3-5")
async def test_after_15_s_anybody_gives_it_to_somebody_else(house: House) -> None:
    alice, bob = await dropped(house)
    carol = await house.join("carol", ROOM)
    house.clock.pass_s(15)
    await bob.gives_crown(carol)
    assert (await alice.hears("ch"))["ch"]["crown"]["participantId"] == carol.id


@rule("7.3-7")
async def test_the_countdown_cannot_be_started_again_by_others(house: House) -> None:
    alice, bob = await dropped(house)
    house.clock.pass_s(10)
    await bob.drops_crown()
    await alice.hears_nothing("ch", after=bob)
    house.clock.pass_s(5)
    await bob.takes_crown()
    await alice.hears("ch")


@rule("7.3-4")
async def test_the_last_holder_takes_it_back_at_once(house: House) -> None:
    alice, bob = await dropped(house)
    await alice.takes_crown()
    assert (await bob.hears("ch"))["ch"]["crown"]["participantId"] == alice.id


@rule("7.1-1", "7.1-2", "7.1-3", "7.1-4", "7.4-2", "7.4-3")
async def test_it_falls_from_the_cursor_of_who_dropped_it(house: House) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    await alice.moves("42.10", "61.25")
    await alice.drops_crown()
    crown = (await bob.hears("ch"))["ch"]["crown"]
    assert "participantId" not in crown
    assert (crown["userId"], crown["time"]) == (alice.id, START)
    assert crown["startPos"] == {"x": 42.1, "y": 61.25}
    assert crown["endPos"]["x"] == 42.1
    assert 70 <= crown["endPos"]["y"] <= 90


@rule("7.4-2", "7.4-3")
async def test_it_comes_to_rest_on_the_page(house: House) -> None:
    alice, _ = await dropped(house)
    room = await alice.enters(ROOM)
    crown = room["ch"]["crown"]
    assert crown["startPos"] == {"x": 200, "y": 100}
    assert crown["endPos"]["x"] == 90


@rule("5.4-5", "8.1-3")
async def test_a_ban_ends_with_its_time(house: House) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    await alice.kickbans(bob, 120_000)
    await bob.hears("ch")
    house.clock.pass_s(60.5)
    assert (await bob.enters(ROOM))["ch"]["_id"] == "test/awkward"
    house.clock.pass_s(59.5)
    assert (await bob.enters(ROOM))["ch"]["_id"] == ROOM


@rule("8.2-11")
async def test_the_minutes_left_of_a_ban_are_rounded_up(house: House) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    await alice.kickbans(bob, 180_000)
    await bob.hears("ch")
    house.clock.pass_s(60.5)
    await bob.says({"m": "ch", "_id": ROOM})
    assert "2 minutes" in (await bob.hears("notification"))["text"]
