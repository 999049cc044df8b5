"""Every notice and its fields (docs/protocol.md §8.2)."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from rooms import notices
from rooms.conf import Limits
from rooms.domain.errors import Refusal, RoomError
from rooms.domain.events import Kickbanned
from rooms.domain.people import User
from rooms.tests.clients import Site
from rooms.tests.lines import Message
from rooms.tests.rules import rule

from .records import join_as
from .servers import Server

SHORT = {"target": "#room", "duration": 7000, "class": "short"}
MINUTE = 60_000
HTML_NAME = "<img src=x onerror=alert(1)>"
ID = re.compile(r"[A-Za-z0-9-]+")
TARGETS = {"#piano", "#room", "#names"}
CLASSES = {"classic", "short", "top"}
CLOSED_TOO_MANY = 4009

ALICE, BOB = User("a" * 24, HTML_NAME, "#000000"), User("b" * 24, "bob", "#000000")
EVERY: dict[str, list[tuple[Any, ...]]] = {
    "banned_you": [("My room", Kickbanned(BOB, ALICE, length, length)) for length in (0, 9)],
    "banned_somebody": [
        (Kickbanned(target, ALICE, length, length),) for target in (ALICE, BOB) for length in (0, 9)
    ],
    "refused": [("My room", RoomError(code, 9)) for code in Refusal],
    "unbanned": [(ALICE,), (None,)],
    "too_many_sockets": [(ALICE.user_id, 4)],
    "locked": [("name",), ("color",)],
    "site_banned": [("why", 9), ("", None), ("why", 9, "code")],
    "put_out": [("My room", "why"), ("My room", "")],
    "from_staff": [("Notice", HTML_NAME)],
    "restarting": [(5,)],
}
"""Arguments of the notices that take some."""


def every_notice() -> list[Message]:
    """All that the server has to say to people, user names in HTML among it."""
    functions = [
        function
        for name, function in vars(notices).items()
        if callable(function)
        and getattr(function, "__module__", "") == notices.__name__
        and not name.startswith("_")
    ]
    return [
        json.loads(function(*arguments))
        for function in functions
        for arguments in EVERY.get(function.__name__, [()])
    ]


@rule("8.2-1", "8.2-2", "8.2-3", "8.2-4", "8.2-5", "8.2-6", "8.2-7")
def test_every_notice_has_fields_that_the_client_can_show() -> None:
    told = every_notice()
    assert len(told) > len(EVERY)
    for notice in told:
        fields = {"m", "id", "title", "text", "target", "duration", "class", "appeal"}
        assert notice.keys() <= fields
        assert ID.fullmatch(notice.get("id", "x"))
        assert isinstance(notice["title"], str)
        assert isinstance(notice["text"], str)
        assert notice["text"]
        assert notice["target"] in TARGETS
        assert notice["duration"] > 0
        assert notice.get("class", "classic") in CLASSES


@rule("8.2-3", "8.2-4")
def test_every_notice_of_the_server_is_one_of_the_table() -> None:
    titles = {notice["title"] for notice in every_notice()}
    assert titles == {"Notice", "Certificate of Award"}


@rule("8.2-8", "8.2-9", "8.2-3", "8.2-4")
@pytest.mark.parametrize(
    ("ms", "length"), [(1, "1 minute."), (MINUTE, "1 minute."), (MINUTE + 1, "2 minutes.")]
)
async def test_a_kickban_is_told_exactly(site: Site, room: str, ms: int, length: str) -> None:
    alice, bob = await site.join(HTML_NAME, room), await site.join("bob", room)
    await alice.kickbans(bob, ms)
    notice = {"m": "notification", "title": "Notice", **SHORT}
    to_bob = {**notice, "text": f"You were banned from {room} for {length}"}
    to_room = {**notice, "text": f"{HTML_NAME} banned bob for {length}"}
    assert await bob.hears("notification") == to_bob
    assert await alice.hears("notification") == to_room


@rule("8.2-8", "8.2-9", "8.1-5")
async def test_a_kick_is_told_as_one(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await alice.kickbans(bob, 0)
    assert (await bob.hears("notification"))["text"] == f"You were kicked from {room}."
    assert (await alice.hears("notification"))["text"] == "alice kicked bob."


@rule("8.2-10", "8.1-8")
async def test_the_award_has_no_class(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await alice.kickbans(alice, MINUTE)
    award = await bob.hears("notification")
    assert award.keys() == {"m", "title", "text", "target", "duration"}
    assert "alice" in award["text"]


@rule("8.2-12", "5.4-12")
async def test_why_one_is_refused_is_told_to_that_socket_only(
    site: Site, server: Server, room: str
) -> None:
    alice = await site.join("alice", room, {"limit": 1})
    robot = await join_as(site, server, "robot", f"{room} b", bot=1)
    tab = await site.arrive("tab", robot.token)
    for settings, why in (
        ({"limit": 1}, "is full"),
        ({"limit": 1, "minOnlineTime": 2 * MINUTE}, "2 minutes"),
        ({"limit": 1, "allowBots": False}, "bots"),
    ):
        await alice.sets_room(settings)
        assert (await alice.hears("ch"))["ch"]["settings"].items() >= settings.items()
        await robot.says({"m": "ch", "_id": room})
        notice = await robot.hears("notification", title="Notice", **SHORT)
        assert room in notice["text"]
        assert why in notice["text"]
        assert (await robot.hears_next("ch"))["ch"]["_id"] == "test/awkward"
    await tab.hears_nothing()
    await alice.hears_nothing()


@rule("8.2-14")
async def test_who_has_too_many_sockets_is_told_the_limit_and_the_id(site: Site) -> None:
    alice = await site.arrive("alice")
    most = Limits().sockets_per_user
    for _ in range(most - 1):
        await site.arrive("tab", alice.token)
    surplus = await site.connect("surplus")
    await surplus.hears_next("b")
    await surplus.says({"m": "hi", "token": alice.token})
    notice = await surplus.hears_next("notification")
    assert notice.keys() == {"m", "title", "text", "target", "duration"}
    assert (notice["target"], notice["duration"]) == ("#room", 15_000)
    assert str(most) in notice["text"]
    assert alice.id in notice["text"]
    assert await surplus.is_closed() == CLOSED_TOO_MANY


@rule("8.2-15")
async def test_who_writes_to_somebody_gone_is_told(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", f"{room} b")
    await alice.says({"m": "dm", "_id": bob.id, "message": "psst"})
    assert (await alice.hears_next("notification", title="Notice", **SHORT))["text"]
    await bob.hears_nothing()


@rule("8.2-15")
async def test_who_is_muted_is_told(site: Site, server: Server, room: str) -> None:
    bob = await site.join("bob", room)
    alice = await join_as(site, server, "alice", room, muted=True)
    await alice.chats("hello")
    assert "muted" in (await alice.hears("notification", title="Notice", **SHORT))["text"]
    await bob.hears_nothing("a", after=alice)
