"""Facts about what a person is given, and what is left of one who is forgotten."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from moderation.actors import OPERATOR
from moderation.errors import ModerationError, Refusal
from moderation.models import AddressSighting, Appeal, AuditEntry, Ban, Order, Report
from moderation.selectors.exports import everything_about
from moderation.services.erasure import ERASED, player_erase
from rooms.models import ChatLine, Player, PlayerName, RoomRecord, Token

from .conftest import ALICE, BOB, add_player

pytestmark = pytest.mark.django_db
ADDRESS = "203.0.113.77"
SECRETS = ("alice said this", "alice whispered", "bob whispered", "Alice the former", ADDRESS)


def line(user_id: str, text: str, **fields: Any) -> None:
    ChatLine.objects.create(
        room_id="room", line_id="0" * 8, user_id=user_id, name=user_id[0], text=text, sent_at=1,
        **fields,
    )  # fmt: skip


@pytest.fixture(autouse=True)
def content(db: None) -> None:
    for user_id in (ALICE, BOB):
        player = add_player(user_id, f"Player {user_id[0]}")
        Token.objects.create(player=player, digest=user_id)
    PlayerName.objects.create(player_id=ALICE, name="Alice the former")
    AddressSighting.objects.create(user_id=ALICE, address=ADDRESS)
    AddressSighting.objects.create(user_id=BOB, address="203.0.113.78")
    line(ALICE, "alice said this")
    line(BOB, "bob said this")
    line(ALICE, "alice whispered", kind="dm", recipient_id=BOB)
    line(BOB, "bob whispered", kind="dm", recipient_id=ALICE)
    RoomRecord.objects.create(room_id="room", owner_id=ALICE, last_crown_holder=ALICE)
    ban = Ban.objects.create(user_id=ALICE, reason="noise", note="a note of staff")
    Appeal.objects.create(ban=ban, text="alice said this in an appeal")
    evidence = {"lines": [{"user": ALICE, "name": "Alice", "text": "alice said this"}]}
    Report.objects.create(reporter=ALICE, target=BOB, reason="spam", text="alice said this of bob")
    Report.objects.create(reporter=BOB, target=ALICE, reason="spam", evidence=evidence)


def test_a_person_gets_all_that_is_theirs() -> None:
    told = json.dumps(everything_about(ALICE), default=str)
    for secret in SECRETS:
        assert secret in told
    assert "alice said this in an appeal" in told


def test_a_person_gets_nothing_of_others_and_no_notes() -> None:
    told = json.dumps(everything_about(ALICE), default=str)
    for other in ("bob said this", "203.0.113.78", "a note of staff"):
        assert other not in told
    assert [report["target"] for report in everything_about(ALICE)["reports_made"]] == [BOB]


def test_the_export_is_json(capsys: Any) -> None:
    call_command("export_player", ALICE)
    told = json.loads(capsys.readouterr().out)
    assert told.keys() == everything_about(ALICE).keys()
    assert [row["text"] for row in told["chat"]] == ["alice said this"]


def test_nothing_is_left_of_who_was_erased_but_bans(content: None) -> None:
    player_erase(user_id=ALICE, by=OPERATOR)
    left = {name: rows for name, rows in everything_about(ALICE).items() if rows}
    assert left.keys() == {"bans", "appeals"}
    assert [appeal["text"] for appeal in left["appeals"]] == [ERASED]
    everything = [
        *ChatLine.objects.values(),
        *Report.objects.values(),
        *Appeal.objects.values(),
        *Ban.objects.values(),
        *RoomRecord.objects.values(),
        *AddressSighting.objects.values(),
    ]
    told = json.dumps(everything, default=str)
    for secret in (*SECRETS, "a note of staff"):
        assert secret not in told


def test_others_keep_what_is_theirs() -> None:
    player_erase(user_id=ALICE, by=OPERATOR)
    assert Player.objects.get().pk == BOB
    assert [row.text for row in ChatLine.objects.all()] == ["bob said this"]
    assert AddressSighting.objects.get().user_id == BOB


def test_a_ban_goes_on() -> None:
    player_erase(user_id=ALICE, by=OPERATOR)
    assert Ban.objects.get().is_active(timezone.now())


def test_erasing_is_on_record_without_what_was_erased() -> None:
    player_erase(user_id=ALICE, by=OPERATOR)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.target, entry.details["lines"]) == ("player_erase", ALICE, 3)


def test_staff_are_not_erased_before_they_are_unlinked(django_user_model: Any) -> None:
    account = django_user_model.objects.create(username="alice")
    Player.objects.filter(pk=ALICE).update(account=account)
    with pytest.raises(ModerationError) as caught:
        player_erase(user_id=ALICE, by=OPERATOR)
    assert caught.value.code is Refusal.NOT_ALLOWED
    assert Player.objects.filter(pk=ALICE).exists()


def test_the_command_closes_the_connections_first() -> None:
    call_command("erase_player", ALICE, wait=0)
    first = Order.objects.order_by("pk")[0]
    assert (first.kind, first.payload) == ("sign-out", {"user": ALICE})
    assert not Player.objects.filter(pk=ALICE).exists()
