"""What sockets leave behind, and what they are to Channels (docs/architecture.md §2.1, §2.3)."""

from __future__ import annotations

import asyncio

import pytest
from channels.generic.websocket import AsyncJsonWebsocketConsumer

from rooms.compose import compose
from rooms.conf import Limits
from rooms.consumers import PianoConsumer
from rooms.groups import CONTROL_GROUP, room_group
from rooms.layer import LeanInMemoryChannelLayer
from rooms.tests.clients import Site
from rooms.tests.lines import ApplicationLine, Refused, dial_application
from rooms.tests.rules import rule

from .conftest import House, OpenHouse, all_end, tasks

ROOM = "My room"


def test_the_socket_is_a_json_consumer_of_channels() -> None:
    assert issubclass(PianoConsumer, AsyncJsonWebsocketConsumer)


def test_a_consumer_has_no_channel_of_its_own() -> None:
    assert PianoConsumer.channel_layer_alias is None


async def test_sockets_make_no_channels(house: House) -> None:
    before = set(house.layer.channels)
    await house.join("alice", ROOM)
    await house.join("bob", ROOM)
    # The hub's one, which exists from its first message on.
    assert len(set(house.layer.channels) - before) <= 1


async def test_many_sockets_of_a_room_are_one_member_of_its_group(house: House) -> None:
    alice = await house.join("alice", ROOM)
    await house.tab_of(alice)
    await house.join("bob", ROOM)
    assert len(house.layer.groups[room_group(ROOM)]) == 1
    assert len(house.layer.groups[CONTROL_GROUP]) == 1


async def test_a_socket_that_goes_leaves_no_task_behind(house: House) -> None:
    before = tasks()
    people = [await house.join(name, ROOM) for name in ("alice", "bob", "carol")]
    for person in people:
        await person.leaves()
    await all_end(tasks() - before)


async def test_a_socket_that_goes_before_hi_leaves_nothing_behind(house: House) -> None:
    before = tasks()
    await (await house.connect()).leaves()
    assert not house.live.hub.connections
    assert not house.live.hub.users
    assert tasks() == before


async def test_a_socket_that_goes_between_hi_and_ch_leaves_nothing_behind(house: House) -> None:
    await (await house.arrive("alice")).leaves()
    assert not house.live.hub.connections
    assert not house.live.hub.users


async def test_leaving_the_list_comes_with_leaving_the_site(house: House) -> None:
    alice = await house.arrive("alice")
    await alice.says({"m": "+ls"})
    await alice.hears("ls")
    await alice.leaves()
    assert not house.live.listing._subscribers


async def test_a_task_that_the_server_cancels_cleans_up_as_well(house: House) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    assert isinstance(alice.line, ApplicationLine)
    alice.line.task.cancel()
    await bob.hears("bye", p=alice.id)
    house.forget(alice)
    await asyncio.wait({alice.line.task})


async def test_stopping_writes_what_waits(open_house: OpenHouse) -> None:
    house = await open_house()
    alice = await house.join("alice", ROOM)
    await alice.chats("the last word")
    await alice.hears("a")
    await house.live.stop()
    # Another process has only the database.
    other = await open_house()
    remembered = await other.live.archive.recall(ROOM)
    assert [line.text for line in remembered.lines] == ["the last word"]


@rule("1-16")
async def test_a_foreign_origin_is_welcome_by_default(house: House) -> None:
    await house.connect(headers={"Origin": "https://multiplayerpiano.net"})


@rule("1-16")
async def test_with_a_list_of_origins_others_are_refused(open_house: OpenHouse) -> None:
    house = await open_house()
    house.live.origins = ("https://piano.example",)
    await house.connect(headers={"Origin": "https://piano.example"})
    for headers in ({"Origin": "https://other.example"}, {}):
        with pytest.raises(Refused):
            await house.connect(headers=headers)


async def test_binary_frames_are_ignored(house: House) -> None:
    alice = await house.arrive("alice")
    await alice.says_raw(b"\x00\x00\x00\x02{}")
    await alice.hears_nothing()


async def test_a_server_that_was_stopped_starts_again_with_the_next_socket(
    database: None,
) -> None:
    live = compose(layer=LeanInMemoryChannelLayer(), limits=Limits(), identity="fresh")
    site = Site(dial_application(PianoConsumer.as_asgi(live=live)))
    for _ in range(2):
        alice, bob = await site.join("alice", ROOM), await site.join("bob", ROOM)
        await alice.plays("c3")
        await bob.hears("n")
        await site.close()
        await live.stop()
        await all_end(tasks())
