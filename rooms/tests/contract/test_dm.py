"""dm (docs/protocol.md §6.4, §6.5)."""

from __future__ import annotations

import re
from typing import Any

import pytest

from rooms.tests.clients import Client, Site
from rooms.tests.rules import rule

from .records import join_as
from .servers import Server

LINE_ID = re.compile(r"[0-9a-f]{8}")
UNKNOWN = "f" * 24


async def writes(sender: Client, to: Client, text: str, **fields: Any) -> None:
    await sender.says({"m": "dm", "_id": to.id, "message": text, **fields})


async def three(site: Site, room: str) -> tuple[Client, Client, Client]:
    """alice, bob and carol, who know of each other; alice holds the crown."""
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    carol = await site.join("carol", room)
    await alice.hears("p", id=carol.id)
    await bob.hears("p", id=carol.id)
    return alice, bob, carol


async def history_of(site: Site, client: Client, room: str) -> list[dict[str, Any]]:
    """What another tab of somebody is shown of what was said."""
    tab = await site.arrive(f"{client.name}'s tab", client.token)
    await tab.enters(room)
    lines: list[dict[str, Any]] = (await tab.hears_next("c"))["c"]
    await tab.leaves()
    return lines


@rule("6.5-2")
async def test_all_sockets_of_both_hear_it_and_nobody_else(site: Site, room: str) -> None:
    alice, bob, carol = await three(site, room)
    alices_tab, bobs_tab = await site.tab_of(alice), await site.tab_of(bob)
    await alice.hears_nothing("dm", after=bob)
    await alice.calls_itself("Alice")
    await bob.hears("p", name="Alice")
    await writes(alice, bob, "psst")
    message = await bob.hears_next("dm")
    for socket in (alice, alices_tab, bobs_tab):
        assert await socket.hears("dm") == message
    await carol.hears_nothing("dm", "a", "notification", after=alice)
    assert message.keys() == {"m", "id", "t", "a", "sender", "recipient"}
    assert LINE_ID.fullmatch(message["id"])
    assert message["a"] == "psst"
    assert (message["sender"]["name"], message["recipient"]["name"]) == ("Alice", "bob")
    for person, client in ((message["sender"], alice), (message["recipient"], bob)):
        assert person["_id"] == person["id"] == client.id
        assert person.keys() >= {"_id", "id", "name", "color"}


@rule("6.5-2")
async def test_sockets_of_both_in_another_room_do_not_hear_it(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    tabs = [await site.tab_of(client, f"{room} b") for client in (alice, bob)]
    await writes(alice, bob, "psst")
    await alice.hears("dm")
    await bob.hears("dm")
    for tab in tabs:
        await tab.hears_nothing("dm")


@rule("6.5-2")
async def test_a_message_to_oneself_is_heard_once(site: Site, room: str) -> None:
    alice, bob, _ = await three(site, room)
    await writes(alice, alice, "note to self")
    message = await alice.hears_next("dm", a="note to self")
    assert message["sender"]["_id"] == message["recipient"]["_id"] == alice.id
    await alice.hears_nothing()
    await bob.hears_nothing("dm", after=alice)


@rule("6.5-1", "15-12")
async def test_to_somebody_who_is_not_here_nothing_is_sent_but_a_notice(
    site: Site, room: str
) -> None:
    alice, bob, carol = await three(site, room)
    await carol.enters(f"{room} b")
    await alice.hears("bye", p=carol.id)
    await bob.hears("bye", p=carol.id)
    await writes(alice, carol, "too late")
    notice = await alice.hears_next("notification", target="#room", duration=7000)
    assert notice["class"] == "short"
    await alice.says({"m": "dm", "_id": UNKNOWN, "message": "to nobody"})
    await alice.hears_next("notification", text=notice["text"])
    await bob.hears_nothing(after=alice)
    await carol.hears_nothing("dm", "notification")
    assert await history_of(site, carol, room) == []


@rule("6.5-1", "15-5")
@pytest.mark.parametrize("target", [None, 5, True, ["a"], {"_id": "a"}])
async def test_without_a_target_it_is_ignored(site: Site, room: str, target: Any) -> None:
    alice, bob, _ = await three(site, room)
    await alice.says({"m": "dm", "_id": target, "message": "hello"})
    await alice.says({"m": "dm", "message": "hello"})
    await alice.hears_nothing()
    await bob.hears_nothing("dm", after=alice)


@rule("6.5-3", "6.3-2")
async def test_a_reply_is_handed_on_if_it_is_one(site: Site, room: str) -> None:
    alice, bob, _ = await three(site, room)
    await writes(alice, bob, "yes", reply_to="0123abcd")
    assert (await bob.hears_next("dm"))["r"] == "0123abcd"
    await writes(alice, bob, "no", reply_to="#x")
    assert "r" not in await bob.hears_next("dm")


@rule("6.5-3", "14-2", "15-8")
async def test_512_characters_are_sent_and_one_more_is_not(site: Site, room: str) -> None:
    alice, bob, _ = await three(site, room)
    for longest, too_long in (("x" * 512, "x" * 513), ("🎹" * 256, "🎹" * 256 + "x")):
        await writes(alice, bob, longest)
        assert (await bob.hears_next("dm"))["a"] == longest
        await writes(alice, bob, too_long)
    await alice.hears_nothing("notification")
    await bob.hears_nothing("dm", after=alice)


@rule("6.5-3", "5.2-2")
async def test_without_chat_in_the_settings_nothing_is_sent(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room, {"chat": False}), await site.join("bob", room)
    await alice.hears("p", id=bob.id)
    await writes(alice, bob, "psst")
    await bob.hears_nothing(after=alice)
    await alice.hears_nothing(after=bob)


@rule("6.5-4", "6.4-1")
async def test_only_the_two_are_shown_it_again(site: Site, room: str) -> None:
    alice, bob, carol = await three(site, room)
    await alice.chats("to all")
    await writes(alice, bob, "to bob")
    await bob.hears("dm", a="to bob")
    await writes(bob, alice, "to alice")
    await bob.hears("dm", a="to alice")
    await carol.chats("to all again")
    await alice.hears("a", a="to all again")
    both = [("a", "to all"), ("dm", "to bob"), ("dm", "to alice"), ("a", "to all again")]
    for client in (alice, bob):
        lines = await history_of(site, client, room)
        assert [(line["m"], line["a"]) for line in lines] == both
        people = (lines[1]["sender"]["_id"], lines[1]["recipient"]["_id"])
        assert people == (alice.id, bob.id)
    public = [entry for entry in both if entry[0] == "a"]
    assert [(line["m"], line["a"]) for line in await history_of(site, carol, room)] == public
    stranger = await site.arrive("stranger")
    assert [line["a"] for line in await history_of(site, stranger, room)] == ["to all", both[3][1]]


@rule("6.5-4", "6.4-1", "14-4")
async def test_it_counts_towards_the_32_of_both_and_of_nobody_else(
    generous: Site, room: str
) -> None:
    alice, bob, carol = await three(generous, room)
    for number in range(32):
        await alice.chats(f"line {number}")
    for number in range(2):
        await writes(alice, bob, f"psst {number}")
    await bob.hears("dm", a="psst 1")
    private = [f"line {number}" for number in range(2, 32)] + ["psst 0", "psst 1"]
    for client in (alice, bob):
        lines = await history_of(generous, client, room)
        assert [line["a"] for line in lines] == private
    lines = await history_of(generous, carol, room)
    assert [line["a"] for line in lines] == [f"line {number}" for number in range(32)]


@rule("6.5-5")
@pytest.mark.parametrize("role", ["owner", "moderator"])
async def test_staff_do_not_hear_what_others_write_each_other(
    site: Site, server: Server, room: str, role: str
) -> None:
    alice, bob, _ = await three(site, room)
    staff = await join_as(site, server, "staff", room, role)
    await writes(alice, bob, "psst")
    await bob.hears("dm")
    await staff.hears_nothing("dm", after=alice)
    assert await history_of(site, staff, room) == []
