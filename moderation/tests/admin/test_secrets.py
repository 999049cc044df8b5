"""Facts about what nobody is shown: direct messages, addresses, notes, and no text as HTML."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from moderation.admin.site import site
from moderation.live import view
from moderation.live.view import PersonNow, RoomNow, SocketNow
from moderation.models import AuditEntry, Ban, BanReason, Report, Webhook
from moderation.tests.conftest import ALICE
from rooms.models import ChatLine, Player, RoomRecord

from .conftest import (
    ADDRESS,
    MALLORY,
    NETWORK,
    NOTE,
    ROOM,
    WHISPER,
    Scene,
    browser,
    do,
    here,
    line,
    page,
)

pytestmark = pytest.mark.django_db
PERSON = PersonNow(
    user_id=ALICE,
    name="Alice",
    color="#123456",
    tag="",
    afk=False,
    vanished=False,
    holds_crown=True,
    rank=0,
    sockets=(SocketNow("1", ADDRESS, 5),),
)
NOW = RoomNow(ROOM, "normal", 1, True, ALICE, (PERSON,), ())


@pytest.fixture(autouse=True)
def alice_is_there(monkeypatch) -> None:
    """As if this process served players."""
    monkeypatch.setattr(view, "room_now", lambda room_id: NOW)
    monkeypatch.setattr(view, "rooms_now", lambda: [NOW])


def pages(client: Client, kind: str = "") -> str:
    """Everything that somebody can open of a content type, lists with all that could be found."""
    addresses = [reverse("admin:index"), reverse("admin:my_account")]
    addresses.append(reverse("admin:rooms_roomrecord_live", args=[RoomRecord.objects.get().pk]))
    for model in site._registry:
        addresses += [page(model), page(model) + "?state=all", page(model, "add")]
        rows = model._default_manager.all()
        addresses += [page(model, "change", row.pk) for row in rows]
    answers = [client.get(address) for address in addresses]
    assert {answer.status_code for answer in answers} <= {200, 302, 403}
    shown = [one for one in answers if one.status_code == 200 and kind in one["Content-Type"]]
    return "".join(answer.content.decode() for answer in shown)


def clerk(*codenames: str) -> Client:
    """Somebody with single permissions and no role."""
    account = User.objects.create(username="clerk", is_staff=True)
    account.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client = Client()
    client.force_login(account)
    return client


@pytest.mark.parametrize("role", ["trial moderator", "owner", "superuser"])
def test_nobody_of_staff_reads_direct_messages(scene: Scene, role):
    client = browser(role)
    seen = pages(client)
    assert scene.line.text in seen
    assert WHISPER not in seen
    assert client.get(here(scene.whisper)).status_code == 302
    assert not list(client.get(page(ChatLine), {"q": WHISPER}).context["cl"].queryset)
    assert do(client, scene.whisper, "hide").status_code == 302
    assert not ChatLine.objects.get(pk=scene.whisper.pk).hidden


def test_addresses_are_for_who_may_see_them(scene: Scene):
    seen = pages(browser("moderator"))
    assert ADDRESS in seen
    assert NETWORK in seen
    unseen = pages(browser("trial moderator"))
    assert "a network" in unseen
    for secret in (ADDRESS, NETWORK, "203.0.113"):
        assert secret not in unseen


def test_the_audit_hides_networks_and_notes_from_who_may_not_read_them(scene: Scene):
    entry = AuditEntry.objects.get(action="ban_issue", target="")
    reader = clerk("view_auditentry", "view_ban", "view_appeal", "view_player", "change_group")
    found = reader.get(page(AuditEntry)).content.decode() + reader.get(here(entry)).content.decode()
    assert NETWORK not in found
    assert "hidden" in found
    assert NOTE not in pages(reader)
    assert NOTE in pages(browser("moderator"))


def test_who_vanished_is_seen_by_who_may_vanish(scene: Scene, monkeypatch):
    ghost = PersonNow(**{name: getattr(PERSON, name) for name in PersonNow.__slots__})
    object.__setattr__(ghost, "vanished", True)
    haunted = RoomNow(ROOM, "normal", 1, True, "", (ghost,), ())
    monkeypatch.setattr(view, "room_now", lambda room_id: haunted)
    monkeypatch.setattr(view, "rooms_now", lambda: [haunted])
    monkeypatch.setattr(
        view, "room_of", lambda user_id, *, sees_vanished: [ROOM] if sees_vanished else []
    )
    address = reverse("admin:rooms_roomrecord_live", args=[scene.room.pk])
    assert browser("trial moderator").get(address).json()["people"]
    reader = clerk("view_roomrecord", "view_player")
    assert reader.get(address).json()["people"] == []
    assert "Alice" not in reader.get(page(RoomRecord)).content.decode()
    assert reader.get(here(scene.alice)).context["places"] == []


ATTACK = "<img src=x onerror=window.executed=1>"


def test_html_in_whatever_text_is_shown_as_it_was_written(scene: Scene, root):
    Player.objects.update(name=ATTACK, tag_text=ATTACK[:30], tag_color="#fff")
    RoomRecord.objects.update(room_id=ATTACK, settings={"color": ATTACK})
    ChatLine.objects.update(text=ATTACK, name=ATTACK, room_id=ATTACK)
    line(ATTACK, by=MALLORY)
    bans: Any = Ban.objects.all()
    bans.update(reason=ATTACK, note=ATTACK, lifted_why=ATTACK)
    Report.objects.update(
        text=ATTACK,
        outcome=ATTACK,
        room_id=ATTACK,
        evidence={
            "lines": [{"id": "1", "user": ALICE, "name": ATTACK, "text": ATTACK, "at": 1}],
            "notes": [],
        },
    )
    type(scene.appeal).objects.update(text=ATTACK, answer=ATTACK)
    BanReason.objects.update(text=ATTACK)
    Webhook.objects.update(description=ATTACK)
    type(scene.delivery).objects.update(error=ATTACK)
    type(scene.word).objects.update(word=ATTACK)
    AuditEntry.objects.bulk_create(
        [AuditEntry(action=ATTACK[:32], room=ATTACK, after={ATTACK: ATTACK}, actor_name=ATTACK)]
    )
    do(root, scene.alice, "kick", room_id=ATTACK)
    found = pages(root, "text/html")
    assert "&lt;img" in found
    assert "<img src=x" not in found
