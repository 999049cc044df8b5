"""a and c (docs/protocol.md §6.3, §6.4, §10.1)."""

from __future__ import annotations

import re
from typing import Any

import pytest

from rooms.tests.clients import Site
from rooms.tests.rules import rule

from .conftest import EVERYWHERE, WHERE_ASKED
from .records import join_as
from .servers import Server

LINE_ID = re.compile(r"[0-9a-f]{8}")


@rule("6.3-4", "6.3-5", "14-19")
async def test_every_socket_of_the_room_hears_a_line_the_sender_included(
    site: Site, room: str
) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    tab = await site.tab_of(alice)
    await alice.chats("hello")
    line = await bob.hears("a")
    assert await alice.hears("a") == await tab.hears("a") == line
    assert LINE_ID.fullmatch(line["id"])
    assert (line["a"], line["p"]["_id"], line["p"]["id"]) == ("hello", alice.id, alice.id)
    assert line["p"].keys() >= {"_id", "id", "name", "color"}
    assert isinstance(line["t"], int)
    assert "r" not in line


@rule("6.3-4")
async def test_ids_of_lines_differ(site: Site, room: str) -> None:
    alice = await site.join("alice", room)
    await alice.says(*({"m": "a", "message": f"{number}"} for number in range(10)))
    ids = {(await alice.hears("a"))["id"] for _ in range(10)}
    assert len(ids) == 10


@rule("6.3-2", "14-19")
@pytest.mark.parametrize("reply", ["abc123", "0" * 32, "z"])
async def test_a_reply_is_handed_on(site: Site, room: str, reply: str) -> None:
    alice = await site.join("alice", room)
    await alice.chats("yes", reply_to=reply)
    assert (await alice.hears("a"))["r"] == reply


@rule("6.3-2", "14-19")
@pytest.mark.parametrize("reply", ["", "ABC", "x" * 33, "a b", "a\n", 5, None, ["a"], "#x"])
async def test_a_reply_to_nothing_is_dropped_but_not_the_line(
    site: Site, room: str, reply: Any
) -> None:
    alice = await site.join("alice", room)
    await alice.chats("yes", reply_to=reply)
    assert "r" not in await alice.hears("a", a="yes")


@rule("6.3-1", "1-7", "10.1-1", "14-2")
@pytest.mark.parametrize(
    "text",
    ["x" * 512, "🎹" * 256, "  spaces stay  ", "<b>&amp;</b>", "👩‍👩‍👧", "\u2028 and \u0085"],
)
async def test_a_line_is_kept_as_sent(site: Site, room: str, text: str) -> None:
    alice = await site.join("alice", room)
    await alice.chats(text)
    assert (await alice.hears("a"))["a"] == text


@rule("6.3-1", "1-7", "10.1-1", "14-2", "15-5", "15-6", "15-8")
@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "x" * 513,
        "🎹" * 257,
        *("a\nb", "a\rb", "a\vb", "a\0b", "a\tb", "a\x7fb"),
        *("a\u202eb", "a\u2066b", "a\u2067b", "a\u202bb", "a\u200fb"),
        5,
        None,
        ["x"],
        True,
    ],
)
async def test_a_line_that_is_none_is_ignored(site: Site, room: str, text: Any) -> None:
    alice = await site.join("alice", room)
    await alice.says({"m": "a", "message": text})
    await alice.hears_nothing()


@rule("6.3-6", "6.4-1", "14-4")
async def test_the_last_32_lines_are_the_history_oldest_first(site: Site, room: str) -> None:
    # Ten lines are what the rate lets the holder of the crown say at once.
    lines = [f"line {number}" for number in range(40)]
    speaker = await site.join("speaker", room)
    for start in range(0, 40, 10):
        await speaker.says(*({"m": "a", "message": text} for text in lines[start : start + 10]))
        await speaker.hears("a", a=lines[start + 9])
        heir = await site.join("heir", room)
        await speaker.gives_crown(heir)
        await heir.hears("nq")
        speaker = heir
    bob = await site.arrive("bob")
    await bob.enters(room)
    history = (await bob.hears_next("c"))["c"]
    assert [line["a"] for line in history] == lines[-32:]
    assert all(line["m"] == "a" for line in history)


@rule("6.4-1")
async def test_the_history_has_the_line_as_it_was_heard(site: Site, room: str) -> None:
    alice = await site.join("alice", room)
    await alice.chats("hello", reply_to="abc")
    line = await alice.hears("a")
    bob = await site.arrive("bob")
    await bob.enters(room)
    assert (await bob.hears_next("c"))["c"] == [line]


@rule("6.3-3")
async def test_without_chat_in_the_settings_lines_are_dropped(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room, {"chat": False}), await site.join("bob", room)
    await alice.chats("hello")
    await bob.hears_nothing(after=alice)
    await alice.sets_room({"chat": True})
    await alice.chats("hello again")
    assert (await bob.hears("a"))["a"] == "hello again"


@rule("6.3-5")
async def test_another_room_does_not_hear_it(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", f"{room} b")
    await alice.chats("hello")
    await alice.hears("a")
    await bob.hears_nothing()


@rule("6.4-1")
async def test_a_history_of_nothing_is_sent_too(site: Site, room: str) -> None:
    alice = await site.arrive("alice")
    await alice.enters(room)
    assert await alice.hears_next("c") == {"m": "c", "c": []}


@rule("6.4-1")
async def test_after_a_clear_everybody_has_an_empty_history(
    site: Site, server: Server, room: str
) -> None:
    alice = await site.join("alice", room)
    staff = await join_as(site, server, "staff", room, "owner")
    await alice.chats("hello")
    await staff.hears("a", a="hello")
    await staff.says({"m": "clearchat"})
    for client in (alice, staff):
        assert await client.hears("c") == {"m": "c", "c": []}
    bob = await site.arrive("bob")
    await bob.enters(room)
    assert (await bob.hears_next("c"))["c"] == []


@rule("6.3-7")
async def test_filtered_words_become_asterisks(strict: Site, room: str) -> None:
    alice = await strict.join("alice", room, {"no cussing": True})
    bob = await strict.join("bob", room)
    spoken = f"{EVERYWHERE} and {WHERE_ASKED}"
    for speaker, heard in ((alice, f"**** and {WHERE_ASKED}"), (bob, "**** and ****")):
        await speaker.chats(spoken)
        for listener in (alice, bob):
            assert (await listener.hears("a"))["a"] == heard


@rule("6.3-7")
async def test_where_it_is_not_asked_only_some_words_are_filtered(strict: Site, room: str) -> None:
    await strict.join("alice", room)
    bob = await strict.join("bob", room)
    await bob.chats(f"{EVERYWHERE} and {WHERE_ASKED}")
    assert (await bob.hears("a"))["a"] == f"**** and {WHERE_ASKED}"


@rule("6.3-7")
@pytest.mark.parametrize("kind_of_line", ["a", "dm"])
async def test_who_is_muted_is_told_so_and_heard_by_nobody(
    site: Site, server: Server, room: str, kind_of_line: str
) -> None:
    bob = await site.join("bob", room)
    muted = await join_as(site, server, "muted", room, muted=True)
    await bob.hears("p", id=muted.id)
    await muted.says({"m": kind_of_line, "message": "hello", "_id": bob.id})
    await muted.hears_next("notification", target="#room")
    await bob.hears_nothing(after=muted)
    await muted.hears_nothing("a", "dm", after=bob)
