"""From one socket to the others of a room (docs/architecture.md §2.3, §2.4)."""

from __future__ import annotations

import asyncio

import pytest

from rooms.session import LocalRoom
from rooms.sockets.frame import Kind
from rooms.telling import tell
from rooms.tests.lines import PATIENCE, Message
from rooms.tests.rules import rule

from .conftest import House

ROOM = "My room"


def tell_all(local: LocalRoom, fragment: bytes) -> None:
    """An order whose moment can be heard."""
    for connection in local.connections.values():
        tell(connection, fragment)


async def test_notes_reach_the_others(house: House) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    await alice.plays("c3")
    heard = await bob.hears("n")
    assert heard == {
        "m": "n",
        "t": 1_700_000_000_000,
        "p": alice.id,
        "n": [{"n": "c3", "v": 0.5}],
    }


async def test_the_sending_socket_does_not_hear_itself(house: House) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    await alice.hears("p", id=bob.id)
    await alice.plays("c3")
    await bob.hears("n")
    await alice.hears_nothing(after=bob)


async def test_another_tab_of_the_sender_hears(house: House) -> None:
    alice = await house.join("alice", ROOM)
    tab = await house.tab_of(alice)
    await alice.plays("c3")
    await tab.hears_next("n", p=alice.id)


async def test_another_room_hears_nothing(house: House) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    carol = await house.join("carol", "Elsewhere")
    await alice.plays("c3")
    await bob.hears("n")
    await carol.hears_nothing()


@rule("1-5")
async def test_what_happens_in_one_turn_makes_one_frame(house: House) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    await alice.hears("p", id=bob.id)
    for text in (b"1", b"2", b"3"):
        house.live.hub.publish(ROOM, b'{"m":"n","t":%s}' % text, Kind.NOTE)
    assert await bob.hears_frame() == [{"m": "n", "t": t} for t in (1, 2, 3)]
    assert await alice.hears_frame() == [{"m": "n", "t": t} for t in (1, 2, 3)]


async def test_several_messages_of_a_frame_are_heard_in_their_order(house: House) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    await alice.says(
        {"m": "m", "x": 1, "y": 1},
        {"m": "a", "message": "one"},
        {"m": "n", "t": 2, "n": [{"n": "c3"}]},
        {"m": "a", "message": "three"},
    )
    heard = [await bob.hears_next(kind) for kind in ("m", "a", "n", "a")]
    assert [message.get("a") for message in heard] == [None, "one", None, "three"]


async def test_of_a_shared_batch_a_sender_gets_only_what_others_said(house: House) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    carol = await house.join("carol", ROOM)
    await alice.hears("p", id=carol.id)
    await bob.hears("p", id=carol.id)
    # Nothing is awaited in between, so that both are in one batch.
    await alice.plays("c3")
    await bob.plays("d3")
    assert [message["p"] for message in await carol.hears_frame()] == [alice.id, bob.id]
    assert [message["p"] for message in await alice.hears_frame()] == [bob.id]
    assert [message["p"] for message in await bob.hears_frame()] == [alice.id]


async def test_a_message_for_some_is_heard_by_nobody_else(house: House) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    tab = await house.tab_of(bob)
    await alice.hears("p", id=bob.id)
    house.live.hub.publish(ROOM, b'{"m":"dm"}', only=[bob.id])
    await bob.hears_next("dm")
    await tab.hears_next("dm")
    await alice.hears_nothing(after=bob)


@rule("8.1-10")
async def test_a_message_to_a_user_reaches_all_its_sockets_in_whatever_room(house: House) -> None:
    alice = await house.join("alice", ROOM)
    elsewhere = await house.tab_of(alice, "Elsewhere")
    roomless = await house.arrive("alice", alice.token)
    bob = await house.join("bob", ROOM)
    await alice.hears("p", id=bob.id)
    house.live.hub.tell_user(alice.id, b'{"m":"notification"}')
    for socket in (alice, elsewhere, roomless):
        await socket.hears_next("notification")
    await bob.hears_nothing(after=alice)


async def test_an_order_runs_after_the_messages_of_its_batch(house: House) -> None:
    bob = await house.join("bob", ROOM)
    house.live.hub.on_order("finish", tell_all)
    house.live.hub.publish(ROOM, b'{"m":"a","a":"before"}')
    house.live.hub.order(ROOM, "finish", b'{"m":"a","a":"order"}')
    assert (await bob.hears_next("a"))["a"] == "before"
    assert (await bob.hears_next("a"))["a"] == "order"


async def test_an_order_may_run_before_the_messages_of_its_batch(house: House) -> None:
    bob = await house.join("bob", ROOM)
    house.live.hub.on_order("begin", tell_all, first=True)
    house.live.hub.publish(ROOM, b'{"m":"a","a":"after"}')
    house.live.hub.order(ROOM, "begin", b'{"m":"a","a":"order"}')
    assert (await bob.hears_next("a"))["a"] == "order"
    assert (await bob.hears_next("a"))["a"] == "after"


async def test_a_delivery_that_fails_does_not_end_the_others(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    house.live.hub.order(ROOM, "an order that nobody carries out")
    await alice.plays("c3")
    await bob.hears("n")
    assert "A delivery failed" in caplog.text


async def test_a_layer_that_fails_loses_one_batch_and_no_more(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    sent = house.layer.group_send
    lost = asyncio.Event()

    async def fails_once(group: str, message: Message) -> None:
        monkeypatch.setattr(house.layer, "group_send", sent)
        lost.set()
        raise OSError("the layer is away")

    monkeypatch.setattr(house.layer, "group_send", fails_once)
    await alice.plays("c3")
    await asyncio.wait_for(lost.wait(), PATIENCE)
    await alice.plays("d3")
    assert (await bob.hears("n"))["n"][0]["n"] == "d3"
    assert "was lost" in caplog.text
