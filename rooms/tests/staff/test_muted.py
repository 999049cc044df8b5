"""Who is muted may be here, but nobody hears what they say (protocol §6.3)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from channels.db import database_sync_to_async

from moderation.actors import OPERATOR
from moderation.models import Ban
from moderation.services.bans import Issued, Terms, ban_issue, ban_lift
from rooms.records import moment
from rooms.tests.clients import Client
from rooms.tests.live.conftest import House
from rooms.tests.rules import rule

from .conftest import ROOM


async def mute(house: House, client: Client, **terms: Any) -> Ban:
    """Return when it is known to the sockets."""
    await house.live.archive.flush()
    wanted = Terms(user_id=client.id, effect=Ban.Effect.MUTE, reason="noise", **terms)
    issue = database_sync_to_async(ban_issue)
    issued: Issued = await issue(terms=wanted, by=OPERATOR, at=moment(house.live.now))
    await client.hears("p", id=client.id)
    return issued.ban


@rule("6.3-7")
async def test_a_muted_user_is_told_so_and_nobody_hears_the_line(house: House) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    await mute(house, alice)
    await alice.chats("can you hear me?")
    assert "muted" in (await alice.hears("notification"))["text"]
    await bob.hears_nothing("a", after=alice)


async def test_a_muted_user_cannot_write_to_one_person_either(house: House) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    await mute(house, alice)
    await alice.says({"m": "dm", "_id": bob.id, "message": "psst"})
    await alice.hears("notification")
    await bob.hears_nothing("dm", after=alice)


async def test_lifting_a_mute_counts_at_once(house: House) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    ban = await mute(house, alice)
    lift = database_sync_to_async(ban_lift)
    await lift(ban_id=ban.pk, by=OPERATOR, at=moment(house.live.now))
    await alice.hears("p", id=alice.id)
    await alice.chats("two")
    await bob.hears("a", a="two")


async def test_a_mute_ends_by_itself(house: House) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    await mute(house, alice, length=timedelta(minutes=1))
    house.clock.pass_s(60)
    await alice.chats("at last")
    await bob.hears("a", a="at last")


async def test_a_mute_in_one_room_leaves_the_others_alone(house: House) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", "elsewhere")
    await mute(house, alice, room_id=ROOM)
    await alice.chats("here?")
    await alice.hears("notification")
    await alice.enters("elsewhere")
    await alice.chats("there")
    await bob.hears("a", a="there")


async def test_a_mute_outlives_the_connection(house: House) -> None:
    alice = await house.join("alice", ROOM)
    await mute(house, alice)
    await alice.leaves()
    back = await house.arrive("alice", alice.token)
    await back.enters(ROOM)
    await back.chats("again")
    assert "muted" in (await back.hears("notification"))["text"]
