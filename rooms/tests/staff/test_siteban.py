"""Who may keep whom from the site, and what that does (protocol §12.2 `siteban`, §13)."""

from __future__ import annotations

from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.db import database_sync_to_async

from moderation.actors import Actor
from moderation.models import Ban, BanReason
from moderation.services.bans import Terms, ban_issue, ban_lift
from rooms.keeper import refresh_people
from rooms.records import moment
from rooms.tests.clients import Client
from rooms.tests.live.conftest import House, OpenHouse
from rooms.tests.rules import rule

from .conftest import ROOM, audited, join_as

BANNED = 4008
DAY = 86_400_000
PRESET = "Flooding the chat"
OWNER = Actor(rights=frozenset({"siteBan", "siteBanAnyReason", "siteBanAnyDuration"}), rank=4)


@pytest.fixture(autouse=True)
async def preset(database: None) -> None:
    await BanReason.objects.acreate(text=PRESET)


async def bans(staff: Client, target: Client, **fields: Any) -> None:
    await staff.says({"m": "siteban", "id": target.id, "reason": PRESET, **fields})


async def stored() -> list[Ban]:
    return [ban async for ban in Ban.objects.order_by("id")]


async def is_ignored(staff: Client) -> None:
    """What was said before has been dealt with and led to no ban."""
    await staff.hears_before_mark()
    assert await stored() == []


@rule("12.1-6", "12.2-3", "8.2-13", "8.2-19")
async def test_all_sockets_of_the_banned_are_told_and_closed(house: House) -> None:
    staff = await join_as(house, "staff", "trial moderator")
    alice = await house.join("alice", ROOM)
    tab = await house.tab_of(alice, "elsewhere")
    await bans(staff, alice, duration=DAY)
    for socket in (alice, tab):
        notice = await socket.hears("notification")
        (ban,) = await stored()
        assert notice["text"] == (
            f"You are banned for 24 hours: {PRESET}."
            f" You may appeal on this site at /appeal/{ban.code}"
        )
        assert notice["appeal"] == ban.code
        assert (notice["target"], notice["duration"]) == ("#room", 20_000)
        assert await socket.is_closed() == BANNED
    await staff.hears("bye", p=alice.id)


@rule("8.2-13", "12.2-3")
async def test_the_next_hi_of_the_banned_is_not_answered(house: House) -> None:
    staff, alice = await join_as(house, "staff", "owner"), await house.join("alice", ROOM)
    await bans(staff, alice, permanent=True)
    assert await alice.is_closed() == BANNED
    back = await house.connect()
    await back.hears_next("b")
    await back.says({"m": "hi", "token": alice.token})
    notice = await back.hears_next("notification")
    assert notice["text"].startswith(f"You are banned permanently: {PRESET}")
    assert await back.is_closed() == BANNED


async def test_without_a_token_the_user_of_the_address_is_banned_as_well(
    open_house: OpenHouse,
) -> None:
    house = await open_house(identity="per-address", tokens_per_address=0)
    staff = await join_as(house, "staff", "owner")
    alice = await house.arrive("alice", address="198.51.100.1")
    await bans(staff, alice, permanent=True)
    assert await alice.is_closed() == BANNED
    back = await house.connect(address="198.51.100.1")
    await back.says({"m": "hi"})
    assert await back.is_closed() == BANNED


async def test_when_the_ban_is_over_one_may_come_again(house: House) -> None:
    staff, alice = await join_as(house, "staff", "moderator"), await house.join("alice", ROOM)
    await bans(staff, alice, duration=60_000)
    assert await alice.is_closed() == BANNED
    house.clock.pass_s(60)
    assert (await house.arrive("alice", alice.token)).id == alice.id


async def test_a_lifted_ban_keeps_nobody_out(house: House) -> None:
    staff, alice = await join_as(house, "staff", "moderator"), await house.join("alice", ROOM)
    await bans(staff, alice, duration=60_000)
    assert await alice.is_closed() == BANNED
    (ban,) = await stored()
    await database_sync_to_async(ban_lift)(ban_id=ban.pk, by=OWNER, at=moment(house.live.now))
    assert (await house.arrive("alice", alice.token)).id == alice.id


async def test_somebody_who_is_away_can_be_banned(house: House) -> None:
    staff, alice = await join_as(house, "staff", "moderator"), await house.join("alice", ROOM)
    await alice.leaves()
    await bans(staff, alice, duration=60_000)
    await staff.hears_before_mark()
    back = await house.connect()
    await back.says({"m": "hi", "token": alice.token})
    assert await back.is_closed() == BANNED


async def test_ban_and_record_hold_what_was_said(house: House) -> None:
    staff, alice = await join_as(house, "staff", "moderator"), await house.join("alice", ROOM)
    await bans(staff, alice, duration=DAY, reason="playing out of tune", note="third time")
    assert await alice.is_closed() == BANNED
    (ban,) = await stored()
    assert (ban.user_id, ban.issued_by) == (alice.id, staff.id)
    assert (ban.reason, ban.note) == ("playing out of tune", "third time")
    assert ban.issued_at == moment(house.live.now)
    assert ban.expires_at == moment(house.live.now + DAY)
    assert ban.issued_by_account_id
    assert await audited() == [("ban_issue", staff.id, alice.id, "")]


async def test_a_note_is_not_shown_to_the_banned(house: House) -> None:
    staff, alice = await join_as(house, "staff", "moderator"), await house.join("alice", ROOM)
    await bans(staff, alice, duration=DAY, note="secret")
    assert "secret" not in str(await alice.hears("notification"))


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"duration": None},
        {"duration": -1},
        {"permanent": False},
        # A browser would read it as Infinity.
        {"duration": 10**400},
        {"duration": DAY, "reason": ""},
        {"duration": DAY, "reason": " "},
        {"duration": DAY, "reason": "x" * 513},
        {"duration": DAY, "reason": "two\nlines"},
        {"duration": DAY, "note": "x" * 513},
        {"duration": DAY, "id": "nobody"},
        {"duration": DAY, "id": "a" * 25},
        {"duration": DAY, "id": "A" * 24},
    ],
)
async def test_what_makes_no_ban_is_ignored(house: House, fields) -> None:
    staff, alice = await join_as(house, "staff", "owner"), await house.join("alice", ROOM)
    await bans(staff, alice, **fields)
    await is_ignored(staff)


@rule("12.1-6", "12.1-7", "12.1-8", "12.2-3")
@pytest.mark.parametrize(
    ("role", "fields"),
    [
        ("", {"duration": DAY}),
        ("trial moderator", {"duration": DAY, "reason": "a reason of my own"}),
        ("trial moderator", {"duration": 30 * DAY + 1}),
        ("moderator", {"duration": 30 * DAY + 1}),
        ("moderator", {"permanent": True}),
    ],
)
async def test_without_the_right_a_ban_is_ignored_and_logged(
    house: House, caplog, role, fields
) -> None:
    staff, alice = await join_as(house, "staff", role), await house.join("alice", ROOM)
    await bans(staff, alice, **fields)
    await is_ignored(staff)
    assert staff.id in caplog.text
    assert await audited() == []


@rule("12.1-6", "12.1-7", "12.1-8", "12.2-3")
@pytest.mark.parametrize(
    ("role", "fields"),
    [
        ("trial moderator", {"duration": 30 * DAY}),
        ("trial moderator", {"duration": 0}),
        ("moderator", {"duration": 1.5, "reason": "a reason of my own"}),
        ("admin", {"duration": 31 * DAY}),
        ("owner", {"permanent": True, "duration": 5}),
        ("owner", {"duration": 1e300}),
    ],
)
async def test_with_the_right_a_ban_is_issued(house: House, role, fields) -> None:
    staff, alice = await join_as(house, "staff", role), await house.join("alice", ROOM)
    await bans(staff, alice, **fields)
    assert await alice.is_closed() == BANNED


@pytest.mark.parametrize("duration", [{"permanent": True, "duration": 5}, {"duration": 1e300}])
async def test_for_ever_has_no_end(house: House, duration) -> None:
    staff, alice = await join_as(house, "staff", "owner"), await house.join("alice", ROOM)
    await bans(staff, alice, **duration)
    assert await alice.is_closed() == BANNED
    assert [ban.expires_at for ban in await stored()] == [None]


async def test_somebody_of_higher_rank_cannot_be_banned(house: House) -> None:
    staff, owner = await join_as(house, "staff", "admin"), await join_as(house, "boss", "owner")
    await bans(staff, owner, duration=DAY)
    await staff.hears("notification")
    await is_ignored(staff)


async def test_an_equal_can_be_banned(house: House) -> None:
    staff, other = await join_as(house, "staff", "admin"), await join_as(house, "other", "admin")
    await bans(staff, other, duration=DAY)
    assert await other.is_closed() == BANNED


async def test_a_ban_from_the_admin_reaches_the_sockets_from_its_thread(house: House) -> None:
    alice = await house.join("alice", ROOM)

    def issue() -> None:
        ban_issue(terms=Terms(user_id=alice.id, reason="from the admin"), by=OWNER)

    await sync_to_async(issue)()
    assert "from the admin" in (await alice.hears("notification"))["text"]
    assert await alice.is_closed() == BANNED


async def test_a_ban_that_nobody_announced_is_noticed_later(house: House) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    await Ban.objects.acreate(user_id=alice.id, reason=PRESET, issued_at=moment(house.live.now))
    await refresh_people(house.live)
    assert await alice.is_closed() == BANNED
    await bob.hears("bye", p=alice.id)
