"""Something of everything in a database: of a test, or of a server that one asks."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth.models import Group, User
from django.utils import timezone
from knox.models import AuthToken

from moderation.actors import OPERATOR
from moderation.models import (
    AddressSighting,
    AuditEntry,
    Ban,
    BanReason,
    Report,
    WebhookDelivery,
)
from moderation.services.appeals import appeal_create
from moderation.services.ban_rules import Terms
from moderation.services.bans import ban_issue
from moderation.services.reports import report_create
from moderation.services.webhooks import webhook_create
from moderation.tests.conftest import add_player
from rooms.identity import token_issue
from rooms.models import ChatLine, PlayerName, RoomRecord

ALICE, BOB, CAROL, DORA = ("a" * 24, "b" * 24, "c" * 24, "d" * 24)
"""Alice asks, Bob is looked at, Carol is banned, Dora is banned as well."""
ROLES = ("anonymous", "player", "trial moderator", "moderator", "admin", "owner")
STAFF = ROLES[2:]
ROOM = "My room"
PRESET = "Flooding the chat"
ADDRESS, NETWORK = "198.51.100.7", "203.0.113.0/24"
NOTE = "a note of staff"
ODD_ROOMS = (
    *("test/awkward", "a", "a/b", "a/bans", "a/b/bans", "bans", "a/chat", "/", "//", "a/"),
    *("日本", "?", "#", "%2F", "%", "a%2Fbans", ".", "..", "+", " ", "~", "é?x=1#y", "🎹"),
)
SECRET_LINE = "what Bob told Carol alone"
LATER = "2999-01-01T00:00:00Z"


@dataclass
class World:
    """What is in the database, by what paths need of it."""

    ban: Ban
    network_ban: Ban
    lifted: Ban
    appealed: Ban
    preset: BanReason
    report: Report
    closed: Report
    appeal: int
    webhook: int
    delivery: int
    entry: int
    tokens: dict[str, str] = field(default_factory=dict)

    def path(self, template: str, **more: Any) -> str:
        """A path of the API; what stands in braces is filled in."""
        return "/api/v1/" + template.format(
            room="My%20room",
            user=BOB,
            line="00000001",
            ban=self.ban.pk,
            lifted=self.lifted.pk,
            report=self.report.pk,
            closed=self.closed.pk,
            appeal=self.appeal,
            code=self.ban.code,
            webhook=self.webhook,
            delivery=self.delivery,
            entry=self.entry,
            **more,
        )


def fill() -> World:
    """Put something of everything into the database."""
    preset = BanReason.objects.get_or_create(text=PRESET)[0]
    for user_id, name in ((ALICE, "Alice"), (BOB, "Bob"), (CAROL, "Carol"), (DORA, "Dora")):
        player = add_player(user_id, name)
        PlayerName.objects.create(player=player, name=f"{name} before")
        AddressSighting.objects.create(user_id=user_id, address=ADDRESS)
    RoomRecord.objects.create(room_id=ROOM, settings={}, last_used_at=1_900_000_000_000)
    say(BOB, "Bob", "hello everybody", "00000001")
    say(BOB, "Bob", SECRET_LINE, "00000002", recipient=CAROL)
    ban = ban_of(CAROL)
    lifted = ban_of(BOB, room_id=ROOM)
    Ban.objects.filter(pk=lifted.pk).update(lifted_at=timezone.now(), current=False)
    network_terms = Terms(network=NETWORK, reason="a whole network", note=NOTE)
    webhook, _ = webhook_create(url="https://hook.example/x", events=["ban.issued"], by=OPERATOR)
    appealed = ban_of(DORA)
    delivery = WebhookDelivery.objects.get()
    closed = report_create(reporter=CAROL, target=BOB, room_id=ROOM, reason="spam")
    Report.objects.filter(pk=closed.pk).update(state="resolved", closed_at=timezone.now())
    return World(
        ban=ban,
        network_ban=ban_issue(terms=network_terms, by=OPERATOR).ban,
        lifted=lifted,
        appealed=appealed,
        preset=preset,
        report=report_create(reporter=ALICE, target=BOB, room_id=ROOM, reason="noise"),
        closed=closed,
        appeal=appeal_create(code=appealed.code, text="It was my brother").pk,
        webhook=webhook.pk,
        delivery=delivery.pk,
        entry=AuditEntry.objects.filter(action="ban_issue", target="").get().pk,
        tokens={name: hello(user_id) for name, user_id in (("alice", ALICE), ("carol", CAROL))},
    )


def ban_of(user_id: str, **terms: Any) -> Ban:
    length = timedelta(days=3)
    asked = Terms(**{"user_id": user_id, "reason": PRESET, "note": NOTE, "length": length, **terms})
    return ban_issue(terms=asked, by=OPERATOR).ban


def say(user_id: str, name: str, text: str, line_id: str, *, recipient: str = "") -> ChatLine:
    return ChatLine.objects.create(
        room_id=ROOM,
        line_id=line_id,
        kind="dm" if recipient else "a",
        user_id=user_id,
        name=name,
        color="#123456",
        recipient_id=recipient,
        text=text,
        sent_at=1_900_000_000_000 + int(line_id, 16),
    )


def hello(user_id: str) -> str:
    """A token as `hi` gives it."""
    return token_issue(user_id=user_id, at=datetime(2030, 1, 1, tzinfo=UTC))


def account(role: str, **fields: Any) -> User:
    made: User = User.objects.create(username=f"the {role}", **fields)
    made.groups.add(Group.objects.get(name=role))
    return made


def api_token(known: User) -> str:
    """A new API token of an account."""
    text: str = AuthToken.objects.create(user=known, expiry=timedelta(days=1))[1]
    return text


def main() -> None:
    """Fill the database of a server, and print what it takes to ask: tokens by who has them."""
    made = fill()
    for number, room_id in enumerate(ODD_ROOMS):
        RoomRecord.objects.create(room_id=room_id)
        until = datetime.fromtimestamp(4_000_000_000 + number / 1000, UTC)
        Ban.objects.create(user_id=BOB, scope="room", room_id=room_id, expires_at=until)
    tokens = {role: api_token(account(role)) for role in STAFF}
    print(json.dumps({**made.tokens, **tokens}))  # noqa: T201
