"""What staff may do, and what comes of it without the right (docs/protocol.md §12)."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

import pytest

from rooms.tests.clients import Client, Site
from rooms.tests.lines import Message
from rooms.tests.rules import rule

from .records import join_as
from .servers import Server

DAY = 86_400_000
TRIAL = {"clearChat", "vanish", "chsetAnywhere", "chownAnywhere", "siteBan"}
ALL = TRIAL | {"usersetOthers", "siteBanAnyReason", "siteBanAnyDuration", "playNotesAnywhere"}
ROLES = {
    "owner": ALL,
    "admin": ALL,
    "moderator": ALL - {"siteBanAnyDuration"},
    "trial moderator": TRIAL,
    "": set[str](),
}
PRESET = "Flooding the chat"
WITHOUT_RIGHT = [
    {"m": "clearchat"},
    {"m": "v", "vanish": True},
    {"m": "siteban", "id": "{bob}", "duration": DAY, "reason": PRESET},
    {"m": "setcolor", "_id": "{bob}", "color": "#abcdef"},
    {"m": "setname", "_id": "{bob}", "name": "Robert"},
]


def audited(server: Server, actor: Client) -> list[tuple[Any, ...]]:
    """Action, target and room of what is on record of somebody."""
    with closing(sqlite3.connect(server.data / "mpp.sqlite3")) as database:
        return database.execute(
            "SELECT action, target, room FROM moderation_auditentry WHERE actor = ? ORDER BY id",
            [actor.id],
        ).fetchall()


def aimed(message: Message, bob: Client) -> Message:
    return {key: bob.id if value == "{bob}" else value for key, value in message.items()}


async def is_ignored(staff: Client, bob: Client) -> None:
    """What staff said before has been dealt with, and bob heard nothing of it."""
    await bob.hears_nothing("p", "c", "bye", "notification", after=staff)


@rule("12.1-1", "12.1-2", "12.1-3", "12.1-4", "12.1-5", "12.1-6", "12.1-7", "12.1-8", "12.1-9")
@pytest.mark.parametrize("role", ROLES)
async def test_hi_names_the_rights_of_the_role(
    site: Site, server: Server, room: str, role: str
) -> None:
    staff = await join_as(site, server, "staff", room, role)
    hello = await (await site.connect("tab")).says_hi(staff.token)
    assert hello["permissions"] == dict.fromkeys(ROLES[role], True)


@rule("12.2-1", "12.2-2", "12.2-3", "12.2-4", "12.2-5", "12.2-6")
@pytest.mark.parametrize("message", WITHOUT_RIGHT, ids=lambda message: message["m"])
async def test_without_the_right_it_is_ignored_and_logged(
    site: Site, server: Server, room: str, message: Message
) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await alice.chats("hello")
    await bob.hears("a")
    await alice.says(aimed(message, bob))
    await is_ignored(alice, bob)
    assert f"{alice.id} tried" in server.log
    assert audited(server, alice) == []


@rule("12.1-1", "12.2-1", "12.2-6")
async def test_clearchat_empties_the_history_before_everybody(
    site: Site, server: Server, room: str
) -> None:
    alice = await site.join("alice", room)
    await alice.chats("hello")
    staff = await join_as(site, server, "staff", room, "trial moderator")
    await staff.says({"m": "clearchat"})
    for listener in (alice, staff):
        assert await listener.hears("c") == {"m": "c", "c": []}
    bob = await site.arrive("bob")
    await bob.enters(room)
    assert (await bob.hears_next("c"))["c"] == []
    assert audited(server, staff) == [("clearchat", "", room)]


@rule("12.1-2", "12.2-2", "12.2-6", "3.3-7", "5.3-2")
async def test_who_vanishes_is_seen_by_staff_only(site: Site, server: Server, room: str) -> None:
    alice = await site.join("alice", room)
    staff = await join_as(site, server, "staff", room, "trial moderator")
    ghost = await join_as(site, server, "ghost", room, "trial moderator")
    await ghost.says({"m": "v", "vanish": True})
    assert await alice.hears("bye") == {"m": "bye", "p": ghost.id}
    for listener in (staff, ghost):
        await listener.hears("p", id=ghost.id, vanished=True)
    await staff.hears_nothing("bye", after=alice)
    bob = await site.arrive("bob")
    public = await bob.enters(room)
    assert (public["ch"]["count"], len(public["ppl"])) == (3, 3)
    assert not any("vanished" in person for person in public["ppl"])
    other = await join_as(site, server, "other", f"{room} b", "trial moderator")
    shown = await other.enters(room)
    assert (shown["ch"]["count"], len(shown["ppl"])) == (5, 5)
    assert [one["id"] for one in shown["ppl"] if one.get("vanished") is True] == [ghost.id]
    assert audited(server, ghost) == [("vanish", "", room)]


@rule("12.2-2")
async def test_nobody_hears_who_has_vanished_until_it_appears(
    site: Site, server: Server, room: str
) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    ghost = await join_as(site, server, "ghost", room, "trial moderator")
    await ghost.says({"m": "v", "vanish": True})
    await bob.hears("bye", p=ghost.id)
    await alice.hears("bye", p=ghost.id)
    await ghost.plays("c3")
    await ghost.moves(1, 1)
    await ghost.chats("boo")
    await ghost.calls_itself("casper")
    await ghost.hears("p", name="casper", vanished=True)
    await bob.hears_nothing(after=alice)
    await ghost.says({"m": "v", "vanish": False})
    shown = await bob.hears_next("p", id=ghost.id, name="casper")
    assert "vanished" not in shown
    assert [action for action, *_ in audited(server, ghost)] == ["vanish", "unvanish"]


@rule("12.1-5", "12.2-4", "12.2-5", "12.2-6")
@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ({"m": "setname", "_id": "{bob}", "name": "Robert"}, {"name": "Robert"}),
        ({"m": "setcolor", "_id": "{bob}", "color": "#ABCDEF"}, {"color": "#abcdef"}),
    ],
    ids=["setname", "setcolor"],
)
async def test_staff_change_name_and_colour_of_others(
    site: Site, server: Server, room: str, message: Message, shown: Message
) -> None:
    bob = await site.join("bob", room)
    elsewhere = await site.tab_of(bob, f"{room} b")
    staff = await join_as(site, server, "staff", room, "moderator")
    await staff.says(aimed(message, bob))
    for listener in (bob, elsewhere, staff):
        await listener.hears("p", id=bob.id, **shown)
    assert audited(server, staff) == [(message["m"], bob.id, "")]


@rule("12.2-4", "12.2-5", "4.3-1", "4.3-2")
@pytest.mark.parametrize(
    "message",
    [
        {"m": "setname", "_id": "{bob}", "name": "x" * 41},
        {"m": "setname", "_id": "{bob}", "name": "  "},
        {"m": "setname", "_id": "f" * 24, "name": "Robert"},
        {"m": "setcolor", "_id": "{bob}", "color": "#abc"},
        {"m": "setcolor", "_id": 5, "color": "#abcdef"},
    ],
)
async def test_staff_set_nothing_that_is_not_valid(
    site: Site, server: Server, room: str, message: Message
) -> None:
    bob = await site.join("bob", room)
    staff = await join_as(site, server, "staff", room, "owner")
    await bob.hears("p", id=staff.id)
    await staff.says(aimed(message, bob))
    await is_ignored(staff, bob)
    assert audited(server, staff) == []


@rule("12.1-9", "5.2-3")
@pytest.mark.parametrize(("role", "heard"), [("owner", True), ("trial moderator", False)])
async def test_who_may_play_anywhere_plays_despite_crownsolo(
    site: Site, server: Server, room: str, role: str, heard: bool
) -> None:
    bob = await site.join("bob", room, {"crownsolo": True})
    staff = await join_as(site, server, "staff", room, role)
    await staff.plays("c3")
    messages = await bob.hears_before_mark(staff)
    assert any(message["m"] == "n" for message in messages) is heard


@rule("12.1-3", "4.5-5")
async def test_who_may_set_rooms_anywhere_sees_hidden_ones(
    site: Site, server: Server, room: str
) -> None:
    alice = await site.join("alice", room, {"visible": False})
    staff = await join_as(site, server, "staff", f"{room} b", "trial moderator")
    await staff.says({"m": "+ls"})
    listed = (await staff.hears("ls", c=True))["u"]
    assert [info["settings"]["visible"] for info in listed if info["_id"] == room] == [False]
    await alice.sets_room({"visible": False, "limit": 7})
    while not any(
        info["_id"] == room and info["settings"]["limit"] == 7
        for info in (await staff.hears("ls", c=False))["u"]
    ):
        pass


@rule("12.1-4", "7.3-9", "7.3-10")
async def test_who_may_move_crowns_anywhere_takes_gives_and_drops_them(
    site: Site, server: Server, room: str
) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    staff = await join_as(site, server, "staff", room, "trial moderator")
    for act, holder in (
        (staff.takes_crown(), staff),
        (staff.gives_crown(alice), alice),
        (staff.gives_crown(bob), bob),
        (staff.drops_crown(), None),
        (staff.gives_crown(alice), alice),
    ):
        await act
        crown = (await bob.hears("ch"))["ch"]["crown"]
        assert crown.get("participantId") == (holder.id if holder else None)


@rule("12.1-4", "8.1-1", "8.1-12")
@pytest.mark.parametrize("form", ["{}", "test/{}", "lobby"])
async def test_who_may_move_crowns_anywhere_bans_and_unbans_anywhere(
    site: Site, server: Server, room: str, form: str
) -> None:
    name = form.format(room) if form != "lobby" else f"lobby{3000 + int(room.split()[-1])}"
    bob = await site.join("bob", name)
    staff = await join_as(site, server, "staff", name, "trial moderator")
    await staff.kickbans(bob, 60_000)
    assert (await bob.hears("ch"))["ch"]["_id"] == "test/awkward"
    await bob.hears("nq")
    assert (await bob.enters(name))["ch"]["_id"] == "test/awkward"
    await staff.unbans(bob)
    await staff.hears("notification", text="bob may come in again.")
    assert (await bob.enters(name))["ch"]["_id"] == name


@rule("8.1-6")
async def test_somebody_of_higher_rank_is_not_banned_and_the_actor_is_told(
    site: Site, server: Server, room: str
) -> None:
    alice = await site.join("alice", room)
    boss = await join_as(site, server, "boss", room, "owner")
    staff = await join_as(site, server, "staff", room, "admin")
    for actor in (alice, staff):
        await actor.kickbans(boss, 60_000)
        await actor.hears("notification", title="Notice", target="#room", duration=7000)
        await boss.hears_nothing("notification", "ch", after=actor)
    await boss.kickbans(staff, 0)
    assert (await staff.hears("ch"))["ch"]["_id"] == "test/awkward"
