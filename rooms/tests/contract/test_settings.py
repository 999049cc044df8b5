"""chset (docs/protocol.md §5.8)."""

from __future__ import annotations

from typing import Any

import pytest

from rooms.tests.clients import Site
from rooms.tests.rules import rule

COMPLETE = {
    "visible": True,
    "chat": True,
    "crownsolo": True,
    "no cussing": True,
    "noindex": True,
    "allowBots": False,
    "color": "#112233",
    "color2": "#445566",
    "limit": 12,
    "minOnlineTime": 60_000,
}


@rule("5.7-1", "5.7-2", "5.7-3", "5.8-1")
async def test_everybody_in_the_room_gets_ch_the_sender_included(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await alice.sets_room(COMPLETE)
    for listener in (alice, bob):
        state = await listener.hears("ch")
        assert state["ch"]["settings"] == COMPLETE
        assert {person["id"] for person in state["ppl"]} == {alice.id, bob.id}
        assert state.get("p", listener.id) == listener.id


@rule("5.2-8", "5.2-9", "5.8-1")
async def test_keys_that_are_not_sent_stay_but_color2_goes(site: Site, room: str) -> None:
    alice = await site.join("alice", room)
    await alice.sets_room(COMPLETE)
    await alice.hears("ch")
    await alice.sets_room({"limit": "7"})
    settings = (await alice.hears("ch"))["ch"]["settings"]
    assert settings == {k: v for k, v in COMPLETE.items() if k != "color2"} | {"limit": 7}


@rule("5.2-10")
@pytest.mark.parametrize("value", [0, None])
async def test_an_online_time_is_removed_by_0_or_null(site: Site, room: str, value: Any) -> None:
    alice = await site.join("alice", room, {"minOnlineTime": 5})
    await alice.sets_room({"minOnlineTime": value})
    assert "minOnlineTime" not in (await alice.hears("ch"))["ch"]["settings"]


@rule("5.2-14", "5.2-7", "5.2-9")
async def test_a_bad_value_drops_its_key_only(site: Site, room: str) -> None:
    alice = await site.join("alice", room)
    await alice.sets_room({"limit": 7.5, "chat": "false", "color": "#12345", "crownsolo": True})
    settings = (await alice.hears("ch"))["ch"]["settings"]
    assert (settings["limit"], settings["chat"], settings["color"]) == (50, True, "#3b5054")
    assert settings["crownsolo"] is True


@rule("5.8-1", "5.2-11", "5.2-12")
@pytest.mark.parametrize(
    "wish", [{}, {"limit": -1}, {"lobby": True}, {"owner_id": "a" * 24}, None, [], "x", 5]
)
async def test_nothing_valid_is_ignored(site: Site, room: str, wish: Any) -> None:
    alice = await site.join("alice", room)
    await alice.sets_room(wish)
    await alice.hears_nothing()


@rule("5.8-1", "5.1-3")
async def test_who_does_not_hold_the_crown_is_ignored(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await bob.sets_room({"limit": 7})
    await alice.hears("p", id=bob.id)
    await alice.hears_nothing(after=bob)


@rule("5.8-1")
async def test_who_dropped_the_crown_is_ignored(site: Site, room: str) -> None:
    alice = await site.join("alice", room)
    await alice.drops_crown()
    await alice.hears("nq")
    await alice.sets_room({"limit": 7})
    await alice.hears_nothing()


@rule("5.1-1", "5.1-2", "5.8-1")
@pytest.mark.parametrize("name", ["lobby88", "test/settings"])
async def test_in_lobbies_and_test_rooms_nobody_sets_anything(site: Site, name: str) -> None:
    alice = await site.join("alice", name)
    await alice.sets_room({"chat": False})
    await alice.hears_nothing()


@rule("5.8-1")
async def test_a_lower_limit_puts_nobody_out(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await alice.sets_room({"limit": 1})
    state = await bob.hears("ch")
    assert state["ch"]["count"] == 2
    await alice.hears("ch")
    await alice.hears_nothing("bye", after=bob)


SWITCHES = ["visible", "chat", "crownsolo", "no cussing", "noindex", "allowBots"]
TAKEN = [
    *((name, value, value) for name in SWITCHES for value in (True, False)),
    *(("limit", value, int(value)) for value in (0, 99, "0", "99", 12.0)),
    *(("minOnlineTime", value, value) for value in (1, 86_400_000)),
    *((name, "#ABCDEF", "#abcdef") for name in ("color", "color2")),
]
BAD: dict[str, list[Any]] = {
    **{name: ["false", "true", 0, 1, None, []] for name in SWITCHES},
    "limit": [-1, 100, 7.5, "", "7.5", "1e1", "x", True, None],
    "minOnlineTime": [-1, 86_400_001, "60000", True, 1.5],
    "color": ["red", "#abc", "#12345g", "", None, 5],
    "lobby": [True],
    "owner_id": ["a" * 24],
    "unknown": [1],
}


@rule("5.2-1", "5.2-2", "5.2-3", "5.2-4", "5.2-5", "5.2-6", "5.2-7", "5.2-8", "5.2-9", "5.2-10")
async def test_every_key_takes_its_values(site: Site, room: str) -> None:
    alice = await site.join("alice", room)
    for number, (key, value, kept) in enumerate(TAKEN):
        told = await (await site.arrive("maker")).enters(f"{room} {number}", {key: value})
        assert told["ch"]["settings"][key] == kept
    await alice.sets_room({key: value for key, value, _ in TAKEN})
    settings = (await alice.hears("ch"))["ch"]["settings"]
    assert settings == {key: kept for key, _, kept in TAKEN}


@rule("5.2-9", "5.2-10", "5.2-11", "5.2-12", "5.2-14")
@pytest.mark.parametrize("key", BAD)
async def test_no_key_takes_other_values(site: Site, room: str, key: str) -> None:
    alice = await site.join("alice", room)
    before = (await (await site.arrive("bob")).enters(room))["ch"]["settings"]
    for number, value in enumerate(BAD[key]):
        wish = {key: value, "color2": before["color2"]}
        told = await (await site.arrive("maker")).enters(f"{room} {number}", wish)
        assert told["ch"]["settings"] == before
    await alice.sets_room({key: BAD[key][0], "color2": before["color2"]})
    assert (await alice.hears("ch"))["ch"]["settings"] == before


@rule("5.2-2")
async def test_without_chat_neither_lines_nor_direct_messages_are_heard(
    site: Site, room: str
) -> None:
    alice, bob = await site.join("alice", room, {"chat": False}), await site.join("bob", room)
    await alice.chats("hello")
    await alice.says({"m": "dm", "_id": bob.id, "message": "psst"})
    await bob.hears_nothing(after=alice)
    carol = await site.arrive("carol")
    await carol.enters(room)
    assert (await carol.hears_next("c"))["c"] == []


@rule("5.2-3")
async def test_with_crownsolo_only_the_holder_plays(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room, {"crownsolo": True}), await site.join("bob", room)
    await bob.plays("c3")
    await alice.hears_nothing("n", after=bob)
    await alice.plays("c3")
    await bob.hears("n", p=alice.id)
    await alice.drops_crown()
    await alice.plays("c3")
    await bob.hears_nothing("n", after=alice)
