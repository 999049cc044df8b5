"""Too much from one socket closes it (docs/protocol.md §13)."""

from __future__ import annotations

import json

import pytest

from rooms.tests.clients import Client
from rooms.tests.rules import rule

from .conftest import OpenHouse

ROOM = "My room"


def frame_of(size: int) -> str:
    """A frame of so many bytes that nothing happens for."""
    frame = json.dumps([{"m": "devices", "list": [""]}])
    return frame.replace('""', f'"{"x" * (size - len(frame))}"')


async def still_there(client: Client) -> None:
    await client.says({"m": "t", "e": 1})
    await client.hears("t", e=1)


@rule("1-13", "14-20")
async def test_a_frame_of_the_largest_size_is_handled(open_house: OpenHouse) -> None:
    house = await open_house()
    alice = await house.arrive("alice")
    await alice.says_raw(frame_of(131_072))
    await still_there(alice)


@rule("1-13", "13-2", "14-20")
async def test_a_larger_frame_closes_1009(open_house: OpenHouse) -> None:
    house = await open_house()
    alice = await house.arrive("alice")
    await alice.says_raw(frame_of(131_073))
    assert await alice.is_closed() == 1009


@rule("1-13")
async def test_the_size_of_a_frame_is_counted_in_bytes(open_house: OpenHouse) -> None:
    house = await open_house(frame_bytes=1000)
    alice = await house.arrive("alice")
    await alice.says_raw(json.dumps([{"m": "a", "message": "é" * 500}], ensure_ascii=False))
    assert await alice.is_closed() == 1009


@rule("13-6")
@pytest.mark.parametrize("before_hi", [True, False])
async def test_too_many_bytes_in_a_period_close_4002(
    open_house: OpenHouse, before_hi: bool
) -> None:
    house = await open_house(period_bytes=1000, hello_bytes=1000)
    alice = await (house.connect() if before_hi else house.arrive("alice"))
    for _ in range(3):
        await alice.says_raw(frame_of(400))
    assert await alice.is_closed() == 4002


@rule("13-6")
async def test_before_hi_fewer_bytes_close_4002(open_house: OpenHouse) -> None:
    house = await open_house()
    early = await house.connect()
    await early.says_raw(frame_of(16_384))
    await early.hears_next("b")
    await early.says_raw(frame_of(20))
    assert await early.is_closed() == 4002
    alice = await house.arrive("alice")
    await alice.says_raw(frame_of(16_385))
    await still_there(alice)


@rule("13-6")
async def test_bytes_of_an_earlier_period_do_not_count(open_house: OpenHouse) -> None:
    house = await open_house(period_bytes=1000)
    alice = await house.arrive("alice")
    for _ in range(4):
        house.clock.pass_s(10)
        await alice.says_raw(frame_of(900))
        await still_there(alice)


@rule("13-7")
async def test_more_objects_in_a_frame_than_the_queue_takes_close_4003(
    open_house: OpenHouse,
) -> None:
    house = await open_house()
    alice = await house.arrive("alice")
    await alice.says(*[{"m": "devices"}] * 513)
    assert await alice.is_closed() == 4003


@rule("13-7")
async def test_hot_objects_count_for_the_queue_as_well(open_house: OpenHouse) -> None:
    house = await open_house()
    alice = await house.arrive("alice")
    await alice.says(*[{"m": "m", "x": 1, "y": 1}] * 513)
    assert await alice.is_closed() == 4003


@rule("13-7")
async def test_a_queue_full_to_the_brim_is_handled(open_house: OpenHouse) -> None:
    house = await open_house()
    alice = await house.arrive("alice")
    await alice.says(*[{"m": "devices"}] * 511, {"m": "t", "e": 1})
    await alice.hears("t", e=1)


@rule("13-10")
async def test_more_than_600_objects_in_10_s_close_4007(open_house: OpenHouse) -> None:
    house = await open_house()
    alice = await house.arrive("alice")  # who said hi: one object
    for count in (200, 200, 198):
        await alice.says(*[{"m": "m", "x": 1, "y": 1}] * count)
    await still_there(alice)
    await alice.says({"m": "m", "x": 1, "y": 1})
    assert await alice.is_closed() == 4007


@rule("15-1")
async def test_a_frame_that_is_no_array_counts_as_one_object(open_house: OpenHouse) -> None:
    house = await open_house(period_objects=5)
    alice = await house.connect()
    for _ in range(5):
        await alice.says_raw("no array")
    await alice.hears_next("b")
    await alice.says_raw("no array")
    assert await alice.is_closed() == 4007


@rule("13-10")
async def test_elements_that_are_no_messages_count_too(open_house: OpenHouse) -> None:
    house = await open_house(period_objects=5)
    alice = await house.connect()
    await alice.says_raw("[1,2,3,4,5,6]")
    assert await alice.is_closed() == 4007


async def test_nothing_of_the_frame_that_is_too_much_is_handled(open_house: OpenHouse) -> None:
    house = await open_house(period_objects=20)
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    await alice.says({"m": "a", "message": "too much"}, *[{"m": "devices"}] * 20)
    await bob.hears_next("bye", p=alice.id)


@rule("8.2-14", "13-12", "14-22")
async def test_one_socket_more_than_allowed_is_told_why_and_closed_4009(
    open_house: OpenHouse,
) -> None:
    house = await open_house(sockets_per_user=2)
    alice = await house.join("alice", ROOM)
    await house.tab_of(alice)
    third = await house.connect()
    await third.hears_next("b")
    await third.says({"m": "hi", "token": alice.token})
    notice = await third.hears_next("notification")
    assert alice.id in notice["text"]
    assert await third.is_closed() == 4009


@rule("14-22")
async def test_a_socket_that_has_gone_makes_room_for_another(open_house: OpenHouse) -> None:
    house = await open_house(sockets_per_user=2)
    alice = await house.join("alice", ROOM)
    tab = await house.tab_of(alice)
    await tab.leaves()
    await house.tab_of(alice)


@rule("14-11", "6.1-2")
async def test_a_note_that_is_later_than_the_limit_is_brought_to_it(open_house: OpenHouse) -> None:
    house = await open_house(note_delay_max_ms=300)
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    await alice.says({"m": "n", "t": 1, "n": [{"n": "c3", "d": 300}, {"n": "d3", "d": 300.5}]})
    assert [note["d"] for note in (await bob.hears("n"))["n"]] == [300, 300]


@rule("14-19", "6.3-2")
async def test_a_reply_is_to_an_id_of_the_longest_length(open_house: OpenHouse) -> None:
    house = await open_house(reply_length=4)
    alice = await house.join("alice", ROOM)
    await alice.chats("kept", reply_to="0a1b")
    assert (await alice.hears("a", a="kept"))["r"] == "0a1b"
    await alice.chats("too long", reply_to="0a1b2")
    assert "r" not in await alice.hears("a", a="too long")


@rule("14-5", "5.2-9")
async def test_a_room_may_be_given_the_highest_limit(open_house: OpenHouse) -> None:
    house = await open_house(room_limit_max=120)
    alice = await house.join("alice", ROOM)
    await alice.sets_room({"limit": "120"})
    assert (await alice.hears("ch"))["ch"]["settings"]["limit"] == 120
    await alice.sets_room({"limit": 121})
    await alice.hears_nothing("ch")


@rule("14-6", "5.2-10")
async def test_a_room_may_ask_for_the_longest_online_time(open_house: OpenHouse) -> None:
    house = await open_house(online_time_max_ms=5000)
    alice = await house.join("alice", ROOM)
    await alice.sets_room({"minOnlineTime": 5000})
    assert (await alice.hears("ch"))["ch"]["settings"]["minOnlineTime"] == 5000
    await alice.sets_room({"minOnlineTime": 5001})
    await alice.hears_nothing("ch")
