"""chown (docs/protocol.md §7.3); what takes 15 s is tested with a clock that is set by hand."""

from __future__ import annotations

from typing import Any

import pytest

from rooms.tests.clients import Site
from rooms.tests.lines import Message
from rooms.tests.rules import rule

UNLIKE_ANYBODY = [None, 5, "", "nobody", "a" * 24, True, ["x"]]


def crown_of(state: Message) -> Message:
    crown: Message = state["ch"]["crown"]
    return crown


@rule("5.7-1", "7.3-1", "7.4-1", "7.4-3", "7.1-2", "7.1-4")
async def test_the_holder_gives_it_to_somebody_here(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await bob.moves(30, 40)
    await alice.hears("m")
    await alice.moves(10, 20)
    await alice.gives_crown(bob)
    for listener in (alice, bob):
        crown = crown_of(await listener.hears("ch"))
        assert crown["userId"] == crown["participantId"] == bob.id
        assert crown["startPos"] == {"x": 10, "y": 20}
        assert crown["endPos"] == {"x": 30, "y": 40}


@rule("7.4-4", "11.2-4", "11.1-2", "11.1-3")
async def test_giving_changes_the_quota_of_both(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    tab = await site.tab_of(alice)
    await alice.gives_crown(bob)
    for listener, most in ((alice, 1200), (tab, 1200), (bob, 1800)):
        await listener.hears("ch")
        assert (await listener.hears_next("nq"))["max"] == most


@rule("7.3-2")
async def test_giving_to_oneself_changes_nothing(site: Site, room: str) -> None:
    alice = await site.join("alice", room)
    await alice.takes_crown()
    await alice.hears_nothing()


@rule("7.3-3", "7.1-1", "7.1-2", "7.4-2", "7.4-3")
@pytest.mark.parametrize("target", UNLIKE_ANYBODY)
async def test_the_holder_drops_it_by_naming_nobody_here(
    site: Site, room: str, target: Any
) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await alice.says({"m": "chown", "id": target})
    for listener in (alice, bob):
        crown = crown_of(await listener.hears("ch"))
        assert crown["userId"] == alice.id
        assert "participantId" not in crown
        assert crown["startPos"] == {"x": 200, "y": 100}
        assert crown["endPos"]["x"] == 90
        assert 70 <= crown["endPos"]["y"] <= 90
    assert (await alice.hears_next("nq"))["max"] == 1200


@rule("7.3-4")
async def test_the_last_holder_takes_it_back_at_once(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await alice.drops_crown()
    await bob.hears("ch")
    await alice.takes_crown()
    assert crown_of(await bob.hears("ch"))["participantId"] == alice.id


@rule("7.3-4")
async def test_the_last_holder_gives_a_dropped_crown_to_somebody(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await alice.drops_crown()
    await bob.hears("ch")
    await alice.gives_crown(bob)
    assert crown_of(await bob.hears("ch"))["participantId"] == bob.id


@rule("7.3-6")
async def test_somebody_else_does_not_get_it_at_once(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await alice.drops_crown()
    await alice.hears("ch")
    await alice.hears_next("nq")
    await bob.hears("ch")
    await bob.takes_crown()
    await alice.hears_nothing(after=bob)


@rule("7.3-8")
@pytest.mark.parametrize("target", UNLIKE_ANYBODY)
async def test_somebody_else_cannot_drop_it(site: Site, room: str, target: Any) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await alice.hears("p", id=bob.id)
    await bob.says({"m": "chown", "id": target})
    await alice.hears_nothing(after=bob)


@rule("7.3-8")
async def test_somebody_else_cannot_take_it_from_the_holder(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await alice.hears("p", id=bob.id)
    await bob.takes_crown()
    await alice.hears_nothing(after=bob)


@rule("7.3-11", "5.1-1", "5.1-2")
@pytest.mark.parametrize("name", ["lobby99", "test/crown"])
async def test_in_lobbies_and_test_rooms_there_is_none(site: Site, name: str) -> None:
    alice = await site.join("alice", name)
    await alice.takes_crown()
    await alice.drops_crown()
    await alice.hears_nothing()


@rule("7.1-1", "7.1-2", "7.1-3", "7.1-4", "7.4-2", "7.4-3", "7.2-5")
async def test_the_crown_of_who_leaves_falls_from_the_cursor(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    held = crown_of(await (await site.arrive("carol")).enters(room))
    await alice.moves("5.5", "-3")
    await bob.hears("m")
    await alice.leaves()
    crown = crown_of(await bob.hears("ch"))
    assert crown.keys() == {"userId", "time", "startPos", "endPos"}
    assert crown["userId"] == alice.id
    assert crown["time"] > held["time"]
    assert crown["startPos"] == {"x": 5.5, "y": -3}
    assert crown["endPos"]["x"] == 10
    assert 70 <= crown["endPos"]["y"] <= 90


@rule("7.4-4", "5.7-1")
async def test_every_change_is_told_to_the_whole_room(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    tab = await site.tab_of(bob)
    for change, most in ((alice.drops_crown(), 1200), (alice.takes_crown(), 1800)):
        await change
        for listener in (alice, bob, tab):
            assert {one["id"] for one in (await listener.hears("ch"))["ppl"]} == {alice.id, bob.id}
        assert (await alice.hears("nq"))["max"] == most
    await alice.gives_crown(bob)
    for socket in (bob, tab):
        assert (await socket.hears("nq"))["max"] == 1800


@rule("7.3-1", "7.3-3")
async def test_a_crown_for_somebody_elsewhere_is_dropped(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", f"{room} b")
    await alice.gives_crown(bob)
    assert "participantId" not in crown_of(await alice.hears("ch"))
    await bob.hears_nothing()
