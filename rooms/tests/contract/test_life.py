"""The life of a connection (docs/protocol.md §2, §4.1, §4.4)."""

from __future__ import annotations

import asyncio

import pytest

from rooms.tests.clients import Site
from rooms.tests.lines import Message
from rooms.tests.rules import rule

from .servers import Server

NEEDS_HI: list[Message] = [
    {"m": "t", "e": 1},
    {"m": "ch", "_id": "lobby"},
    {"m": "userset", "set": {"name": "early"}},
    {"m": "+ls"},
    {"m": "-ls"},
    {"m": "a", "message": "early"},
    {"m": "n", "t": 1, "n": [{"n": "c3"}]},
    {"m": "m", "x": 1, "y": 1},
    {"m": "chset", "set": {"chat": False}},
    {"m": "chown"},
    {"m": "kickban", "_id": "a" * 24, "ms": 1},
    {"m": "unban", "_id": "a" * 24},
    {"m": "dm", "_id": "a" * 24, "message": "early"},
    {"m": "+custom"},
    {"m": "-custom"},
    {"m": "custom", "data": 1, "target": {"mode": "subscribed", "global": True}},
]
IN_A_ROOM = {"n", "a", "dm", "m", "chset", "chown", "kickban", "unban", "custom"}
NEEDS_A_ROOM = [message for message in NEEDS_HI if message["m"] in IN_A_ROOM]


async def test_b_comes_first_and_alone(site: Site) -> None:
    somebody = await site.connect()
    assert await somebody.hears_frame() == [{"m": "b", "code": ""}]


async def test_hi_may_be_said_at_open_without_waiting_for_b(site: Site) -> None:
    bot = await site.connect()
    await bot.says({"m": "hi"})
    await bot.hears_next("b")
    await bot.hears_next("hi")


@rule("4.1-4", "4.1-5", "4.1-6", "4.1-8")
async def test_hi_tells_who_one_is(site: Site) -> None:
    alice = await site.connect("alice")
    hello = await alice.says_hi()
    assert hello["permissions"] == {}
    assert isinstance(hello["t"], int | float)
    assert isinstance(hello["motd"], str)
    assert hello["u"].keys() == {"_id", "name", "color"}
    assert hello["u"]["name"] == "Anonymous"


@rule("2-1", "15-4")
async def test_before_hi_nothing_is_honoured(site: Site) -> None:
    alice = await site.connect("alice")
    await alice.hears_next("b")
    await alice.says(*NEEDS_HI)
    hello = await alice.says_hi()
    assert hello["u"]["name"] == "Anonymous"
    # The answer to hi was the first thing heard, and nothing came after it.
    await alice.hears_nothing()


@rule("2-1", "4.4-1")
async def test_devices_may_come_before_hi_and_have_no_answer(site: Site) -> None:
    alice = await site.connect("alice")
    await alice.hears_next("b")
    await alice.says({"m": "devices", "list": [{"type": "input", "name": "Piano"}]})
    await alice.says({"m": "hi"})
    await alice.hears_next("hi")


@rule("2-1", "13-1")
async def test_bye_before_hi_closes(site: Site) -> None:
    somebody = await site.connect()
    await somebody.says({"m": "bye"})
    assert await somebody.is_closed() == 1000


@rule("2-3")
async def test_a_second_hi_is_ignored(site: Site) -> None:
    alice = await site.arrive("alice")
    await alice.says({"m": "hi"}, {"m": "hi", "token": "another"})
    await alice.hears_nothing()


@rule("2-3")
async def test_a_second_hi_in_the_same_frame_is_ignored(site: Site) -> None:
    alice = await site.connect("alice")
    await alice.hears_next("b")
    await alice.says({"m": "hi"}, {"m": "hi"})
    await alice.hears_next("hi")
    await alice.hears_nothing()


@rule("2-4", "15-4")
@pytest.mark.parametrize("message", NEEDS_A_ROOM, ids=lambda message: message["m"])
async def test_without_a_room_it_is_ignored(site: Site, message: Message) -> None:
    alice = await site.arrive("alice")
    await alice.says(message)
    await alice.hears_nothing()


@rule("2-6", "13-1")
async def test_after_bye_the_server_closes_1000_and_handles_nothing(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await bob.says({"m": "bye"}, {"m": "a", "message": "after bye"})
    await bob.says({"m": "a", "message": "after bye"})
    assert await bob.is_closed() == 1000
    await alice.hears("bye", p=bob.id)
    await alice.hears_nothing()


async def test_a_socket_that_just_closes_leaves_too(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await bob.leaves()
    await alice.hears("bye", p=bob.id)


@rule("4.2-2", "1-15")
async def test_t_is_answered_with_the_time_and_e(site: Site) -> None:
    alice = await site.connect("alice")
    hello = await alice.says_hi()
    await alice.says({"m": "t", "e": 1234.5})
    answer = await alice.hears_next("t", e=1234.5)
    assert answer["t"] >= hello["t"]


@rule("4.2-2")
async def test_t_without_e_is_answered_without_e(site: Site) -> None:
    alice = await site.arrive("alice")
    await alice.says({"m": "t"})
    assert "e" not in await alice.hears_next("t")


@rule("4.2-2", "1-9")
@pytest.mark.parametrize("e", ["1", True, None, [1], {"a": 1}])
async def test_an_e_that_is_no_number_is_not_echoed(site: Site, e: object) -> None:
    alice = await site.arrive("alice")
    await alice.says({"m": "t", "e": e})
    assert "e" not in await alice.hears_next("t")


@rule("4.2-2")
@pytest.mark.parametrize("e", [0, -1, 0.1, 1_700_000_000_000.25, 10**25])
async def test_e_is_echoed_as_it_came(site: Site, e: float) -> None:
    alice = await site.arrive("alice")
    await alice.says({"m": "t", "e": e})
    assert (await alice.hears_next("t"))["e"] == e


@rule("4.2-2")
async def test_t_goes_to_the_sender_only(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await alice.says({"m": "t", "e": 1})
    await alice.hears("t")
    await bob.hears_nothing(after=alice)


@rule("2-8", "13-12", "14-22")
async def test_a_fifth_socket_of_a_user_is_told_why_and_closed_4009(site: Site) -> None:
    alice = await site.arrive("alice")
    for _ in range(3):
        await site.arrive("alice", alice.token)
    fifth = await site.connect("alice")
    await fifth.says({"m": "hi", "token": alice.token})
    await fifth.hears_next("b")
    notice = await fifth.hears_next("notification", target="#room", duration=15_000)
    assert alice.id in notice["text"]
    assert await fifth.is_closed() == 4009


@rule("2-1")
async def test_what_was_said_before_hi_has_no_effect_after_it(site: Site, room: str) -> None:
    alice = await site.connect("alice")
    await alice.says({"m": "+custom"}, {"m": "+ls"}, {"m": "ch", "_id": room})
    await alice.says_hi()
    await alice.enters(room)
    bob = await site.join("bob", room)
    await bob.says({"m": "custom", "target": {"mode": "subscribed"}})
    await alice.hears_nothing("custom", "ls", after=bob)


@rule("2-4")
async def test_without_a_room_the_rest_works(site: Site, room: str) -> None:
    alice = await site.arrive("alice")
    await alice.calls_itself("Alice")
    await alice.says({"m": "+ls"}, {"m": "-ls"}, {"m": "t", "e": 1})
    kinds = [(await alice.hears_next_of("ls", "t"))["m"] for _ in range(2)]
    assert sorted(kinds) == ["ls", "t"]
    await alice.says({"m": "+custom"})
    entered = await alice.enters(room)
    assert [person["name"] for person in entered["ppl"]] == ["Alice"]
    bob = await site.join("bob", room)
    await bob.says({"m": "custom", "data": 1, "target": {"mode": "subscribed"}})
    await alice.hears("custom", data=1)
    await alice.says({"m": "-custom"})
    await alice.hears_nothing()
    await bob.says({"m": "custom", "data": 2, "target": {"mode": "subscribed"}})
    await alice.hears_nothing("custom", after=bob)


@rule("2-5")
async def test_whoever_comes_while_others_play_hears_of_the_room_first(
    site: Site, room: str
) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    newcomers = [await site.arrive(f"newcomer {number}") for number in range(5)]
    for number, newcomer in enumerate(newcomers):
        await asyncio.gather(
            alice.plays("c3"),
            alice.moves(number, 1),
            newcomer.says({"m": "ch", "_id": room}),
            bob.plays("d3"),
            bob.calls_itself(f"bob {number}"),
            alice.chats(f"line {number}"),
        )
    for newcomer in newcomers:
        await newcomer.hears_next("ch")
        await newcomer.hears_next("c")
        await newcomer.hears_next("nq")


@rule("4.4-1")
@pytest.mark.parametrize(
    "devices",
    [
        [],
        [{"type": "input", "name": "Piano", "enabled": True, "volume": 1, "version": "1.0"}],
        [{}] * 100,
        None,
        "keyboard",
    ],
    ids=["none", "one", "many", "null", "text"],
)
async def test_devices_are_told_to_nobody(site: Site, room: str, devices: object) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await alice.hears("p", id=bob.id)
    await alice.says({"m": "devices", "list": devices}, {"m": "devices"})
    await bob.hears_nothing(after=alice)
    await alice.hears_nothing()


@rule("4.4-1")
async def test_devices_are_not_stored(site: Site, server: Server, room: str) -> None:
    alice = await site.arrive("alice")
    await alice.says({"m": "devices", "list": [{"name": f"A piano of {room}"}]})
    await alice.hears_nothing()
    files = [path.read_bytes() for path in server.data.glob("mpp.sqlite3*")]
    assert not any(f"A piano of {room}".encode() in content for content in files)
    # The user is there, so that the absence means something.
    assert any(alice.id.encode() in content for content in files)
