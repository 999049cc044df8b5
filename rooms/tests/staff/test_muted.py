"""Who is muted may be here, but nobody hears what they say (protocol §6.3)."""

from __future__ import annotations

from rooms.tests.live.conftest import House
from rooms.tests.rules import rule

from .conftest import ROOM, edit, join_as


@rule("6.3-7")
async def test_a_muted_user_is_told_so_and_nobody_hears_the_line(house: House) -> None:
    bob = await house.join("bob", ROOM)
    alice = await join_as(house, "alice", muted=True)
    await alice.chats("can you hear me?")
    assert "muted" in (await alice.hears("notification"))["text"]
    await bob.hears_nothing("a", after=alice)


async def test_a_muted_user_cannot_write_to_one_person_either(house: House) -> None:
    bob = await house.join("bob", ROOM)
    alice = await join_as(house, "alice", muted=True)
    await alice.says({"m": "dm", "_id": bob.id, "message": "psst"})
    await alice.hears("notification")
    await bob.hears_nothing("dm", after=alice)


async def test_muting_counts_at_once_and_so_does_its_end(house: House) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    await house.live.archive.flush()
    await edit(alice, muted=True)
    await bob.hears("p", id=alice.id)
    await alice.chats("one")
    await alice.hears("notification")
    await edit(alice, muted=False)
    await bob.hears("p", id=alice.id)
    await alice.chats("two")
    await bob.hears("a", a="two")
