"""Who keeps whom from the site (docs/protocol.md §12.2 `siteban`, §8.2)."""

from __future__ import annotations

import itertools
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from rooms.tests.clients import Client, Site
from rooms.tests.rules import rule

from .records import join_as
from .servers import Server
from .test_staff import audited

BANNED = 4008
DAY = 86_400_000
NOTICE = {"title": "Notice", "target": "#room", "duration": 20_000, "class": "classic"}
_numbers = itertools.count(1)


@pytest.fixture
def preset(server: Server) -> str:
    """A reason that everybody who may ban from the site may give."""
    text = f"Preset reason {next(_numbers)}"
    server.change("INSERT INTO moderation_banreason (text, position) VALUES (?, 0)", text)
    return text


def stored(server: Server, target: Client) -> list[tuple[Any, ...]]:
    """Reason, note and end of the bans of somebody."""
    with closing(sqlite3.connect(server.data / "mpp.sqlite3")) as database:
        return database.execute(
            "SELECT reason, note, expires_at FROM moderation_ban WHERE user_id = ?", [target.id]
        ).fetchall()


async def bans(staff: Client, target: Client, **fields: Any) -> None:
    await staff.says({"m": "siteban", "id": target.id, **fields})


@rule("8.2-13", "12.1-6", "12.2-3", "12.2-6")
async def test_all_sockets_of_the_banned_are_told_and_closed(
    site: Site, server: Server, room: str, preset: str
) -> None:
    alice = await site.join("alice", room)
    elsewhere = await site.tab_of(alice, f"{room} b")
    roomless = await site.arrive("alice", alice.token)
    staff = await join_as(site, server, "staff", room, "trial moderator")
    await bans(staff, alice, duration=30 * DAY, reason=preset, note="seen before")
    for socket in (alice, elsewhere, roomless):
        notice = await socket.hears("notification", **NOTICE)
        assert preset in notice["text"]
        assert "for 30 days" in notice["text"]
        assert "seen before" not in str(notice)
        assert await socket.is_closed() == BANNED
    await staff.hears("bye", p=alice.id)
    ((reason, note, expires_at),) = stored(server, alice)
    assert (reason, note) == (preset, "seen before")
    assert expires_at
    assert audited(server, staff) == [("ban_issue", alice.id, "")]


@rule("8.2-13", "12.1-8", "12.1-7", "12.2-3", "5.4-9")
@pytest.mark.parametrize("role", ["", "owner"])
async def test_who_is_banned_for_ever_does_not_come_back(
    site: Site, server: Server, room: str, role: str
) -> None:
    alice = await join_as(site, server, "alice", room, role)
    staff = await join_as(site, server, "staff", room, "owner")
    await bans(staff, alice, permanent=True, reason="a reason of my own")
    assert await alice.is_closed() == BANNED
    back = await site.connect("alice")
    await back.hears_next("b")
    await back.says({"m": "hi", "token": alice.token}, {"m": "ch", "_id": room})
    notice = await back.hears_next("notification", **NOTICE)
    assert "permanent" in notice["text"]
    assert "a reason of my own" in notice["text"]
    assert await back.is_closed() == BANNED


@rule("12.1-6", "12.1-7", "12.1-8", "12.2-3", "12.2-6")
@pytest.mark.parametrize(
    ("role", "fields"),
    [
        ("trial moderator", {"duration": DAY, "reason": "a reason of my own"}),
        ("trial moderator", {"duration": 30 * DAY + 1}),
        ("trial moderator", {"permanent": True}),
        ("moderator", {"permanent": True}),
        ("owner", {}),
        ("owner", {"duration": -1}),
        ("owner", {"duration": "5"}),
        ("owner", {"duration": DAY, "reason": "x" * 513}),
        ("owner", {"duration": DAY, "note": "x" * 513}),
        ("owner", {"duration": DAY, "reason": 5}),
        ("owner", {"duration": DAY, "id": "x" * 25}),
        ("owner", {"duration": DAY, "id": 5}),
    ],
)
async def test_what_the_rights_or_the_fields_do_not_allow_bans_nobody(
    site: Site, server: Server, room: str, preset: str, role: str, fields: dict[str, Any]
) -> None:
    alice = await site.join("alice", room)
    staff = await join_as(site, server, "staff", room, role)
    await bans(staff, alice, **{"reason": preset, **fields})
    await alice.hears_nothing("notification", "bye", after=staff)
    assert stored(server, alice) == []
    assert audited(server, staff) == []


@rule("12.1-6", "12.1-7", "12.1-8", "12.2-3")
@pytest.mark.parametrize(
    ("role", "fields"),
    [
        ("trial moderator", {"duration": 30 * DAY}),
        ("moderator", {"duration": DAY, "reason": "x" * 512, "note": "x" * 512}),
        ("admin", {"duration": 31 * DAY}),
        ("owner", {"permanent": True, "duration": 5}),
    ],
)
async def test_what_the_rights_allow_bans(
    site: Site, server: Server, room: str, preset: str, role: str, fields: dict[str, Any]
) -> None:
    alice = await site.join("alice", room)
    staff = await join_as(site, server, "staff", room, role)
    await bans(staff, alice, **{"reason": preset, **fields})
    assert await alice.is_closed() == BANNED
    assert len(stored(server, alice)) == 1


@rule("12.2-3")
async def test_somebody_who_is_away_can_be_banned(
    site: Site, server: Server, room: str, preset: str
) -> None:
    alice, bob = await site.arrive("alice"), await site.join("bob", room)
    staff = await join_as(site, server, "staff", room, "moderator")
    await alice.leaves()
    await bans(staff, alice, duration=60_000, reason=preset)
    await bob.hears_before_mark(staff)
    back = await site.connect("alice")
    await back.says({"m": "hi", "token": alice.token})
    assert "1 minute:" in (await back.hears("notification", **NOTICE))["text"]
    assert await back.is_closed() == BANNED
