"""Who is let in, with several sockets and with standing (docs/protocol.md §5.1, §5.4, §5.5)."""

from __future__ import annotations

import itertools

import pytest

from rooms.tests.clients import Site
from rooms.tests.rules import rule

from .records import join_as
from .servers import Server

AWKWARD = "test/awkward"
HOUR = 3_600_000
_lobbies = itertools.count(5000, 10)


@pytest.fixture
def lobby() -> int:
    """The number of a lobby that nobody was in before; neither was anybody in the nine after it."""
    return next(_lobbies)


@rule("5.1-4")
async def test_the_search_for_a_lobby_ends_where_the_user_is_already(
    site: Site, lobby: int
) -> None:
    alice = await site.join("alice", f"lobby{lobby + 1}")
    for number in (lobby, lobby, lobby + 1):
        await site.join("guest", f"lobby{number}")
    tab = await site.arrive("tab", alice.token)
    entered = await tab.enters(f"lobby{lobby}")
    assert (entered["ch"]["_id"], entered["ch"]["count"]) == (f"lobby{lobby + 1}", 2)


@rule("5.1-1", "5.1-4", "5.4-9", "12.1-3")
async def test_staff_come_into_a_full_lobby(
    site: Site, server: Server, room: str, lobby: int
) -> None:
    for _ in range(2):
        await site.join("guest", f"lobby{lobby}")
    staff = await join_as(site, server, "staff", room, "trial moderator")
    entered = await staff.enters(f"lobby{lobby}")
    assert (entered["ch"]["_id"], entered["ch"]["count"]) == (f"lobby{lobby}", 3)


@rule("5.1-2", "5.1-1", "5.8-1", "12.1-3")
@pytest.mark.parametrize("form", ["test/{0}", "lobby{1}"])
async def test_staff_set_rooms_that_nobody_else_does(
    site: Site, server: Server, room: str, lobby: int, form: str
) -> None:
    name = form.format(room, lobby)
    alice = await site.join("alice", name)
    staff = await join_as(site, server, "staff", name, "trial moderator")
    await staff.sets_room({"limit": 0, "lobby": False})
    settings = (await alice.hears("ch"))["ch"]["settings"]
    assert (settings["limit"], settings.get("lobby", False)) == (0, name.startswith("lobby"))
    bob = await site.arrive("bob")
    # The limit of a test room is not enforced.
    assert ((await bob.enters(name))["ch"]["_id"] == name) is name.startswith("test/")


@rule("5.1-3", "5.4-9", "5.8-1", "12.1-3")
async def test_staff_pass_time_capacity_and_the_crown(
    site: Site, server: Server, room: str
) -> None:
    settings = {"limit": 1, "minOnlineTime": HOUR, "allowBots": False}
    alice = await site.join("alice", room, settings)
    staff = await join_as(site, server, "staff", room, "trial moderator", bot=1)
    assert staff.room == room
    await staff.sets_room({"chat": False})
    assert (await alice.hears("ch"))["ch"]["settings"]["chat"] is False


@rule("5.4-9")
async def test_staff_do_not_pass_a_ban(site: Site, server: Server, room: str) -> None:
    alice = await site.join("alice", room)
    staff = await join_as(site, server, "staff", f"{room} b", "trial moderator")
    boss = await join_as(site, server, "boss", room, "owner")
    await boss.kickbans(staff, HOUR)
    await alice.hears("notification")
    await staff.hears("notification")
    assert (await staff.enters(room))["ch"]["_id"] == AWKWARD


@rule("5.2-6", "5.4-6")
async def test_bots_stay_out_where_none_are_allowed(site: Site, server: Server, room: str) -> None:
    alice = await site.join("alice", room)
    robot = await join_as(site, server, "robot", room, bot=1)
    assert robot.room == room
    await alice.sets_room({"allowBots": False})
    await robot.hears("ch")
    await robot.enters(f"{room} b")
    await robot.hears("nq")
    await robot.says({"m": "ch", "_id": room})
    assert room in (await robot.hears_next("notification"))["text"]
    assert (await robot.hears_next("ch"))["ch"]["_id"] == AWKWARD
    bob = await site.join("bob", room)
    assert bob.room == room


@rule("5.2-10", "5.4-7")
async def test_enough_time_online_lets_in(site: Site, server: Server, room: str) -> None:
    await site.join("alice", room, {"minOnlineTime": HOUR})
    regular = await join_as(site, server, "regular", room, online_ms=HOUR)
    assert regular.room == room
    newcomer = await join_as(site, server, "newcomer", room, online_ms=HOUR // 2)
    assert newcomer.room == AWKWARD


@rule("5.4-7")
async def test_the_crown_user_and_who_is_here_need_no_time_online(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await alice.sets_room({"minOnlineTime": HOUR})
    for client in (alice, bob):
        await client.hears("ch")
    assert (await site.tab_of(bob)).room == room
    await alice.enters(f"{room} b")
    await bob.hears("bye", p=alice.id)
    assert (await alice.enters(room))["ch"]["_id"] == room


@rule("5.5-4", "7.2-2")
async def test_with_another_tab_the_last_holder_gets_a_dropped_crown_back(
    site: Site, room: str
) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await alice.drops_crown()
    await alice.hears("nq", max=1200)
    tab = await site.arrive("tab", alice.token)
    assert (await tab.enters(room))["ch"]["crown"]["participantId"] == alice.id
    await tab.hears_next("c")
    assert (await tab.hears_next("nq"))["max"] == 1800
    assert (await alice.hears_next("ch"))["ch"]["crown"]["participantId"] == alice.id
    assert (await alice.hears_next("nq"))["max"] == 1800
    await bob.hears("ch")
    await bob.hears("ch")
    await alice.hears_nothing(after=bob)


@rule("5.6-2", "5.6-1", "3.1-4")
async def test_leaving_one_room_is_not_leaving_another(site: Site, room: str) -> None:
    alice = await site.join("alice", room)
    tab = await site.tab_of(alice, f"{room} b")
    here, there = await site.join("bob", room), await site.join("carol", f"{room} b")
    await alice.leaves()
    await here.hears("bye", p=alice.id)
    await there.hears_nothing("bye", after=tab)


@rule("5.6-2")
@pytest.mark.parametrize("how", ["bye", "close", "kick", "room change"])
async def test_however_somebody_goes_the_others_hear_bye(site: Site, room: str, how: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    match how:
        case "bye":
            await bob.says({"m": "bye"})
        case "close":
            await bob.leaves()
        case "kick":
            await alice.kickbans(bob, 0)
        case _:
            await bob.enters(f"{room} b")
    assert await alice.hears("bye") == {"m": "bye", "p": bob.id}


@rule("5.7-4", "5.8-1", "5.2-13")
async def test_what_ch_says_of_the_settings_can_be_sent_back_with_a_change(
    site: Site, room: str
) -> None:
    alice = await site.arrive("alice")
    told = (await alice.enters(room, {"limit": "7", "minOnlineTime": 5}))["ch"]["settings"]
    await alice.sets_room({**told, "chat": False, "lobby": True, "owner_id": alice.id})
    assert (await alice.hears("ch"))["ch"]["settings"] == {**told, "chat": False}
