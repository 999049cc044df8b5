"""The list of rooms (docs/protocol.md §4.5)."""

from __future__ import annotations

from rooms.tests.clients import Client, Site
from rooms.tests.lines import Message
from rooms.tests.rules import rule


def entry(answer: Message, room: str) -> Message | None:
    """What a list says of a room."""
    found = [info for info in answer["u"] if info["_id"] == room]
    assert len(found) <= 1
    return found[0] if found else None


async def updates_up_to(listener: Client, room: str) -> list[Message]:
    """The updates up to the one that names a room; others may be of rooms of other tests."""
    updates: list[Message] = []
    while not updates or not entry(updates[-1], room):
        updates.append(await listener.hears("ls", c=False))
    return updates


async def change_of(listener: Client, room: str) -> Message:
    """What the next update that names a room says of it."""
    info = entry((await updates_up_to(listener, room))[-1], room)
    assert info is not None
    return info


async def full_list(listener: Client) -> Message:
    await listener.says({"m": "+ls"})
    return await listener.hears("ls", c=True)


@rule("4.5-3", "4.5-9", "5.3-1", "5.3-3", "5.3-4")
async def test_the_list_is_complete_and_has_ids(site: Site, room: str) -> None:
    alice = await site.join("alice", room)
    info = entry(await full_list(alice), room)
    assert info is not None
    assert info["id"] == info["_id"] == room
    assert info["count"] == 1
    assert info["settings"]["visible"] is True
    assert info["crown"]["participantId"] == alice.id
    assert "banned" not in info
    assert "ppl" not in info


@rule("4.5-1")
async def test_a_repeated_subscription_is_answered_in_full(site: Site, room: str) -> None:
    await site.join("alice", room)
    bob = await site.arrive("bob")
    for _ in range(2):
        assert entry(await full_list(bob), room)


@rule("4.5-5", "5.2-1")
async def test_a_hidden_room_is_not_listed(site: Site, room: str) -> None:
    alice = await site.join("alice", room, {"visible": False})
    assert entry(await full_list(alice), room) is None


@rule("4.5-4", "5.5-5", "5.8-1", "7.4-4")
async def test_a_change_is_told(site: Site, room: str) -> None:
    bob = await site.arrive("bob")
    await full_list(bob)
    alice = await site.join("alice", room)
    assert (await change_of(bob, room))["count"] == 1
    await site.join("carol", room)
    assert (await change_of(bob, room))["count"] == 2
    await alice.sets_room({"limit": 7})
    assert (await change_of(bob, room))["settings"]["limit"] == 7
    await alice.drops_crown()
    assert "participantId" not in (await change_of(bob, room))["crown"]


@rule("4.5-4")
async def test_a_room_is_named_once_in_an_update(site: Site, room: str) -> None:
    alice = await site.join("alice", room)
    bob = await site.arrive("bob")
    await full_list(bob)
    await alice.says(*({"m": "chset", "set": {"limit": limit}} for limit in (7, 8, 9)))
    assert (await change_of(bob, room))["settings"]["limit"] == 9


@rule("4.5-6")
async def test_a_room_that_empties_is_told_once_with_count_0(site: Site, room: str) -> None:
    alice = await site.join("alice", room)
    bob = await site.arrive("bob")
    await full_list(bob)
    await alice.leaves()
    assert (await change_of(bob, room))["count"] == 0


@rule("4.5-7")
async def test_a_room_that_is_hidden_is_told_once_and_then_no_more(site: Site, room: str) -> None:
    alice = await site.join("alice", room)
    bob = await site.arrive("bob")
    await full_list(bob)
    await alice.sets_room({"visible": False, "color": "#112233"})
    assert (await change_of(bob, room))["settings"]["visible"] is False
    await alice.sets_room({"visible": False, "color": "#445566"})
    await alice.hears("ch")
    await site.join("carol", f"{room} b")
    for update in await updates_up_to(bob, f"{room} b"):
        assert entry(update, room) is None


@rule("4.5-2")
async def test_who_unsubscribed_hears_no_more(site: Site, room: str) -> None:
    alice, bob = await site.arrive("alice"), await site.arrive("bob")
    await full_list(alice)
    await full_list(bob)
    await bob.says({"m": "-ls"}, {"m": "-ls"})
    await bob.hears_before_mark()
    await site.join("carol", room)
    await change_of(alice, room)
    await bob.hears_nothing()


@rule("4.5-8", "5.3-5")
async def test_only_who_is_banned_sees_that(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await alice.kickbans(bob, 60_000)
    await bob.hears("ch")
    info = entry(await full_list(bob), room)
    assert info is not None
    assert info["banned"] is True
    info = entry(await full_list(alice), room)
    assert info is not None
    assert "banned" not in info


@rule("5.3-4")
async def test_a_list_entry_is_the_same_for_lobbies_without_a_crown(site: Site) -> None:
    alice = await site.join("alice", "lobby77")
    info = entry(await full_list(alice), "lobby77")
    assert info is not None
    assert info["settings"]["lobby"] is True
    assert "crown" not in info


@rule("4.5-7", "4.5-4")
async def test_a_room_that_shows_itself_again_is_told(site: Site, room: str) -> None:
    alice = await site.join("alice", room, {"visible": False})
    bob = await site.arrive("bob")
    await full_list(bob)
    await alice.sets_room({"visible": True})
    assert (await change_of(bob, room))["settings"]["visible"] is True


@rule("4.5-6", "5.6-4")
async def test_a_room_without_people_is_not_listed(site: Site, room: str) -> None:
    alice = await site.join("alice", room)
    bob = await site.arrive("bob")
    await full_list(bob)
    await alice.leaves()
    assert (await change_of(bob, room))["count"] == 0
    assert entry(await full_list(bob), room) is None


@rule("5.3-2", "4.5-4")
async def test_a_second_socket_does_not_count(site: Site, room: str) -> None:
    alice = await site.join("alice", room)
    await site.tab_of(alice)
    bob = await site.arrive("bob")
    info = entry(await full_list(bob), room)
    assert info is not None
    assert info["count"] == 1
