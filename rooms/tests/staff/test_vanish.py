"""Who is told of whom that vanishes (protocol §12.2 `v`)."""

from __future__ import annotations

import pytest
from asgiref.sync import sync_to_async

from moderation.live import view
from rooms.tests.clients import Client
from rooms.tests.live.conftest import House
from rooms.tests.rules import rule

from .conftest import ROOM, audited, flag, join_as, promote

VANISH = {"m": "v", "vanish": True}
APPEAR = {"m": "v", "vanish": False}


@pytest.fixture
async def ghost(house: House) -> Client:
    """A moderator who has vanished, in a room where alice is."""
    ghost = await join_as(house, "ghost", "moderator")
    await ghost.says(VANISH)
    await ghost.hears("p", id=ghost.id, vanished=True)
    return ghost


@rule("12.1-2", "12.2-2")
async def test_for_the_public_who_vanishes_leaves(house: House) -> None:
    alice, ghost = await house.join("alice", ROOM), await join_as(house, "ghost", "moderator")
    await alice.hears("p", name="ghost")
    await ghost.says(VANISH)
    await alice.hears_next("bye", p=ghost.id)
    await house.join("bob", ROOM)
    await alice.hears_next("p")


@rule("3.3-7", "12.1-2", "12.2-2")
async def test_staff_see_who_has_vanished(house: House, ghost: Client) -> None:
    staff = await join_as(house, "staff", "trial moderator")
    await ghost.says(APPEAR)
    await ghost.hears("p", id=ghost.id)
    await ghost.says(VANISH)
    shown = await staff.hears("p", id=ghost.id, vanished=True)
    assert shown["name"] == "ghost"
    await staff.hears_nothing("bye", after=await house.join("bob", ROOM))


@rule("3.3-7", "12.2-2")
async def test_for_the_public_who_appears_comes(house: House, ghost: Client) -> None:
    alice = await house.join("alice", ROOM)
    await ghost.says(APPEAR)
    shown = await alice.hears_next("p", id=ghost.id)
    assert "vanished" not in shown


@rule("5.3-2", "12.2-2")
async def test_ppl_and_count_leave_out_who_has_vanished_for_the_public(
    house: House, ghost: Client
) -> None:
    room = await (await house.arrive("alice")).enters(ROOM)
    assert room["ch"]["count"] == 1
    assert ghost.id not in [one["_id"] for one in room["ppl"]]


@rule("5.3-2", "12.2-2")
async def test_ppl_and_count_of_staff_have_who_has_vanished(house: House, ghost: Client) -> None:
    staff = await join_as(house, "staff", "moderator", "elsewhere")
    room = await staff.enters(ROOM)
    assert room["ch"]["count"] == 2
    assert [one.get("vanished") for one in room["ppl"]] == [True, None]


@rule("12.2-2")
async def test_nothing_that_who_has_vanished_does_is_heard(house: House, ghost: Client) -> None:
    alice, bob = await house.join("alice", "held"), await house.join("bob", "held")
    await alice.hears("p", id=bob.id, name="bob")
    await ghost.enters("held")
    await ghost.plays("c3")
    await ghost.moves(1, 1)
    await ghost.chats("boo")
    await ghost.says({"m": "dm", "_id": alice.id, "message": "boo"})
    await ghost.calls_itself("casper")
    await ghost.hears("p", name="casper")
    await ghost.enters("elsewhere")
    await alice.hears_nothing(after=bob)


@rule("12.2-7")
async def test_who_vanishes_with_the_crown_drops_it_as_if_leaving(house: House) -> None:
    ghost, alice = await join_as(house, "ghost", "moderator"), await house.join("alice", ROOM)
    staff = await join_as(house, "staff", "moderator")
    await alice.hears("p", name="staff")
    await ghost.says(VANISH)
    left, state = await alice.hears_frame()
    assert left == {"m": "bye", "p": ghost.id}
    assert "participantId" not in state["ch"]["crown"]
    assert ghost.id not in [one["_id"] for one in state["ppl"]]
    await staff.hears("p", id=ghost.id, vanished=True)
    assert "participantId" not in (await staff.hears("ch"))["ch"]["crown"]
    await ghost.hears("nq", max=1200)
    await ghost.says(APPEAR)
    await alice.hears_next("p", id=ghost.id)
    assert (await alice.hears_next("ch"))["ch"]["crown"]["participantId"] == ghost.id


@rule("12.2-8")
@pytest.mark.parametrize(("seconds", "vanished"), [(59.9, True), (60, None)])
async def test_who_comes_back_within_a_minute_is_still_vanished(
    house: House, ghost: Client, seconds: float, vanished: bool | None
) -> None:
    alice = await house.join("alice", ROOM)
    staff = await join_as(house, "staff", "moderator")
    await alice.hears("p", name="staff")
    await ghost.leaves()
    house.forget(ghost)
    await staff.hears("bye", p=ghost.id)
    house.clock.pass_s(seconds)
    back = await house.arrive("ghost", ghost.token)
    (own,) = [one for one in (await back.enters(ROOM))["ppl"] if one["_id"] == ghost.id]
    assert own.get("vanished") is vanished
    if vanished:
        await alice.hears_nothing(after=staff)
    else:
        await alice.hears_next("p", id=ghost.id)


@rule("12.2-8")
async def test_who_lost_the_right_meanwhile_is_seen(house: House, ghost: Client) -> None:
    alice = await house.join("alice", ROOM)
    await ghost.leaves()
    house.forget(ghost)
    await flag(ghost, account=None)
    back = await house.arrive("ghost", ghost.token)
    await back.enters(ROOM)
    await alice.hears("p", id=ghost.id)


@rule("12.2-7")
async def test_a_notice_of_a_ban_does_not_name_who_vanished(house: House, ghost: Client) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    for ms, text in ((0, "bob was kicked."), (60_000, "bob was banned for 1 minute.")):
        await ghost.says({"m": "kickban", "_id": bob.id, "ms": ms})
        assert (await alice.hears("notification"))["text"] == text


@rule("12.2-7")
async def test_nobody_hears_who_vanished_put_themself_out(house: House, ghost: Client) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    await ghost.says({"m": "kickban", "_id": ghost.id, "ms": 0})
    assert "themself" in (await ghost.hears("notification", title="Certificate of Award"))["text"]
    await alice.hears_nothing("notification", "bye", after=bob)


async def test_one_vanishes_in_all_rooms(house: House) -> None:
    ghost = await join_as(house, "ghost", "moderator")
    await house.tab_of(ghost, "elsewhere")
    here, there = await house.join("alice", ROOM), await house.join("bob", "elsewhere")
    await ghost.says(VANISH)
    await here.hears("bye", p=ghost.id)
    await there.hears("bye", p=ghost.id)


@rule("12.2-6")
async def test_vanishing_is_on_record(house: House, ghost: Client) -> None:
    await ghost.says(APPEAR, APPEAR)
    await ghost.hears("p", id=ghost.id)
    await ghost.says(VANISH)
    await ghost.hears("p", vanished=True)
    assert await audited() == [
        (action, ghost.id, "", ROOM) for action in ("vanish", "unvanish", "vanish")
    ]


@rule("12.2-2", "12.1-2")
async def test_without_the_right_nobody_vanishes(house: House, caplog) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    await bob.says(VANISH)
    await alice.hears_nothing("bye", after=bob)
    assert f"{bob.id} tried" in caplog.text
    assert await audited() == []


async def test_who_loses_the_right_is_seen_again(house: House, ghost: Client) -> None:
    alice = await house.join("alice", ROOM)
    await flag(ghost, account=None)
    await house.tab_of(ghost)
    await alice.hears("p", id=ghost.id)


async def test_a_right_given_now_shows_who_had_vanished_at_the_next_entry(
    house: House, ghost: Client
) -> None:
    alice = await house.join("alice", ROOM)
    await house.live.archive.flush()
    await promote(alice, "moderator")
    tab = await house.arrive("tab", alice.token)
    assert (await tab.enters(ROOM))["ch"]["count"] == 2


async def test_moderators_find_who_vanished_only_if_they_may_vanish_themselves(
    house: House, ghost: Client
) -> None:
    alice = await house.join("alice", ROOM)
    where = sync_to_async(view.room_of, thread_sensitive=False)
    assert await where(alice.id, sees_vanished=False) == [ROOM]
    assert await where(ghost.id, sees_vanished=False) == []
    assert await where(ghost.id, sees_vanished=True) == [ROOM]
