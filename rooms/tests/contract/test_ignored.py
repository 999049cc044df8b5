"""What is ignored, and what is answered by a notice (docs/protocol.md §15)."""

from __future__ import annotations

from typing import Any

import pytest

from rooms.tests.clients import Client, Site
from rooms.tests.lines import Message
from rooms.tests.rules import rule

from .servers import Server

UNKNOWN = "f" * 24
_BADLY_TYPED: dict[str, list[Any]] = {
    "message": [None, 5, True, ["x"], {"x": 1}],
    "set": [None, 5, True, "x", ["name"]],
    "_id": [None, 5, True, ["x"], {"x": 1}],
    "ms": [None, "60000", True, [], {}],
    "t": [None, "1", True, [], {}],
    "n": [None, 5, "c3", {"n": "c3"}, True],
    "x": [None, "left", True, [], {}],
    "target": [None, 5, "subscribed", [], True],
}


def whole(to: str) -> list[Message]:
    """Messages of alice, who holds the crown, that bob would notice."""
    return [
        {"m": "a", "message": "hello"},
        {"m": "dm", "_id": to, "message": "hello"},
        {"m": "n", "t": 1, "n": [{"n": "c3"}]},
        {"m": "m", "x": 1, "y": 1},
        {"m": "userset", "set": {"name": "Alice"}},
        {"m": "chset", "set": {"visible": False}},
        {"m": "kickban", "_id": to, "ms": 0},
        {"m": "custom", "target": {"mode": "id", "id": to}, "data": 1},
    ]


async def two(site: Site, room: str) -> tuple[Client, Client]:
    """alice, who holds the crown, and bob; both have heard everything."""
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await alice.hears("p", id=bob.id)
    return alice, bob


@rule("15-5")
@pytest.mark.parametrize("place", range(len(whole(""))), ids=lambda place: whole("")[place]["m"])
async def test_without_a_field_or_with_a_wrong_type_a_message_is_ignored(
    generous: Site, room: str, place: int
) -> None:
    alice, bob = await two(generous, room)
    message = whole(bob.id)[place]
    for field in message.keys() & _BADLY_TYPED.keys():
        rest = {name: value for name, value in message.items() if name != field}
        await alice.says(rest, *({**rest, field: value} for value in _BADLY_TYPED[field]))
    await bob.hears_nothing(after=alice)
    await alice.hears_nothing(after=bob)
    # Whole, it is not ignored.
    await alice.says(message)
    await bob.hears_next_of("a", "dm", "n", "m", "p", "ch", "notification", "custom")


@rule("15-11")
async def test_who_does_not_hold_the_crown_rules_nothing(site: Site, room: str) -> None:
    alice, bob = await two(site, room)
    carol = await site.join("carol", room)
    await alice.hears("p", id=carol.id)
    await bob.hears("p", id=carol.id)
    await bob.says(
        {"m": "chset", "set": {"visible": False}},
        {"m": "chown", "id": bob.id},
        {"m": "chown"},
        {"m": "kickban", "_id": carol.id, "ms": 1000},
        {"m": "unban", "_id": carol.id},
    )
    await carol.hears_nothing(after=bob)
    await alice.hears_nothing(after=bob)
    await bob.hears_nothing(after=alice)


STAFF_ONLY: list[Message] = [
    {"m": "clearchat"},
    {"m": "v", "vanish": True},
    {"m": "siteban", "id": "BOB", "duration": 60_000, "reason": "Too loud"},
    {"m": "setcolor", "_id": "BOB", "color": "#123456"},
    {"m": "setname", "_id": "BOB", "name": "Bob"},
]


@rule("15-11")
@pytest.mark.parametrize("message", STAFF_ONLY, ids=lambda message: message["m"])
async def test_what_takes_a_right_is_ignored_without_it_and_logged(
    site: Site, server: Server, room: str, message: Message
) -> None:
    alice, bob = await two(site, room)
    await alice.says({key: bob.id if text == "BOB" else text for key, text in message.items()})
    await bob.hears_nothing(after=alice)
    await alice.hears_nothing(after=bob)
    assert alice.id in server.log


@rule("15-12")
async def test_a_kickban_or_an_unban_of_nobody_is_ignored(site: Site, room: str) -> None:
    alice, bob = await two(site, room)
    await alice.says(
        {"m": "kickban", "_id": UNKNOWN, "ms": 1000},
        {"m": "kickban", "_id": "", "ms": 1000},
        {"m": "unban", "_id": UNKNOWN},
        {"m": "unban", "_id": bob.id},
    )
    await bob.hears_nothing(after=alice)


@rule("15-12")
async def test_a_crown_that_is_given_to_nobody_is_dropped(site: Site, room: str) -> None:
    alice, bob = await two(site, room)
    await alice.says({"m": "chown", "id": UNKNOWN})
    crown = (await bob.hears_next("ch"))["ch"]["crown"]
    assert crown["userId"] == alice.id
    assert "participantId" not in crown


@rule("15-14", "14.1-1")
async def test_of_too_many_lines_the_first_dropped_one_is_explained(site: Site, room: str) -> None:
    alice, bob = await two(site, room)
    await bob.says(*({"m": "a", "message": f"line {number}"} for number in range(20)))
    heard = await alice.hears_before_mark(bob)
    lines = [message["a"] for message in heard if message["m"] == "a"]
    assert lines[:4] == ["line 0", "line 1", "line 2", "line 3"]
    assert len(lines) < 20
    notices = [one for one in await bob.hears_before_mark(alice) if one["m"] == "notification"]
    assert len(notices) == 1


@rule("15-16")
async def test_who_is_refused_is_told_why_and_is_somewhere_else(site: Site, room: str) -> None:
    alice, bob = await two(site, room)
    await alice.kickbans(bob, 60_000)
    await bob.hears("ch")
    again = await site.arrive("bob", bob.token)
    await again.says({"m": "ch", "_id": room})
    notice = await again.hears_next("notification", target="#room")
    assert room in notice["text"]
    assert (await again.hears_next("ch"))["ch"]["_id"] == "test/awkward"


@rule("15-10")
@pytest.mark.parametrize(
    "wish",
    [
        {"visible": "false", "chat": 0, "crownsolo": None, "noindex": "true"},
        {"color": "red", "color2": "#12345", "limit": "x", "minOnlineTime": -1},
        {"lobby": True, "owner_id": "me", "unknown": 1, "_id": "other"},
        {},
    ],
    ids=["switches", "values", "the server's own", "nothing"],
)
async def test_with_bad_settings_only_nothing_changes(
    site: Site, room: str, wish: dict[str, Any]
) -> None:
    alice, bob = await two(site, room)
    await alice.sets_room(wish)
    await bob.hears_nothing(after=alice)
    await alice.sets_room({**wish, "crownsolo": True})
    settings = (await bob.hears_next("ch"))["ch"]["settings"]
    assert settings["crownsolo"] is True
    assert (settings["visible"], settings["chat"], settings["limit"]) == (True, True, 50)
    assert settings.keys() <= {
        *("visible", "chat", "crownsolo", "no cussing", "noindex", "allowBots"),
        *("color", "limit"),
    }
