"""Staff change names and colours of others and clear the chat (protocol §12.2)."""

from __future__ import annotations

import pytest

from rooms.models import Player
from rooms.tests.live.conftest import House
from rooms.tests.rules import rule

from .conftest import ROOM, audited, greeting_of, join_as


@rule("12.1-5", "12.2-4", "12.2-5", "12.2-6")
@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ({"m": "setname", "name": "Robert"}, {"name": "Robert"}),
        ({"m": "setcolor", "color": "#ABCDEF"}, {"color": "#abcdef"}),
    ],
)
async def test_who_is_here_is_shown_changed_wherever_they_are(house: House, message, shown) -> None:
    bob = await house.join("bob", ROOM)
    tab = await house.tab_of(bob, "elsewhere")
    staff = await join_as(house, "staff", "moderator", "third")
    await staff.says({**message, "_id": bob.id})
    await bob.hears("p", id=bob.id, **shown)
    await tab.hears("p", id=bob.id, **shown)
    await house.live.archive.flush()
    (field, value), *_ = shown.items()
    assert await Player.objects.filter(pk=bob.id, **{field: value}).aexists()
    assert await audited() == [(message["m"], staff.id, bob.id, "")]


async def test_who_is_away_comes_back_changed(house: House) -> None:
    bob = await house.join("bob", ROOM)
    await bob.leaves()
    staff = await join_as(house, "staff", "owner")
    await staff.says({"m": "setname", "_id": bob.id, "name": "Robert"})
    await staff.hears_before_mark()
    assert (await greeting_of(house, bob))["u"]["name"] == "Robert"


async def test_a_lock_does_not_bind_staff(house: House) -> None:
    bob = await join_as(house, "bob", name_locked=True)
    staff = await join_as(house, "staff", "owner")
    await staff.says({"m": "setname", "_id": bob.id, "name": "Robert"})
    await bob.hears("p", id=bob.id, name="Robert")


@rule("12.1-5", "12.2-5")
@pytest.mark.parametrize("role", ["", "trial moderator"])
async def test_without_the_right_nothing_changes(house: House, caplog, role) -> None:
    bob, staff = await house.join("bob", ROOM), await join_as(house, "staff", role)
    await bob.hears("p", name="staff")
    await staff.says({"m": "setname", "_id": bob.id, "name": "Robert"})
    await bob.hears_nothing("p", after=staff)
    assert f"{staff.id} tried" in caplog.text
    assert await audited() == []


@pytest.mark.parametrize(
    "message",
    [
        {"m": "setname", "name": "x" * 41},
        {"m": "setname", "name": "two\nlines"},
        {"m": "setname", "name": ""},
        {"m": "setname", "name": "bob"},
        {"m": "setcolor", "color": "red"},
        {"m": "setcolor", "color": "#abc"},
        {"m": "setname", "name": "Robert", "_id": "f" * 24},
    ],
)
async def test_what_changes_nothing_is_ignored(house: House, message) -> None:
    bob, staff = await house.join("bob", ROOM), await join_as(house, "staff", "owner")
    await bob.hears("p", name="staff")
    await staff.says({"_id": bob.id, **message})
    await bob.hears_nothing("p", after=staff)
    assert await audited() == []


async def test_higher_ranks_are_left_alone(house: House) -> None:
    boss, staff = await join_as(house, "boss", "owner"), await join_as(house, "staff", "admin")
    await staff.says({"m": "setname", "_id": boss.id, "name": "Bossy"})
    await staff.hears("notification")
    await boss.leaves()
    await staff.says({"m": "setname", "_id": boss.id, "name": "Bossy"})
    await staff.hears("notification")
    assert await audited() == []


@rule("12.1-1", "12.2-1", "12.2-6")
async def test_clearing_the_chat_empties_it_for_all_and_is_on_record(house: House) -> None:
    alice, staff = await house.join("alice", ROOM), await join_as(house, "staff", "trial moderator")
    await alice.chats("hello")
    await alice.hears("a")
    await staff.says({"m": "clearchat"})
    assert (await alice.hears("c"))["c"] == []
    assert (await staff.hears("c"))["c"] == []
    bob = await house.arrive("bob")
    await bob.enters(ROOM)
    assert (await bob.hears("c"))["c"] == []
    assert await audited() == [("clearchat", staff.id, "", ROOM)]


@rule("12.1-1", "12.2-1")
async def test_without_the_right_the_chat_stays(house: House, caplog) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    await alice.says({"m": "clearchat"})
    await bob.hears_nothing("c", after=alice)
    assert f"{alice.id} tried" in caplog.text
    assert await audited() == []
