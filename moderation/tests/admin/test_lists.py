"""Facts about the lists: what they find, and that a longer one asks no more."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from moderation.actors import Actor
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
from moderation.services.audit import audit_record
from moderation.tests.conftest import ALICE
from rooms.models import ChatLine, FilteredWord, Player, RoomRecord, Token

from .conftest import ADDRESS, BOB, MALLORY, NOTE, ROOM, Scene, browser, here, line, page

pytestmark = pytest.mark.django_db


def found(client: Any, model: Any, **query: str) -> list[Any]:
    return list(client.get(page(model), query).context["cl"].queryset)


def more_of(scene: Scene, model: Any, number: int) -> None:
    """Another row with everything that a list could look up."""
    user = Player.objects.create(id=f"{number:024x}", name=f"P{number}", color="#123456")
    rows = {
        Player: lambda: user,
        Token: lambda: Token(player=user, digest=f"{number}"),
        RoomRecord: lambda: RoomRecord(room_id=f"r{number}", owner_id=user.pk),
        ChatLine: lambda: line("hi", by=user.pk),
        FilteredWord: lambda: FilteredWord(word=f"w{number}"),
        Ban: lambda: Ban(
            user_id=user.pk, reason="x", issued_by_account=scene.ban.issued_by_account
        ),
        BanReason: lambda: BanReason(text=f"t{number}"),
        Report: lambda: Report(reporter=ALICE, target=user.pk, reason="spam", room_id=ROOM),
        Appeal: lambda: Appeal(ban=_ban(user.pk), text="please"),
        AuditEntry: lambda: audit_record(
            by=Actor(account_id=scene.entry.actor_account_id), action="kick", target=user.pk
        ),
        AddressSighting: lambda: AddressSighting(user_id=user.pk, address=ADDRESS),
        Webhook: lambda: Webhook(url=f"https://x.example/{number}", events=["ban.lifted"]),
        WebhookDelivery: lambda: WebhookDelivery(
            webhook=Webhook.objects.create(url=f"https://y.example/{number}"),
            event="ban.issued",
            payload={},
        ),
    }
    row = rows[model]()
    if row.pk is None:
        row.save()


def _ban(user_id: str) -> Ban:
    return Ban.objects.create(user_id=user_id, reason="x")


MODELS = (
    Player,
    Token,
    RoomRecord,
    ChatLine,
    FilteredWord,
    Ban,
    BanReason,
    Report,
    Appeal,
    AuditEntry,
    AddressSighting,
    Webhook,
    WebhookDelivery,
)


def queries(client: Any, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.mark.parametrize("model", MODELS)
def test_a_longer_list_asks_no_more(scene: Scene, root, model):
    # The first row may stand alone in a way that others do not: a list of three is compared.
    for number in (1, 2):
        more_of(scene, model, number)
    before = queries(root, page(model))
    for number in range(3, 9):
        more_of(scene, model, number)
    assert queries(root, page(model)) == before


@pytest.mark.parametrize("what", ["alice", "room", "line", "ban", "report", "appeal", "webhook"])
def test_a_page_about_something_with_a_longer_history_asks_no_more(scene: Scene, root, what):
    row = getattr(scene, what)
    before = queries(root, here(row))
    for number in range(6):
        user = Player.objects.create(id=f"{number:024x}", name="x", color="#123456")
        line("again", by=ALICE)
        Ban.objects.create(user_id=user.pk, scope="room", room_id=ROOM, reason="x")
        Ban.objects.create(user_id=ALICE, reason="x", current=False)
        Report.objects.create(reporter=ALICE, target=user.pk, reason="spam")
        AddressSighting.objects.create(user_id=user.pk, address=ADDRESS)
        Token.objects.create(player=scene.alice, digest=str(number))
        WebhookDelivery.objects.create(webhook=scene.webhook, event="ban.issued", payload={})
        Appeal.objects.create(ban=scene.ban, text="x", state="rejected")
    assert queries(root, here(row)) == before


def test_a_longer_day_makes_the_dashboard_ask_no_more(scene: Scene, root):
    before = queries(root, reverse("admin:index"))
    for number in range(6):
        more_of(scene, (Ban, Report, Appeal)[number % 3], number)
    assert queries(root, reverse("admin:index")) == before


@pytest.mark.parametrize("term", [MALLORY, MALLORY[:9], "mallo", "trent", ADDRESS])
def test_people_are_found_by_id_name_former_name_and_address(scene: Scene, term):
    assert found(browser("moderator"), Player, q=term) == [scene.mallory]


def test_nobody_is_found_by_address_by_who_may_not_see_addresses(scene: Scene):
    assert found(browser("trial moderator"), Player, q=ADDRESS) == []


@pytest.mark.parametrize(("effect", "expected"), [("entry", [MALLORY]), ("mute", [])])
def test_people_are_found_by_what_keeps_them_out(scene: Scene, root, effect, expected):
    assert [player.pk for player in found(root, Player, restricted=effect)] == expected


def test_bans_are_found_by_state(scene: Scene, root):
    Ban.objects.filter(pk=scene.ban.pk).update(expires_at=timezone.now())
    Ban.objects.filter(pk=scene.network_ban.pk).update(lifted_at=timezone.now())
    muted = Ban.objects.create(user_id=BOB, effect="mute")
    states = ("active", "expired", "lifted")
    by_state = {state: found(root, Ban, state=state) for state in states}
    assert by_state == {
        "active": [muted],
        "expired": [scene.ban],
        "lifted": [scene.network_ban],
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"effect__exact": "mute"}, []),
        ({"scope__exact": "site"}, ["network_ban", "ban"]),
        ({"origin__exact": "room"}, []),
        ({"q": MALLORY[:6]}, ["ban"]),
        ({"q": NOTE}, ["ban"]),
        ({"q": "203.0"}, ["network_ban"]),
    ],
)
def test_bans_are_found_by_what_they_are(scene: Scene, root, query, expected):
    assert found(root, Ban, **query) == [getattr(scene, name) for name in expected]


def test_addresses_cannot_be_guessed_by_searching_bans(scene: Scene):
    assert found(browser("trial moderator"), Ban, q="203.0") == []


def test_reports_wait_until_they_are_closed(scene: Scene, root):
    assert found(root, Report) == [scene.report]
    Report.objects.update(state="resolved")
    assert found(root, Report) == []
    assert found(root, Report, state="resolved") == found(root, Report, state="all")


def test_ones_own_reports_are_found(scene: Scene, root):
    assert found(root, Report, assigned="me") == []
    assert found(root, Report, assigned="nobody") == [scene.report]


def test_appeals_wait_until_they_are_decided(scene: Scene, root):
    assert found(root, Appeal) == [scene.appeal]
    assert found(root, Appeal, state="accepted") == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "CHEAP"}, True),
        ({"q": "expensive"}, False),
        ({"room_id": ROOM}, True),
        ({"room_id": "lobby"}, False),
        ({"user_id": MALLORY}, True),
        ({"user_id": ALICE}, False),
        ({"from": "2030-03-17 17:46"}, True),
        ({"from": "2030-03-17 17:47"}, False),
        ({"until": "2030-03-17 17:46"}, False),
        ({"until": "2030-03-18"}, True),
        ({"until": "yesterday"}, False),
        ({"sent": "hour"}, True),
        ({"hidden__exact": "1"}, False),
    ],
)
def test_chat_is_found_by_text_room_user_and_time(scene: Scene, root, query, expected):
    assert found(root, ChatLine, **query) == ([scene.line] if expected else [])


def test_the_audit_is_found_by_action_target_and_request(scene: Scene, root):
    by = Actor(request_id="f" * 32)
    entry = audit_record(by=by, action="kick", target=BOB)
    for query in ({"action": "kick"}, {"q": BOB}, {"q": "f" * 32}):
        assert found(root, AuditEntry, **query) == [entry]


def test_rooms_are_found_by_part_of_their_id_and_by_owner(scene: Scene, root):
    other = RoomRecord.objects.create(room_id="lobby", owner_id=BOB)
    assert found(root, RoomRecord, q="night") == [scene.room]
    assert found(root, RoomRecord, q=BOB) == [other]


def test_no_list_deletes_what_is_chosen(scene: Scene, root):
    for model in MODELS:
        row: Any = model.objects.first()
        chosen = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
        root.post(page(model), chosen)
        assert model.objects.filter(pk=row.pk).exists()
