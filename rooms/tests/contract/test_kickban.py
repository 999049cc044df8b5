"""kickban and unban (docs/protocol.md §8)."""

from __future__ import annotations

from typing import Any

import pytest

from rooms.tests.clients import Client, Site
from rooms.tests.rules import rule

SHORT = {"target": "#room", "duration": 7000, "class": "short"}
MINUTE = 60_000


async def comes_in(client: Client, room: str) -> bool:
    return bool((await client.enters(room))["ch"]["_id"] == room)


@rule("8.1-10", "8.2-8")
async def test_the_target_is_told_and_moved_to_awkward(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    tab = await site.tab_of(bob)
    await alice.kickbans(bob, 2 * MINUTE)
    for socket in (bob, tab):
        notice = await socket.hears("notification", title="Notice", **SHORT)
        assert room in notice["text"]
        assert "2 minutes" in notice["text"]
        assert (await socket.hears("ch"))["ch"]["_id"] == "test/awkward"
        await socket.hears_next("c")
        await socket.hears_next("nq")


@rule("8.1-10", "8.2-8")
async def test_sockets_of_the_target_elsewhere_are_told_but_stay(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    elsewhere = await site.tab_of(bob, f"{room} b")
    await alice.kickbans(bob, MINUTE)
    await elsewhere.hears_next("notification")
    await bob.hears("ch")
    await elsewhere.hears_nothing()
    assert elsewhere.room == f"{room} b"


@rule("8.1-1", "8.1-10", "8.1-11", "8.2-9", "8.2-3", "8.2-4")
async def test_the_room_is_told_who_banned_whom(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    carol = await site.join("carol", room)
    await alice.kickbans(bob, 5 * MINUTE)
    for listener in (alice, carol):
        notice = await listener.hears("notification", title="Notice", **SHORT)
        assert notice["text"] == "alice banned bob for 5 minutes."
        assert "html" not in notice
        await listener.hears("bye", p=bob.id)
    await carol.hears_nothing("a", after=alice)


@rule("5.4-5", "8.2-11")
async def test_who_is_banned_is_refused_with_the_minutes_left(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await alice.kickbans(bob, 5 * MINUTE)
    await bob.hears("ch")
    await bob.hears("nq")
    await bob.says({"m": "ch", "_id": room})
    notice = await bob.hears_next("notification", **SHORT)
    assert room in notice["text"]
    assert "5 minutes" in notice["text"]


@rule("8.1-9")
async def test_another_user_is_not_banned(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await alice.kickbans(bob, MINUTE)
    carol = await site.arrive("carol")
    assert await comes_in(carol, room)


@rule("8.1-9")
async def test_a_ban_holds_for_one_room(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await alice.kickbans(bob, MINUTE)
    await bob.hears("ch")
    assert await comes_in(bob, f"{room} b")


@rule("8.1-5")
async def test_0_ms_only_kicks(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await alice.kickbans(bob, 0)
    assert (await bob.hears("ch"))["ch"]["_id"] == "test/awkward"
    assert await comes_in(bob, room)


@rule("8.1-3", "8.1-4")
async def test_a_time_over_the_maximum_is_clamped(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await alice.kickbans(bob, 300 * MINUTE)
    assert "60 minutes" in (await bob.hears("notification"))["text"]


@rule("8.1-3")
@pytest.mark.parametrize(
    "ms", ["60000", -1, None, True, [], {}, 10**400], ids=lambda ms: str(ms)[:9]
)
async def test_a_time_that_is_none_is_ignored(site: Site, room: str, ms: Any) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await alice.kickbans(bob, ms)
    await bob.hears_nothing(after=alice)


@rule("8.1-2")
@pytest.mark.parametrize("target", ["nobody", "", "a" * 24, 5, None, ["x"]])
async def test_an_unknown_target_is_ignored(site: Site, room: str, target: Any) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await alice.says({"m": "kickban", "_id": target, "ms": MINUTE})
    await bob.hears_nothing(after=alice)


@rule("8.1-1", "8.1-12")
async def test_who_does_not_hold_the_crown_is_ignored(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await alice.hears("p", id=bob.id)
    await bob.kickbans(alice, MINUTE)
    await bob.unbans(alice)
    await alice.hears_nothing(after=bob)


@rule("8.1-1")
async def test_in_a_lobby_nobody_bans(site: Site) -> None:
    alice, bob = await site.join("alice", "lobby66"), await site.join("bob", "lobby66")
    await alice.kickbans(bob, MINUTE)
    await bob.hears_nothing(after=alice)


@rule("8.1-2")
async def test_a_known_user_who_is_away_is_banned_for_the_next_visit(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.arrive("bob")
    await alice.kickbans(bob, MINUTE)
    await bob.hears_next("notification")
    await alice.hears_next("notification")
    assert not await comes_in(bob, room)


@rule("8.1-8", "8.2-10", "5.4-5")
async def test_a_ban_of_oneself_is_awarded(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    elsewhere = await site.tab_of(alice, f"{room} b")
    await alice.kickbans(alice, MINUTE)
    for listener in (alice, elsewhere, bob):
        notice = await listener.hears("notification", title="Certificate of Award")
        assert "alice" in notice["text"]
        assert "class" not in notice
    await bob.hears_next("bye", p=alice.id)
    assert "participantId" not in (await bob.hears_next("ch"))["ch"]["crown"]
    assert (await alice.hears("ch"))["ch"]["_id"] == "test/awkward"
    assert not await comes_in(alice, room)


@rule("8.1-7")
async def test_banning_again_replaces_the_time(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await alice.kickbans(bob, 50 * MINUTE)
    await bob.hears("nq")
    await alice.kickbans(bob, 3 * MINUTE)
    await bob.hears("notification")
    await bob.says({"m": "ch", "_id": room})
    assert "3 minutes" in (await bob.hears("notification"))["text"]


@rule("8.1-12")
async def test_unban_lets_in_again_and_is_confirmed_to_the_actor_only(
    site: Site, room: str
) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    carol = await site.join("carol", room)
    await alice.kickbans(bob, MINUTE)
    await bob.hears("nq")
    await carol.hears("bye", p=bob.id)
    await alice.hears("bye", p=bob.id)
    await alice.unbans(bob)
    assert "bob" in (await alice.hears_next("notification", **SHORT))["text"]
    await carol.hears_nothing(after=alice)
    await bob.hears_nothing()
    assert await comes_in(bob, room)


@rule("8.1-12")
async def test_unban_of_somebody_not_banned_is_ignored(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await alice.hears("p", id=bob.id)
    await alice.unbans(bob)
    await alice.hears_nothing()


async def test_who_was_kicked_while_holding_the_crown_may_come_back_to_it(
    site: Site, room: str
) -> None:
    alice = await site.join("alice", room)
    await alice.kickbans(alice, 0)
    await alice.hears("ch")
    again = await alice.enters(room)
    assert again["ch"]["crown"]["participantId"] == alice.id
