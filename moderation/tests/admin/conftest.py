"""A site on which something of everything has happened, and moderators at its pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from moderation.admin.pages import site
from moderation.models import (
    AddressSighting,
    Appeal,
    AuditEntry,
    Ban,
    BanReason,
    Report,
    Webhook,
    WebhookDelivery,
)
from moderation.services.appeals import appeal_create
from moderation.services.audit import audit_record
from moderation.services.bans import Terms, ban_issue
from moderation.services.reports import report_create
from moderation.services.webhooks import webhook_create
from moderation.tests.conftest import ALICE, PRESET, actor, add_player
from rooms.models import ChatLine, FilteredWord, Player, PlayerName, RoomRecord, Token

BOB = "b" * 24
MALLORY = "c" * 24
ROOM = "Late night/jazz?"
NETWORK = "203.0.113.0/24"
NOTE = "the third time this week"
ADDRESS = "198.51.100.7"
WHISPER = "psst, nobody else"
HOUR = timedelta(hours=1)
SANCTION = {"length": "3600", "note": ""}


def page(model: Any, kind: str = "changelist", *args: Any) -> str:
    opts = model._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{kind}", args=args)


def here(row: Any) -> str:
    """The page of a row."""
    return page(type(row), "change", row.pk)


@pytest.fixture(autouse=True)
def no_tries_before() -> None:
    """Nobody has tried a password yet."""
    site.tries.clear()


def browser(role: str = "", **fields: Any) -> Client:
    """Somebody of a role at the pages; without a password, since hashing one takes a second."""
    fields = {"is_staff": True, "is_superuser": role == "superuser", **fields}
    account, _ = User.objects.get_or_create(username=f"browsing {role}", defaults=fields)
    if role and role != "superuser":
        account.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(account)
    return client


def said(answer: Any) -> str:
    """The messages that the next page will show."""
    return "\n".join(str(message) for message in get_messages(answer.wsgi_request))


def do(client: Client, row: Any, deed: str, **data: Any) -> Any:
    """Press a button on the page of a row."""
    return client.post(here(row), {"deed": deed, **data})


def refused(answer: Any, deed: str) -> str:
    """What stands at the form of a deed that was refused."""
    assert answer.status_code == 422
    return str(answer.context["offers"][deed].form.errors)


def entry(action: str) -> AuditEntry:
    """The only entry of an action."""
    return AuditEntry.objects.get(action=action)


def length(ban: Ban) -> timedelta:
    """How long a ban that ends was issued for."""
    assert ban.expires_at
    return ban.expires_at - ban.issued_at


def line(text: str, *, by: str = MALLORY, room: str = ROOM, **fields: Any) -> ChatLine:
    number = ChatLine.objects.count()
    values = {"line_id": f"{number:08x}", "sent_at": 1_900_000_000_000 + number * 1000, **fields}
    return ChatLine.objects.create(
        room_id=room, user_id=by, name="Mallory", color="#123456", text=text, **values
    )


@dataclass(frozen=True)
class Scene:
    """One row of everything."""

    alice: Player
    bob: Player
    mallory: Player
    room: RoomRecord
    line: ChatLine
    whisper: ChatLine
    preset: BanReason
    ban: Ban
    network_ban: Ban
    report: Report
    appeal: Appeal
    entry: AuditEntry
    webhook: Webhook
    delivery: WebhookDelivery
    word: FilteredWord
    token: Token
    sighting: AddressSighting


@pytest.fixture(autouse=True)
def static(settings: Any, tmp_path: Any) -> None:
    settings.STATIC_ROOT = tmp_path


@pytest.fixture
def scene(db: None) -> Scene:
    BanReason.objects.all().delete()
    preset = BanReason.objects.create(text=PRESET, hours=24)
    alice, bob = add_player(ALICE, "Alice"), add_player(BOB, "Bob", bot=True)
    mallory = add_player(MALLORY, "Mallory")
    PlayerName.objects.create(player=mallory, name="Trent")
    room = RoomRecord.objects.create(room_id=ROOM, settings={"limit": 7}, last_used_at=1)
    shown = line("buy cheap levels")
    whisper = line(WHISPER, kind=ChatLine.Kind.DIRECT, recipient_id=BOB)
    by = actor("owner")
    terms = Terms(user_id=MALLORY, reason=PRESET, length=HOUR, note=NOTE)
    ban = ban_issue(terms=terms, by=by).ban
    terms = Terms(network=NETWORK, reason="evading", length=HOUR)
    network_ban = ban_issue(terms=terms, by=by).ban
    report = report_create(
        reporter=ALICE,
        target=MALLORY,
        room_id=ROOM,
        line_id=shown.line_id,
        reason="spam",
        text="again and again",
        notes=[0, 9, 4],
    )
    webhook, _ = webhook_create(
        url="https://hooks.example.org/x", events=["ban.issued"], description="", by=by
    )
    return Scene(
        alice=alice,
        bob=bob,
        mallory=mallory,
        room=room,
        line=shown,
        whisper=whisper,
        preset=preset,
        ban=ban,
        network_ban=network_ban,
        report=report,
        appeal=appeal_create(code=ban.code, text="I was only practising"),
        entry=audit_record(by=by, action="vanish"),
        webhook=webhook,
        delivery=WebhookDelivery.objects.create(webhook=webhook, event="ban.issued", payload={}),
        word=FilteredWord.objects.create(word="darn"),
        token=Token.objects.create(player=mallory, digest="d" * 64),
        sighting=AddressSighting.objects.create(
            user_id=MALLORY, address=ADDRESS, last_seen_at=timezone.now()
        ),
    )


@pytest.fixture
def root(db: None) -> Client:
    return browser("superuser")
