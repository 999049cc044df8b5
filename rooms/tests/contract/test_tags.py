"""Labels beside names (docs/protocol.md §3.3, §3.4)."""

from __future__ import annotations

from typing import Any

import pytest

from rooms.tests.clients import Site
from rooms.tests.lines import Message
from rooms.tests.rules import rule

from .records import join_as
from .servers import Server

# As the live client has them, and as dev2 has.
KNOWN = [
    ("BOT", "#55f"),
    ("BOT", "#5555ff"),
    ("MOD", "#0a0"),
    ("MOD", "#00aa00"),
    ("TRIAL MOD", "#ffbb00"),
    ("ADMIN", "#f55"),
    ("ADMIN", "#ff5555"),
    ("OWNER", "#a00"),
    ("OWNER", "#aa0000"),
    ("MEDIA", "#f5f"),
    ("MEDIA", "#ff55ff"),
    ("DEV", "#5500ff"),
]
TAG = {"text": "Owner of a cat", "color": "#0a0"}
TAGGED: dict[str, Any] = {"tag_text": TAG["text"], "tag_color": TAG["color"]}
LINE = {"_id", "id", "name", "color"}


def tags_of(line: Message) -> tuple[Message | None, Message | None]:
    """The tags of who sends a direct message and who gets it."""
    return line["sender"].get("tag"), line["recipient"].get("tag")


@rule("3.3-6", "3.4-1", "3.4-2", "3.4-3", "3.4-4", "3.4-5", "3.4-6", "3.4-7", "3.4-8")
@pytest.mark.parametrize(("text", "color"), KNOWN)
async def test_a_tag_is_an_object_of_exactly_this_text_and_colour(
    site: Site, server: Server, room: str, text: str, color: str
) -> None:
    bob = await site.join("bob", room)
    alice = await join_as(site, server, "alice", room, tag_text=text, tag_color=color)
    shown = await bob.hears("p", id=alice.id)
    assert shown["tag"] == {"text": text, "color": color}


@rule("3.3-6", "3.3-8", "3.3-10")
async def test_hi_ch_and_every_p_have_the_tag(site: Site, server: Server, room: str) -> None:
    bob = await site.join("bob", room)
    alice = await join_as(site, server, "alice", room, **TAGGED)
    await alice.says({"m": "userset", "set": {"name": "Alice", "color": "#abcdef"}})
    for name in ("Anonymous", "Alice"):
        assert (await bob.hears("p", id=alice.id, name=name))["tag"] == TAG
    carol = await site.arrive("carol")
    people = {person["id"]: person for person in (await carol.enters(room))["ppl"]}
    assert people[alice.id]["tag"] == TAG
    again = await site.connect("alice")
    assert (await again.says_hi(alice.token))["u"] == {
        "_id": alice.id,
        "name": "Alice",
        "color": "#abcdef",
        "tag": TAG,
    }


@rule("3.3-9", "3.3-11", "3.3-6")
async def test_what_is_said_has_the_tag_of_who_says_it(
    site: Site, server: Server, room: str
) -> None:
    bob = await site.join("bob", room)
    alice = await join_as(site, server, "alice", room, **TAGGED)
    await alice.chats("hello")
    assert (await bob.hears("a"))["p"]["tag"] == TAG
    await alice.says({"m": "dm", "_id": bob.id, "message": "psst"})
    assert tags_of(await bob.hears("dm")) == (TAG, None)
    await bob.says({"m": "dm", "_id": alice.id, "message": "what?"})
    assert tags_of(await alice.hears("dm", a="what?")) == (None, TAG)
    await alice.says({"m": "custom", "data": 1, "target": {"mode": "id", "id": bob.id}})
    shown = (await bob.hears("custom"))["u"]
    assert shown.keys() == {"_id", "name", "color", "afk", "tag"}
    assert (shown["_id"], shown["afk"], shown["tag"]) == (alice.id, False, TAG)


@rule("3.3-6", "3.3-9", "3.3-10", "3.3-11")
async def test_without_a_tag_the_field_is_absent_everywhere(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    assert "tag" not in await alice.hears("p", id=bob.id)
    await bob.chats("hello")
    assert (await alice.hears("a"))["p"].keys() == LINE
    await bob.says({"m": "dm", "_id": alice.id, "message": "psst"})
    line = await alice.hears("dm")
    assert line["sender"].keys() == line["recipient"].keys() == LINE
    await bob.says({"m": "custom", "data": 1, "target": {"mode": "id", "id": alice.id}})
    assert (await alice.hears("custom"))["u"].keys() == {"_id", "name", "color", "afk"}
    again = await site.connect("bob")
    assert (await again.says_hi(bob.token))["u"].keys() == {"_id", "name", "color"}
