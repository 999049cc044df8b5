"""Name and colour (docs/protocol.md §4.3)."""

from __future__ import annotations

from typing import Any

import pytest

from rooms.tests.clients import Site
from rooms.tests.rules import rule


@rule("4.3-4", "3.3-8")
async def test_everybody_in_the_room_hears_of_it_the_sender_included(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await alice.says({"m": "userset", "set": {"name": "Ännchen 🎹", "color": "#ABCDEF"}})
    for listener in (alice, bob):
        person = await listener.hears("p", id=alice.id)
        assert (person["name"], person["color"]) == ("Ännchen 🎹", "#abcdef")
        assert person.keys() >= {"_id", "id", "name", "color", "x", "y", "afk"}


@rule("4.3-4")
async def test_all_rooms_of_the_user_hear_of_it(site: Site, room: str) -> None:
    alice = await site.join("alice", room)
    other = await site.tab_of(alice, f"{room} b")
    bob = await site.join("bob", f"{room} b")
    await alice.calls_itself("Alice")
    for listener in (alice, other, bob):
        await listener.hears("p", id=alice.id, name="Alice")


async def test_without_a_room_it_works_too(site: Site, room: str) -> None:
    alice = await site.arrive("alice")
    await alice.calls_itself("Alice")
    (person,) = (await alice.enters(room))["ppl"]
    assert person["name"] == "Alice"


@rule("3.3-2", "3.3-3", "4.3-1", "4.3-2", "4.3-3")
@pytest.mark.parametrize(
    ("wish", "name", "color"),
    [
        ({"name": "Alice"}, "Alice", "#111111"),
        ({"color": "#222222"}, "alice", "#222222"),
        ({"name": "", "color": "#222222"}, "alice", "#222222"),
        ({"name": "Alice", "color": "red"}, "Alice", "#111111"),
        ({"name": "Alice", "color": 5}, "Alice", "#111111"),
        ({"name": 5, "color": "#222222"}, "alice", "#222222"),
        ({"name": "x" * 41, "color": "#222222"}, "alice", "#222222"),
        ({"name": "🎹" * 21, "color": "#222222"}, "alice", "#222222"),
        ({"name": "🎹" * 20}, "🎹" * 20, "#111111"),
        ({"name": "  kept  "}, "  kept  ", "#111111"),
        ({"name": "line\nbreak", "color": "#222222"}, "alice", "#222222"),
    ],
)
async def test_each_field_is_judged_on_its_own(
    site: Site, room: str, wish: dict[str, Any], name: str, color: str
) -> None:
    alice = await site.join("alice", room)
    await alice.says({"m": "userset", "set": {"color": "#111111"}})
    await alice.hears("p", color="#111111")
    await alice.says({"m": "userset", "set": wish})
    person = await alice.hears_next("p", id=alice.id)
    assert (person["name"], person["color"]) == (name, color)


@rule("4.3-3")
@pytest.mark.parametrize(
    "wish", [{}, {"name": ""}, {"name": "   "}, {"color": "#fff"}, {"tag": "MOD"}, None, 5, "x", []]
)
async def test_nothing_valid_is_ignored(site: Site, room: str, wish: Any) -> None:
    alice = await site.join("alice", room)
    await alice.says({"m": "userset", "set": wish})
    await alice.hears_nothing()
