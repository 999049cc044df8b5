"""Who is put out of a room and does something else in the same moment (protocol §5.4, §8.1)."""

from __future__ import annotations

from rooms.domain.names import AWKWARD_ROOM
from rooms.keeper import sweep
from rooms.tests.rules import rule

from .conftest import House, OpenHouse
from .fakes import held

ROOM = "A room"


def people_in(house: House, room_id: str) -> dict[str, set[str]]:
    """Who the store says is there, by which sockets."""
    room = house.live.store.snapshot(room_id)
    return {user: set(one.sockets) for user, one in room.participants.items()} if room else {}


def sockets_in(house: House, room_id: str) -> dict[str, set[str]]:
    """Who this process has there."""
    local = house.live.hub.rooms.get(room_id)
    there: dict[str, set[str]] = {}
    for connection in local.connections.values() if local else ():
        there.setdefault(connection.user_id, set()).add(connection.id)
    return there


async def test_who_is_kicked_and_comes_back_in_one_frame_is_there_once(
    open_house: OpenHouse,
) -> None:
    house = await open_house()
    bob = await house.join("bob", "lobby")
    alice = await house.join("alice", ROOM)
    await alice.says(
        {"m": "kickban", "_id": alice.id, "ms": 0},
        {"m": "ch", "_id": "lobby"},
        {"m": "ch", "_id": ROOM},
    )
    await alice.hears("ch", p=alice.id)
    await alice.hears_before_mark()
    for room_id in (ROOM, "lobby", AWKWARD_ROOM):
        assert people_in(house, room_id) == sockets_in(house, room_id)
    await alice.leaves()
    await bob.hears_before_mark()
    house.clock.pass_s(10)
    await sweep(house.live)
    assert house.live.store.snapshot(ROOM) is None


async def test_who_is_kicked_and_goes_to_the_same_place_is_there(open_house: OpenHouse) -> None:
    house = await open_house()
    bob = await house.join("bob", ROOM)
    alice = await house.join("alice", ROOM)
    await bob.says({"m": "kickban", "_id": alice.id, "ms": 60_000})
    await alice.says({"m": "ch", "_id": AWKWARD_ROOM})
    await alice.hears("ch", p=alice.id)
    await alice.hears_before_mark()
    assert alice.id in people_in(house, AWKWARD_ROOM)
    assert people_in(house, AWKWARD_ROOM) == sockets_in(house, AWKWARD_ROOM)
    carol = await house.arrive("carol")
    room = await carol.enters(AWKWARD_ROOM)
    assert {one["id"] for one in room["ppl"]} == {alice.id, carol.id}


async def test_nobody_hears_who_was_just_put_out(open_house: OpenHouse) -> None:
    house = await open_house()
    alice = await house.join("alice", ROOM)
    bob = await house.join("bob", ROOM)
    await alice.says(
        {"m": "kickban", "_id": alice.id, "ms": 60_000},
        {"m": "a", "message": "still here?"},
        {"m": "n", "t": 1, "n": [{"n": "c3"}]},
        {"m": "m", "x": 1, "y": 1},
    )
    await bob.hears("bye", p=alice.id)
    heard = await bob.hears_before_mark()
    assert not [message for message in heard if message["m"] in ("a", "n", "m")]


async def test_a_tab_that_comes_after_the_kick_stays(open_house: OpenHouse) -> None:
    house = await open_house()
    bob = await house.join("bob", ROOM)
    alice = await house.join("alice", ROOM)
    tab = await house.tab_of(alice)
    await bob.says({"m": "kickban", "_id": alice.id, "ms": 0})
    await tab.enters(ROOM)
    await alice.hears("ch", p=alice.id)
    await tab.hears_before_mark()
    assert people_in(house, ROOM) == sockets_in(house, ROOM)
    assert people_in(house, AWKWARD_ROOM) == sockets_in(house, AWKWARD_ROOM)


@rule("8.1-10")
async def test_who_enters_another_room_while_being_kicked_stays_there(
    open_house: OpenHouse,
) -> None:
    house = await open_house()
    bob, alice = await house.join("bob", ROOM), await house.join("alice", ROOM)
    store = held(house.live, "elsewhere")
    await alice.says({"m": "ch", "_id": "elsewhere"})
    await store.waits.wait()
    await bob.says({"m": "kickban", "_id": alice.id, "ms": 0})
    await bob.hears("bye", p=alice.id)
    store.let_go.set()
    # Where a socket goes, it goes one after the other.
    await alice.says({"m": "ch", "_id": "a third"})
    shown = [(await alice.hears("ch"))["ch"]["_id"] for _ in range(2)]
    assert shown == ["elsewhere", "a third"]
