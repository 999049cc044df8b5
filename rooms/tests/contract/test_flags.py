"""What administrators give to people (docs/protocol.md §4.3, §4.5, §5.2, §11.1)."""

from __future__ import annotations

from typing import Any

import pytest

from rooms.tests.clients import Client, Site
from rooms.tests.rules import rule

from .records import join_as
from .servers import Server
from .test_list import change_of, entry, full_list

OWNER = "INSERT INTO rooms_roomrecord (room_id, settings, owner_id, last_crown_holder, persistent,"
VALUES = " last_used_at, history_since) VALUES (?, '{}', ?, '', 1, 0, 0)"
SHORT = {"title": "Notice", "target": "#room", "duration": 7000, "class": "short"}


@rule("4.3-5", "8.2-15")
@pytest.mark.parametrize(
    ("lock", "field"), [("name_locked", "name"), ("color_locked", "color")], ids=["name", "color"]
)
async def test_a_lock_keeps_its_field_says_so_and_leaves_the_other(
    site: Site, server: Server, room: str, lock: str, field: str
) -> None:
    bob = await site.join("bob", room)
    locks: dict[str, Any] = {lock: 1}
    alice = await join_as(site, server, "alice", room, **locks)
    before = await bob.hears("p", id=alice.id)
    await alice.says({"m": "userset", "set": {"name": "Bob", "color": "#123456"}})
    notice = await alice.hears_next("notification", **SHORT)
    assert notice["text"]
    expected = {**before, "name": "Bob", "color": "#123456", field: before[field]}
    assert await bob.hears_next("p") == expected
    await alice.says({"m": "userset", "set": {field: "#654321"}})
    await bob.hears_nothing("p", after=alice)


@rule("4.5-10", "5.3-6", "5.2-5")
async def test_only_who_has_the_right_gets_people_with_the_list(
    site: Site, server: Server, room: str
) -> None:
    alice = await site.join("alice", room)
    quiet = f"{room} b"
    await site.join("bob", quiet, {"noindex": True})
    robot = await join_as(site, server, "robot", f"{room} c", list_people=1)
    answer = await full_list(robot)
    shown, hidden = entry(answer, room), entry(answer, quiet)
    assert shown is not None
    assert hidden is not None
    (person,) = shown["ppl"]
    assert person.keys() >= {"_id", "id", "name", "color", "x", "y", "afk"}
    assert person["id"] == alice.id
    assert "ppl" not in hidden
    await site.join("carol", room)
    assert len((await change_of(robot, room))["ppl"]) == 2
    assert not any("ppl" in info for info in (await full_list(alice))["u"])


@rule("5.2-12", "7.2-3", "7.3-9", "7.3-10")
async def test_the_owner_of_a_room_takes_and_drops_its_crown_at_any_time(
    site: Site, server: Server, room: str
) -> None:
    owner, alice = await owned(site, server, room)
    entered = await owner.enters(room)
    assert entered["ch"]["settings"]["owner_id"] == owner.id
    assert entered["ch"]["crown"]["participantId"] == alice.id
    await owner.takes_crown()
    assert (await alice.hears("ch"))["ch"]["crown"]["participantId"] == owner.id
    await owner.gives_crown(alice)
    assert (await alice.hears("ch"))["ch"]["crown"]["participantId"] == alice.id
    await owner.drops_crown()
    assert "participantId" not in (await alice.hears("ch"))["ch"]["crown"]


@rule("5.2-12", "7.2-3", "5.5-3")
async def test_the_owner_of_a_room_gets_a_dropped_crown_by_coming(
    site: Site, server: Server, room: str
) -> None:
    owner, alice = await owned(site, server, room)
    await alice.drops_crown()
    await alice.hears("ch")
    assert (await owner.enters(room))["ch"]["crown"]["participantId"] == owner.id
    assert (await alice.hears("ch"))["ch"]["crown"]["participantId"] == owner.id


async def owned(site: Site, server: Server, room: str) -> tuple[Client, Client]:
    """The owner of a room, not in it, and alice, who has just opened it."""
    owner = await site.arrive("owner")
    server.change(OWNER + VALUES, room, owner.id)
    return owner, await site.join("alice", room)


@rule("11.1-5", "11.1-6")
@pytest.mark.parametrize(
    ("flags", "numbers"),
    [
        ({"quota_allowance": 500, "quota_max": 5000}, (500, 5000)),
        ({"quota_allowance": 5, "quota_max": 50}, (400, 1200)),
        ({"unlimited_notes": 1}, (1_000_000, 3_000_000)),
        ({"unlimited_notes": 1, "quota_allowance": 9, "quota_max": 9}, (1_000_000, 3_000_000)),
    ],
    ids=["higher", "lower", "unlimited", "unlimited and lower"],
)
async def test_a_quota_of_ones_own_counts_if_it_is_higher(
    site: Site, server: Server, room: str, flags: dict[str, Any], numbers: tuple[int, int]
) -> None:
    await site.join("holder", room)
    alice = await join_as(site, server, "alice", f"{room} b", **flags)
    await alice.enters(room)
    allowance, most = numbers
    expected = {"m": "nq", "allowance": allowance, "max": most, "maxHistLen": 3}
    assert await alice.hears("nq") == expected


@rule("11.1-5", "11.2-5")
async def test_who_is_exempt_plays_more_than_any_mode_gives(
    site: Site, server: Server, room: str
) -> None:
    bob = await site.join("bob", room)
    alice = await join_as(site, server, "alice", room, unlimited_notes=1)
    for _ in range(3):
        await alice.plays(*["c3"] * 2000)
        assert len((await bob.hears("n"))["n"]) == 2000


@rule("11.2-5")
async def test_who_is_exempt_may_play_all_that_a_socket_may_send(
    site: Site, server: Server, room: str
) -> None:
    bob = await site.join("bob", room)
    alice = await join_as(site, server, "alice", room, unlimited_notes=1)
    # As many elements as are looked through; they cost, but only one can be played.
    await alice.says_raw('[{"m":"n","t":1,"n":[{"n":"c3"}' + ",0" * 11_999 + "]}]")
    assert (await bob.hears("n"))["n"] == [{"n": "c3"}]
