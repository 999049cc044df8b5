"""The limits of docs/protocol.md §14, each at its edge: this is taken, one more is not."""

from __future__ import annotations

from typing import Any

import pytest

from rooms.tests.clients import Client, Site
from rooms.tests.lines import Message
from rooms.tests.rules import rule

from .records import join_as
from .servers import Server

BANNED = 4008
DAY_MS = 86_400_000
LOBBY_SIZE, ROOM_SIZE = 20, 50
LONGEST_KICKBAN_MS = 3_600_000
LONGEST_SITEBAN_MS = 30 * DAY_MS


async def settings_after(room_of: Client, wish: dict[str, Any]) -> Message:
    """What a room is like after a wish, and a change that is always taken."""
    await room_of.says(
        {"m": "chset", "set": wish}, {"m": "chset", "set": {"visible": False, "noindex": True}}
    )
    while True:
        settings: Message = (await room_of.hears("ch"))["ch"]["settings"]
        if settings["noindex"]:
            return settings


@rule("14-5", "15-10")
@pytest.mark.parametrize("limit", [0, 99])
async def test_a_limit_of_people_from_0_to_99_is_taken(site: Site, room: str, limit: int) -> None:
    alice = await site.join("alice", room)
    assert (await settings_after(alice, {"limit": limit}))["limit"] == limit


@rule("14-5", "15-10")
@pytest.mark.parametrize("limit", [-1, 100, 1.5, "many", "", True, None, []])
async def test_another_limit_of_people_is_not(site: Site, room: str, limit: Any) -> None:
    alice = await site.join("alice", room)
    settings = await settings_after(alice, {"limit": limit, "chat": False})
    assert (settings["limit"], settings["chat"]) == (ROOM_SIZE, False)


@rule("14-6", "15-10")
@pytest.mark.parametrize("time", [1, DAY_MS])
async def test_an_online_time_up_to_a_day_is_taken(site: Site, room: str, time: int) -> None:
    alice = await site.join("alice", room)
    assert (await settings_after(alice, {"minOnlineTime": time}))["minOnlineTime"] == time


@rule("14-6", "15-10")
@pytest.mark.parametrize("time", [-1, DAY_MS + 1, "60000", True, []])
async def test_another_online_time_is_not(site: Site, room: str, time: Any) -> None:
    alice = await site.join("alice", room)
    settings = await settings_after(alice, {"minOnlineTime": time, "chat": False})
    assert "minOnlineTime" not in settings
    assert settings["chat"] is False


@rule("14-6")
async def test_an_online_time_of_0_removes_it(site: Site, room: str) -> None:
    alice = await site.join("alice", room, {"minOnlineTime": DAY_MS})
    assert "minOnlineTime" not in await settings_after(alice, {"minOnlineTime": 0})


@rule("14-7")
async def test_20_fit_into_a_lobby_and_the_next_goes_to_the_next(strict: Site) -> None:
    for number in range(LOBBY_SIZE):
        guest = await strict.arrive(f"guest {number}")
        entered = await guest.enters("lobby")
        assert (entered["ch"]["_id"], entered["ch"]["settings"]["limit"]) == ("lobby", LOBBY_SIZE)
    one_more = await strict.arrive("one more")
    assert (await one_more.enters("lobby"))["ch"]["_id"] == "lobby2"


@rule("14-8", "15-16")
async def test_50_fit_into_a_room_and_the_next_is_refused(site: Site, room: str) -> None:
    for number in range(ROOM_SIZE):
        guest = await site.arrive(f"guest {number}")
        entered = await guest.enters(room)
        assert (entered["ch"]["_id"], entered["ch"]["settings"]["limit"]) == (room, ROOM_SIZE)
    one_more = await site.arrive("one more")
    await one_more.says({"m": "ch", "_id": room})
    await one_more.hears_next("notification", target="#room")
    assert (await one_more.hears_next("ch"))["ch"]["_id"] == "test/awkward"


@rule("14-9")
@pytest.mark.parametrize(
    ("ms", "said"),
    [
        (LONGEST_KICKBAN_MS, "60 minutes"),
        (LONGEST_KICKBAN_MS + 1, "60 minutes"),
        (5 * LONGEST_KICKBAN_MS, "60 minutes"),
        (LONGEST_KICKBAN_MS - 60_000, "59 minutes"),
        (0, "kicked"),
    ],
)
async def test_a_kickban_is_of_an_hour_at_most(site: Site, room: str, ms: int, said: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await alice.kickbans(bob, ms)
    assert said in (await bob.hears("notification"))["text"]


@rule("14-9")
@pytest.mark.parametrize("ms", [-1, -0.5])
async def test_a_kickban_of_less_than_nothing_is_none(site: Site, room: str, ms: float) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await alice.hears("p", id=bob.id)
    await alice.kickbans(bob, ms)
    await bob.hears_nothing(after=alice)


async def bans(staff: Client, target: Client, **fields: Any) -> None:
    ban = {"m": "siteban", "id": target.id, "duration": DAY_MS, "reason": "Too loud", **fields}
    await staff.says(ban)


@rule("14-10")
async def test_without_the_right_a_site_ban_is_of_30_days_at_most(
    site: Site, server: Server, room: str
) -> None:
    staff = await join_as(site, server, "staff", room, "moderator")
    bob = await site.join("bob", room)
    await bans(staff, bob, duration=LONGEST_SITEBAN_MS + 1)
    await bans(staff, bob, permanent=True)
    await bob.hears_nothing(after=staff)
    await bans(staff, bob, duration=LONGEST_SITEBAN_MS)
    assert "for 30 days" in (await bob.hears("notification"))["text"]
    assert await bob.is_closed() == BANNED


@rule("14-10")
async def test_with_the_right_a_site_ban_may_be_longer(
    site: Site, server: Server, room: str
) -> None:
    staff = await join_as(site, server, "staff", room, "owner")
    bob = await site.join("bob", room)
    await bans(staff, bob, duration=LONGEST_SITEBAN_MS + DAY_MS)
    assert "for 31 days" in (await bob.hears("notification"))["text"]


@rule("14-18")
@pytest.mark.parametrize("field", ["reason", "note"])
async def test_a_reason_and_a_note_are_of_512_characters_at_most(
    site: Site, server: Server, room: str, field: str
) -> None:
    staff = await join_as(site, server, "staff", room, "owner")
    bob = await site.join("bob", room)
    await bans(staff, bob, **{field: "x" * 513})
    await bob.hears_nothing(after=staff)
    await bans(staff, bob, **{field: "x" * 512})
    assert await bob.is_closed() == BANNED


@rule("14-22", "13-12")
async def test_a_user_may_have_four_sockets_at_a_time(site: Site, room: str) -> None:
    alice = await site.join("alice", room)
    tabs = [await site.tab_of(alice) for _ in range(3)]
    bob = await site.join("bob", room)
    await bob.chats("hello")
    for socket in (alice, *tabs):
        await socket.hears("a", a="hello")
