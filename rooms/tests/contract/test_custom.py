"""custom, +custom, -custom (docs/protocol.md §9.1)."""

from __future__ import annotations

from typing import Any

import pytest

from rooms.tests.clients import Client, Site
from rooms.tests.rules import rule

from .records import flag
from .servers import Server

SUBSCRIBED = {"mode": "subscribed"}
EVERYWHERE = {"mode": "subscribed", "global": True}
UNKNOWN = "f" * 24
MOST_IDS = 32


async def sends(sender: Client, target: Any, **fields: Any) -> None:
    await sender.says({"m": "custom", "target": target, **fields})


async def subscribes(*clients: Client) -> None:
    """From now on they hear custom messages; those who are in a room must be able to chat."""
    for client in clients:
        await client.says({"m": "+custom"})
        await client.hears_before_mark()


def to(*clients: Client) -> dict[str, Any]:
    return {"mode": "ids", "ids": [client.id for client in clients]}


async def two(site: Site, room: str) -> tuple[Client, Client]:
    """alice and bob, who hears custom messages."""
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await subscribes(bob)
    return alice, bob


@rule("9.1-1", "9.1-4", "9.1-8", "9.1-9")
async def test_subscribed_are_sockets_of_the_room_that_asked_for_it(site: Site, room: str) -> None:
    alice, bob = await two(site, room)
    silent_tab = await site.tab_of(bob)
    elsewhere = await site.join("carol", f"{room} b")
    await subscribes(elsewhere)
    # alice has not subscribed: who sends need not.
    await sends(alice, SUBSCRIBED, data="hello")
    await bob.hears("custom", data="hello")
    await silent_tab.hears_nothing("custom", after=alice)
    await elsewhere.hears_nothing("custom")
    await alice.hears_nothing("custom")


@rule("9.1-1")
async def test_subscribing_is_of_one_socket_and_twice_is_once(site: Site, room: str) -> None:
    alice, bob = await two(site, room)
    await subscribes(bob)
    await sends(alice, SUBSCRIBED, data=1)
    await bob.hears("custom", data=1)
    await bob.hears_nothing("custom", after=alice)
    await bob.says({"m": "-custom"}, {"m": "-custom"})
    await bob.hears_nothing()
    await sends(alice, SUBSCRIBED, data=2)
    await bob.hears_nothing("custom", after=alice)


@rule("9.1-1")
async def test_a_subscription_goes_along_to_another_room(site: Site, room: str) -> None:
    alice, bob = await two(site, room)
    carol = await site.join("carol", f"{room} b")
    await bob.enters(f"{room} b")
    await sends(carol, SUBSCRIBED, data=1)
    await bob.hears("custom", data=1)
    await sends(alice, SUBSCRIBED, data=2)
    await bob.hears_nothing("custom")


@rule("9.1-3")
async def test_who_sent_it_is_told(site: Site, server: Server, room: str) -> None:
    stranger = await site.arrive("robot")
    flag(server, stranger, tag_text="BOT", tag_color="#55f")
    _, bob = await two(site, room)
    robot = await site.join("robot", room)
    tagged = await site.arrive("robot", stranger.token)
    await tagged.enters(room)
    tags: list[dict[str, Any]] = [{}, {"tag": {"text": "BOT", "color": "#55f"}}]
    for sender, tag in zip((robot, tagged), tags, strict=True):
        await sends(sender, SUBSCRIBED, data={"x": 1}, extra="stray")
        message = await bob.hears("custom")
        assert message.keys() == {"m", "data", "p", "u"}
        assert (message["data"], message["p"]) == ({"x": 1}, sender.id)
        user = message["u"]
        assert user.keys() == {"_id", "name", "color", "afk", *tag}
        assert user["_id"] == sender.id
        assert tag.items() <= user.items()


DATA = [None, True, 0, -1.5, "", "text", "🎹", [], [1, [2]], {}, {"a": {"b": None}}, "<b>&"]


@rule("9.1-2", "9.1-3")
@pytest.mark.parametrize("data", DATA, ids=repr)
async def test_data_comes_as_it_was_sent(site: Site, room: str, data: Any) -> None:
    alice, bob = await two(site, room)
    await sends(alice, SUBSCRIBED, data=data)
    heard = (await bob.hears("custom"))["data"]
    assert heard == data
    assert type(heard) is type(data)


@rule("9.1-2")
async def test_data_that_was_left_out_is_null(site: Site, room: str) -> None:
    alice, bob = await two(site, room)
    await sends(alice, SUBSCRIBED)
    assert (await bob.hears("custom"))["data"] is None


@rule("9.1-2")
async def test_without_a_room_nothing_is_sent(site: Site, room: str) -> None:
    alice, bob = await two(site, room)
    roomless = await site.arrive("roomless")
    await sends(roomless, EVERYWHERE, data=1)
    await sends(roomless, {"mode": "id", "id": bob.id, "global": True}, data=2)
    await roomless.hears_nothing()
    await bob.hears_nothing("custom", after=alice)


@rule("9.1-5")
async def test_by_id_all_sockets_of_that_person_in_the_room_hear_it(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    tab, elsewhere = await site.tab_of(bob), await site.tab_of(bob, f"{room} b")
    carol = await site.join("carol", room)
    await subscribes(carol)
    await sends(alice, {"mode": "id", "id": bob.id}, data=1)
    await bob.hears("custom", data=1)
    await tab.hears("custom", data=1)
    await carol.hears_nothing("custom", after=alice)
    await elsewhere.hears_nothing("custom")


@rule("9.1-5", "15-12")
async def test_by_id_somebody_who_is_not_here_does_not_hear_it(site: Site, room: str) -> None:
    alice, bob = await two(site, room)
    carol = await site.join("carol", f"{room} b")
    await sends(alice, {"mode": "id", "id": carol.id}, data=1)
    await sends(alice, {"mode": "id", "id": UNKNOWN}, data=2)
    await alice.hears_nothing("custom", "notification", after=bob)
    await bob.hears_nothing("custom", after=alice)
    await carol.hears_nothing("custom")


@rule("9.1-6", "9.1-8")
async def test_by_ids_each_of_them_hears_it_once(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    carol, dave = await site.join("carol", room), await site.join("dave", room)
    await subscribes(dave)
    await sends(alice, to(bob, carol, bob, alice), data=1)
    for client in (bob, carol):
        await client.hears("custom", data=1)
        await client.hears_nothing("custom", after=alice)
    await dave.hears_nothing("custom", after=alice)
    await alice.hears_nothing("custom", after=bob)


@rule("9.1-6", "14-14")
async def test_32_ids_are_reached_and_with_33_the_message_is_ignored(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    many = [UNKNOWN] * (MOST_IDS - 1)
    await sends(alice, {"mode": "ids", "ids": [*many, UNKNOWN, bob.id]}, data="33")
    await sends(alice, {"mode": "ids", "ids": [*many, bob.id]}, data="32")
    assert (await bob.hears("custom"))["data"] == "32"


@rule("9.1-7")
async def test_global_reaches_all_rooms(site: Site, room: str) -> None:
    alice, bob = await two(site, room)
    carol = await site.join("carol", f"{room} b")
    await sends(alice, {"mode": "id", "id": carol.id, "global": True}, data="one")
    await carol.hears("custom", data="one")
    await sends(alice, to(carol, bob) | {"global": True}, data="several")
    await carol.hears("custom", data="several")
    await bob.hears("custom", data="several")
    await subscribes(carol)
    await sends(alice, EVERYWHERE, data="all")
    await carol.hears("custom", data="all")
    await bob.hears("custom", data="all")


@rule("9.1-7")
@pytest.mark.parametrize("not_global", [False, None, 1, "true", {}, []])
async def test_anything_but_true_stays_in_the_room(site: Site, room: str, not_global: Any) -> None:
    alice, bob = await two(site, room)
    carol = await site.join("carol", f"{room} b")
    await subscribes(carol)
    await sends(alice, {**SUBSCRIBED, "global": not_global}, data=1)
    await bob.hears("custom", data=1)
    await carol.hears_nothing("custom")


@rule("9.1-7")
async def test_global_can_be_switched_off(strict: Site, room: str) -> None:
    alice, bob = await two(strict, room)
    carol = await strict.join("carol", f"{room} b")
    await subscribes(carol)
    await sends(alice, EVERYWHERE, data=1)
    await sends(alice, {"mode": "id", "id": carol.id, "global": True}, data=2)
    await bob.hears("custom", data=1)
    await carol.hears_nothing("custom")


@rule("9.1-8")
async def test_no_socket_of_the_sender_hears_it(site: Site, room: str) -> None:
    alice, bob = await two(site, room)
    tab, elsewhere = await site.tab_of(alice), await site.tab_of(alice, f"{room} b")
    await subscribes(alice, tab, elsewhere)
    for target in (EVERYWHERE, {"mode": "id", "id": alice.id, "global": True}, to(alice, bob)):
        await sends(alice, target, data=1)
    await bob.hears("custom")
    for socket in (alice, tab):
        await socket.hears_nothing("custom", after=bob)
    await elsewhere.hears_nothing("custom")


NO_TARGETS: list[Any] = [
    None,
    "subscribed",
    [],
    {},
    {"mode": "all"},
    {"mode": None},
    {"mode": "Subscribed"},
    {"mode": ["subscribed"]},
    {"mode": "id"},
    {"mode": "id", "id": 5},
    {"mode": "id", "id": ["BOB"]},
    {"mode": "ids"},
    {"mode": "ids", "ids": []},
    {"mode": "ids", "ids": "BOB"},
    {"mode": "ids", "ids": ["BOB", 5]},
    {"global": True},
]


@rule("9.1-9", "15-5")
@pytest.mark.parametrize("target", NO_TARGETS, ids=repr)
async def test_without_a_target_it_is_ignored(site: Site, room: str, target: Any) -> None:
    alice, bob = await two(site, room)
    await sends(alice, named(target, bob), data=1)
    await alice.says({"m": "custom", "data": 2})
    await bob.hears_nothing("custom", after=alice)


def named(target: Any, bob: Client) -> Any:
    """The target with bob's id where it says BOB."""
    if isinstance(target, dict):
        return {key: named(value, bob) for key, value in target.items()}
    if isinstance(target, list):
        return [named(value, bob) for value in target]
    return bob.id if target == "BOB" else target
