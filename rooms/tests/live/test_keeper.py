"""Time-outs, stalled sockets and empty rooms (docs/protocol.md §2, §4.2, §5.6)."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from rooms import keeper
from rooms.keeper import sweep
from rooms.tests.clients import Client
from rooms.tests.rules import rule

from .conftest import House, OpenHouse

ROOM = "My room"
TIMED_OUT = 4004


async def still_there(client: Client) -> None:
    await client.says({"m": "t", "e": 1})
    await client.hears("t", e=1)


async def after(house: House, seconds: float) -> None:
    house.clock.pass_s(seconds)
    await sweep(house.live)


@rule("2-2", "13-8")
async def test_without_hi_for_60_s_a_socket_is_closed(house: House) -> None:
    silent = await house.connect()
    await after(house, 60.001)
    assert await silent.is_closed() == TIMED_OUT


@rule("2-2")
async def test_within_60_s_hi_is_in_time(house: House) -> None:
    late = await house.connect()
    await after(house, 60)
    await late.says_hi()


@rule("4.2-1", "13-8", "14-16")
async def test_without_t_for_60_s_a_socket_is_closed(house: House) -> None:
    alice = await house.join("alice", ROOM)
    await after(house, 60.001)
    assert await alice.is_closed() == TIMED_OUT


@rule("4.2-1", "14-16")
async def test_t_is_a_sign_of_life(house: House) -> None:
    alice = await house.join("alice", ROOM)
    for _ in range(3):
        house.clock.pass_s(59)
        await still_there(alice)
        await sweep(house.live)
    await still_there(alice)


@rule("4.2-1")
async def test_notes_are_no_sign_of_life(house: House) -> None:
    alice = await house.join("alice", ROOM)
    bob = await house.join("bob", ROOM)
    house.clock.pass_s(59)
    await alice.plays("c3")
    await still_there(bob)
    await after(house, 2)
    assert await alice.is_closed() == TIMED_OUT


@rule("5.6-2")
async def test_who_is_timed_out_leaves_the_room(house: House) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    house.clock.pass_s(40)
    await still_there(bob)
    await after(house, 30)
    await bob.hears("bye", p=alice.id)


@rule("5.6-4")
async def test_a_room_stays_loaded_for_3_s_after_the_last_has_gone(house: House) -> None:
    alice = await house.join("alice", ROOM)
    await alice.leaves()
    await after(house, 2.999)
    assert house.live.store.snapshot(ROOM)
    await after(house, 0.001)
    assert house.live.store.snapshot(ROOM) is None


async def test_who_comes_back_in_time_keeps_the_room_loaded(house: House) -> None:
    alice = await house.join("alice", ROOM)
    await alice.leaves()
    house.clock.pass_s(2)
    await house.join("bob", ROOM)
    await after(house, 100)
    assert house.live.store.snapshot(ROOM)


@rule("5.4-4", "5.6-4")
async def test_an_unloaded_room_comes_back_with_settings_and_chat(house: House) -> None:
    alice = await house.join("alice", ROOM, {"visible": False, "limit": 7, "color": "#ABCDEF"})
    await alice.chats("see you")
    await alice.hears("a")
    await alice.leaves()
    await after(house, 3)
    assert house.live.store.snapshot(ROOM) is None
    bob = await house.arrive("bob")
    room = await bob.enters(ROOM, {"limit": 50})
    settings = room["ch"]["settings"]
    assert (settings["visible"], settings["limit"], settings["color"]) == (False, 7, "#abcdef")
    assert [line["a"] for line in (await bob.hears_next("c"))["c"]] == ["see you"]


@rule("5.4-4")
async def test_the_crown_of_a_remembered_room_goes_to_who_comes_first(house: House) -> None:
    alice = await house.join("alice", ROOM)
    await alice.leaves()
    await after(house, 3)
    bob = await house.arrive("bob")
    room = await bob.enters(ROOM)
    assert room["ch"]["crown"]["participantId"] == bob.id


@rule("5.4-4", "5.6-4")
async def test_the_last_holder_may_set_a_remembered_room_anew(house: House) -> None:
    alice = await house.join("alice", ROOM, {"limit": 7})
    token = alice.token
    await alice.leaves()
    await after(house, 3)
    again = await house.arrive("alice", token)
    room = await again.enters(ROOM, {"limit": 9})
    assert room["ch"]["settings"]["limit"] == 9


@rule("5.6-4")
async def test_a_room_is_forgotten_at_once_if_the_operator_wants_it_so(
    open_house: OpenHouse,
) -> None:
    house = await open_house(forget_room_ms=0)
    alice = await house.join("alice", ROOM, {"limit": 7})
    await alice.leaves()
    await after(house, 3)
    bob = await house.arrive("bob")
    assert (await bob.enters(ROOM))["ch"]["settings"]["limit"] == 50


async def test_rooms_left_behind_are_no_longer_listened_to(house: House) -> None:
    alice = await house.join("alice", ROOM)
    await alice.leaves()
    await sweep(house.live)
    assert [group for group in house.layer.groups if "room" in group] == []


async def test_sockets_that_do_not_take_what_they_are_sent_are_looked_for(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.arrive("alice")
    (connection,) = house.live.hub.connections
    looked_at: list[float] = []
    monkeypatch.setattr(
        type(connection.socket), "check_stall", lambda self, now: looked_at.append(now)
    )
    await after(house, 12)
    assert looked_at == [12.0]


async def test_the_first_socket_starts_the_keeper(
    open_house: OpenHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    swept = asyncio.Event()

    async def note_it(live: Any) -> None:
        swept.set()

    monkeypatch.setattr(keeper, "sweep", note_it)
    monkeypatch.setattr(keeper, "PERIOD_S", 0)
    house = await open_house(started=False)
    await house.connect()
    await swept.wait()
