"""Every rate of docs/protocol.md §14.1: so many at once, no more, and as many again later."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from channels.db import database_sync_to_async
from msgspec.inspect import StructType, type_info

from rooms.conf import Limits
from rooms.handlers.registry import HANDLERS, Needs
from rooms.models import Player
from rooms.protocol import client as messages
from rooms.tests.clients import Client
from rooms.tests.lines import Message
from rooms.tests.rules import rule

from .conftest import House

ROOM = "My room"
_marks = itertools.count(1)


async def count(kind: str, speaker: Client, listener: Client, said: list[Message]) -> int:
    """How many messages of a kind `listener` hears of what `speaker` says at once."""
    done = f"done {next(_marks)}"
    await speaker.says(*said, {"m": "a", "message": done})
    heard = 0
    while (message := await listener.hears_next_of(*EVERYTHING)).get("a") != done:
        heard += message["m"] == kind
    return heard


EVERYTHING = ("a", "dm", "n", "m", "p", "bye", "ch", "c", "nq", "ls", "t", "notification")


CASES: list[Any] = [
    ("m", 40, 1, lambda number: {"m": "m", "x": number, "y": 0}),
    ("n", 30, 1, lambda number: {"m": "n", "t": number, "n": [{"n": "c3"}]}),
    ("ch", 5, 5, lambda number: {"m": "chset", "set": {"limit": 10 + number % 9}}),
    ("p", 10, 60, lambda number: {"m": "userset", "set": {"name": f"alice {number}"}}),
    ("notification", 5, 5, lambda number: {"m": "kickban", "_id": "CAROL", "ms": 1000}),
    ("ch", 10, 5, lambda number: {"m": "chown", **({"id": "ALICE"} if number % 2 else {})}),
]


@rule("14.1-2", "14.1-4", "14.1-5", "14.1-6", "14.1-7", "14.1-10")
@pytest.mark.parametrize(
    ("kind", "most", "seconds", "make"),
    CASES,
    ids=["cursor", "notes", "settings", "profile", "kickban", "crown"],
)
async def test_what_others_hear(
    house: House, kind: str, most: int, seconds: int, make: Callable[[int], Message]
) -> None:
    carol = await house.join("carol", "Elsewhere")
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    ids = {"ALICE": alice.id, "CAROL": carol.id}
    numbers = itertools.count()
    # What it cost to come in is forgotten.
    house.clock.pass_s(60)
    for _ in range(2):
        said = [make(next(numbers)) for _ in range(most + 4)]
        said = [{key: ids.get(str(text), text) for key, text in one.items()} for one in said]
        assert await count(kind, alice, bob, said) == most
        house.clock.pass_s(seconds)


@rule("14.1-3", "14.1-8", "14.1-9")
@pytest.mark.parametrize(
    ("kind", "most", "seconds", "make"),
    [
        ("ch", 5, 5, lambda number: {"m": "ch", "_id": f"room {number}"}),
        ("ls", 10, 5, lambda number: {"m": "+ls"}),
        ("t", 5, 5, lambda number: {"m": "t", "e": number}),
    ],
    ids=["rooms", "list", "time"],
)
async def test_what_only_the_sender_hears(
    house: House, kind: str, most: int, seconds: int, make: Callable[[int], Message]
) -> None:
    alice = await house.join("alice", ROOM)
    numbers = itertools.count()
    house.clock.pass_s(60)
    for _ in range(2):
        said = [make(next(numbers)) for _ in range(most + 4)]
        await alice.says(*said)
        heard = await alice.hears_before_mark()
        assert [message["m"] for message in heard].count(kind) == most
        house.clock.pass_s(seconds)


@rule("14.1-1", "6.5-3")
@pytest.mark.parametrize(("crown", "most"), [(False, 4), (True, 10)])
async def test_lines_to_all_and_to_one_count_together(house: House, crown: bool, most: int) -> None:
    holder = await house.join("holder", ROOM)
    bob = await house.join("bob", ROOM)
    speaker, listener = (holder, bob) if crown else (bob, holder)
    for _ in range(2):
        said = [{"m": "a", "message": "to all"}, {"m": "dm", "_id": listener.id, "message": "psst"}]
        await speaker.says(*(said * most))
        heard = [message["m"] for message in await listener.hears_before_mark(speaker)]
        assert (heard.count("a"), heard.count("dm")) == (most / 2, most / 2)
        house.clock.pass_s(4)


@rule("14.1-7")
async def test_unbans_count_with_kickbans(house: House) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    carol = await house.join("carol", "Elsewhere")
    ban, unban = {"m": "kickban", "_id": carol.id, "ms": 1000}, {"m": "unban", "_id": carol.id}
    assert await count("notification", alice, bob, [ban, unban, ban, unban, ban, ban]) == 3


@rule("14.1-11")
async def test_custom_subscriptions_5_in_5_s(house: House) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    hello = {"m": "custom", "target": {"mode": "subscribed"}, "data": 1}
    await bob.says(*[{"m": "-custom"}] * 4, {"m": "+custom"}, {"m": "-custom"})
    await alice.hears_before_mark(bob)
    await alice.says(hello)
    await bob.hears("custom", data=1)
    house.clock.pass_s(1)
    await bob.says({"m": "-custom"})
    await alice.hears_before_mark(bob)
    await alice.says(hello)
    await bob.hears_nothing("custom", after=alice)


@rule("14.1-12")
async def test_devices_5_in_5_s(house: House) -> None:
    alice = await house.join("alice", ROOM)
    rate, rates = house.live.limits.rate_devices, house.live.hub.users[alice.id].rates
    await alice.says(*[{"m": "devices"}] * 4)
    await alice.hears_nothing()
    now = house.clock.steady()
    assert [rates.allow("rate_devices", rate, now) for _ in range(2)] == [True, False]
    assert HANDLERS[messages.Hello].rate is HANDLERS[messages.Bye].rate is None


@rule("14.1-6", "14.1-8", "14.1-9")
async def test_what_needs_no_room_counts_over_all_rooms_of_the_user(house: House) -> None:
    alice = await house.join("alice", ROOM)
    tab = await house.tab_of(alice, "Elsewhere")
    await alice.says(*[{"m": "t", "e": 1}] * 5)
    heard = await alice.hears_before_mark()
    assert [message["m"] for message in heard].count("t") == 5
    await tab.says({"m": "t", "e": 2})
    await tab.hears_nothing("t")


@rule("14.1-1", "14.1-4", "14.1-5", "14.1-7")
async def test_what_needs_a_room_counts_in_each_room(house: House) -> None:
    alice = await house.join("alice", ROOM)
    tab = await house.tab_of(alice, "Elsewhere")
    for socket in (alice, tab):
        await socket.says(*({"m": "a", "message": f"{number}"} for number in range(10)))
        for number in range(10):
            await socket.hears("a", a=f"{number}")


@rule("14.1-1", "14.1-2", "14.1-3", "14.1-9", "14.1-10")
@pytest.mark.parametrize(
    ("kind", "most", "make"),
    [
        ("a", 8, lambda number: {"m": "a", "message": f"line {number}"}),
        ("m", 80, lambda number: {"m": "m", "x": number, "y": 0}),
        ("n", 60, lambda number: {"m": "n", "t": number, "n": [{"n": "c3"}]}),
    ],
    ids=["chat", "cursor", "notes"],
)
async def test_a_factor_of_two_allows_twice_as_many(
    house: House, kind: str, most: int, make: Callable[[int], Message]
) -> None:
    alice = await house.join("alice", ROOM)
    stranger = await house.arrive("bob")
    await give_factor(stranger, 2)
    await stranger.leaves()
    house.forget(stranger)
    bob = await house.arrive("bob", stranger.token)
    await bob.enters(ROOM)
    await bob.hears("nq")
    await alice.hears("p", id=bob.id)
    await bob.says(*(make(number) for number in range(most + 10)))
    await bob.says({"m": "userset", "set": {"name": "done"}})
    heard = 0
    while (message := await alice.hears_next_of(*EVERYTHING))["m"] != "p":
        heard += message["m"] == kind
    assert heard == most


@database_sync_to_async
def give_factor(client: Client, factor: float) -> None:
    assert Player.objects.filter(pk=client.id).update(rate_factor=factor) == 1


def tag_of(message: type) -> object:
    """The `m` of a message."""
    info = type_info(message)
    assert isinstance(info, StructType)
    return info.tag


@rule("14.1-3", "14.1-4", "14.1-5", "14.1-6", "14.1-7", "14.1-8", "14.1-11", "14.1-12")
def test_every_message_has_the_rate_of_the_contract() -> None:
    rates = {tag_of(message): handler.rate for message, handler in HANDLERS.items() if handler.rate}
    expected = {
        "rate_join": ["ch"],
        "rate_settings": ["chset"],
        "rate_crown": ["chown", "clearchat", "v", "siteban", "setcolor", "setname"],
        "rate_userset": ["userset"],
        "rate_kickban": ["kickban", "unban"],
        "rate_list": ["+ls", "-ls"],
        "rate_custom": ["+custom", "-custom"],
        "rate_devices": ["devices"],
    }
    assert rates == {message: rate for rate, those in expected.items() for message in those}
    assert all(hasattr(Limits(), rate) for rate in expected)
    for message, handler in HANDLERS.items():
        if handler.rate in {"rate_settings", "rate_kickban"}:
            assert handler.needs is Needs.ROOM, message
