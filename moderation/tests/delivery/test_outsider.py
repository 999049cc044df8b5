"""An outsider finds no address, note or direct message: in no page, answer, message or delivery."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from channels.db import database_sync_to_async
from django.core.cache import caches
from django.test import Client as Browser
from django.urls import URLPattern, URLResolver, get_resolver

from moderation.actors import OPERATOR
from moderation.models import Report, Webhook
from moderation.services.appeals import appeal_create, appeal_decide
from moderation.services.bans import Terms, ban_issue, ban_lift
from moderation.services.players import player_change
from moderation.services.reports import report_close, report_create
from moderation.services.rooms import line_hide, room_change_settings
from moderation.services.webhooks import webhook_create
from rooms.models import ChatLine
from rooms.tests.clients import Client
from rooms.tests.lines import PATIENCE
from rooms.tests.live.conftest import House, OpenHouse, database, open_house

from .receiver import Receiver

__all__ = ["database", "open_house"]
pytestmark = pytest.mark.usefixtures("private")

ROOM = "My room"
ADDRESSES = {"alice": "198.51.100.71", "bob": "198.51.100.72", "carol": "198.51.100.73"}
NETWORK = "203.0.113.0/24"
NOTE = "a-note-of-staff"
DIRECT = "what-bob-told-alice-alone"
WORDS = "words-of-a-reporter"
SECRETS = (*ADDRESSES.values(), "203.0.113", NOTE, DIRECT, WORDS)


@dataclass(frozen=True)
class Day:
    """What happened, as far as paths need it."""

    codes: tuple[str, ...]
    user_ids: tuple[str, ...]


@pytest.fixture(autouse=True)
def unthrottled(settings: Any, tmp_path: Any) -> Iterator[None]:
    settings.STATIC_ROOT = tmp_path
    caches["throttles"].clear()
    yield
    caches["throttles"].clear()


@pytest.fixture
async def house(open_house: OpenHouse) -> House:
    return await open_house(tokens_per_address=0)


@database_sync_to_async
def moderate(alice: Client, bob: Client, carol: Client, url: str) -> Day:
    """Everything that moderators do, with a note wherever there may be one."""
    by = OPERATOR.asking_from("203.0.114.1")
    webhook_create(url=url, events=list(Webhook.Event.values), by=by)
    line = ChatLine.objects.get(kind="dm")
    report = report_create(
        reporter=alice.id,
        target=bob.id,
        room_id=ROOM,
        line_id=line.line_id,
        reason="harassment",
        text=WORDS,
    )
    assert DIRECT in json.dumps(Report.objects.get().evidence)
    report_close(report_id=report.pk, by=by, state="resolved", outcome=NOTE)
    targets: tuple[dict[str, Any], ...] = (
        {"user_id": bob.id, "effect": "mute"},
        {"user_id": bob.id, "effect": "mute", "room_id": ROOM},
        {"user_id": carol.id},
        {"network": NETWORK},
        {"network": NETWORK, "room_id": ROOM},
    )
    terms = [Terms(reason="noise", note=NOTE, **target) for target in targets]
    bans = [ban_issue(terms=one, by=by).ban for one in terms]
    appeal = appeal_create(code=bans[0].code, text="please")
    appeal_decide(appeal_id=appeal.pk, by=by, accept=False, answer="no")
    appeal_create(code=bans[3].code, text="please")
    ban_lift(ban_id=bans[1].pk, by=by, why=NOTE)
    player_change(user_id=bob.id, by=by, changes={"name": "Robert"})
    room_change_settings(room_id=ROOM, by=by, changes={"limit": 7})
    line_hide(line=line, by=by)
    return Day(tuple(ban.code for ban in bans), (alice.id, bob.id, carol.id))


def formats(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    """All paths of the site, with its arguments as %(name)s."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from formats(pattern, prefix + _format(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield prefix + _format(pattern.pattern)


def _format(pattern: Any) -> str:
    text = re.sub(r"<(?:\w+:)?(\w+)>", r"%(\1)s", str(pattern))
    text = re.sub(r"\(\?P%\((\w+)\)s[^)]*\)", r"%(\1)s", text)
    return text.replace("^", "").replace("$", "").replace("\\Z", "").replace("(?:", "")


def paths_of(day: Day) -> set[str]:
    """Every path of the site, each argument being what it may be."""
    found = {f"/appeal/{code}" for code in day.codes}
    for one in formats(get_resolver()):
        for value in ("1", day.codes[3], day.user_ids[1], "My%20room"):
            found.add("/" + re.sub(r"%\(\w+\)s", value, one))
    return found


@database_sync_to_async
def everything(paths: set[str], **headers: str) -> dict[str, tuple[int, str]]:
    """What the site answers to GET."""
    browser = Browser(headers=headers, raise_request_exception=True)
    answers = {}
    for path in sorted(paths):
        response = browser.get(path)
        content = response.getvalue() if response.streaming else response.content
        answers[path] = (response.status_code, content.decode() + str(response.headers))
        # However much is asked for: it is not the throttle that keeps the secrets.
        caches["throttles"].clear()
    return answers


def leaks(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


async def test_an_outsider_finds_no_address_note_or_direct_message(
    house: House, receiver: Receiver
) -> None:
    eve = await house.connect("eve", address="192.0.2.1")
    await eve.hears_next("b")
    token = (await eve.says_hi())["token"]
    await eve.enters(ROOM)
    await eve.says({"m": "+ls"})
    people = [await house.join(name, ROOM, address=ADDRESSES[name]) for name in ADDRESSES]
    alice, bob, carol = people
    await bob.says({"m": "dm", "message": DIRECT, "_id": alice.id})
    assert (await alice.hears("dm"))["a"] == DIRECT
    await house.live.archive.flush()

    day = await moderate(alice, bob, carol, receiver.url())
    notice = await carol.hears("notification")
    assert await carol.is_closed() == 4008
    # The last of what was ordered: all before it has reached the room.
    await eve.hears("p", name="Robert")
    late = await house.join("mallory", ROOM, address="192.0.2.2")
    messages = [*await eve.hears_before_mark(), *await late.hears_before_mark(), notice]
    assert leaks(json.dumps(messages)) == []

    while len(receiver.requests) < 11:
        assert await asyncio.to_thread(receiver.arrived.wait, PATIENCE)
        receiver.arrived.clear()
    assert leaks(str(receiver.requests)) == []

    paths = paths_of(day)
    assert {f"/appeal/{code}" for code in day.codes} <= paths
    assert any(path.startswith("/api/v1/users/") for path in paths)
    assert any(path.startswith("/admin/moderation/") for path in paths)
    for headers in ({}, {"authorization": f"Bearer {token}"}):
        answers = await everything(paths, **headers)
        assert {path: leaks(text) for path, (_, text) in answers.items() if leaks(text)} == {}
        assert all(status < 500 for status, _ in answers.values())
        told = [path for path, (status, _) in answers.items() if status == 200]
        assert set(told) >= {f"/appeal/{code}" for code in day.codes}
