"""Facts about bans and the audit (docs/protocol.md §12.2)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection, transaction

from moderation.actors import Actor
from moderation.errors import ModerationError, Refusal
from moderation.models import AuditEntry, Ban, BanReason, Order
from moderation.selectors.bans import active_bans_of
from moderation.services import bans
from moderation.services.audit import audit_record
from moderation.services.bans import Terms, ban_issue, ban_lift

from .conftest import ALICE, PRESET, actor, add_player, refusal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("preset")]
NOW = datetime(2030, 1, 1, tzinfo=UTC)
MONTH = timedelta(days=30)


@pytest.fixture(autouse=True)
def alice(db: None) -> None:
    add_player(ALICE)


def issue(by: Actor, **changes: Any) -> Ban:
    terms: dict[str, Any] = {"user_id": ALICE, "reason": PRESET, "length": MONTH}
    return ban_issue(terms=Terms(**(terms | changes)), by=by, longest=MONTH, at=NOW).ban


# Issuing


def test_a_ban_says_who_why_and_for_how_long():
    by = actor("trial moderator")
    ban = issue(by, note="again")
    assert (ban.user_id, ban.reason, ban.note) == (ALICE, PRESET, "again")
    assert (ban.issued_at, ban.expires_at) == (NOW, NOW + MONTH)
    assert ban.issued_by_account_id == by.account_id


def test_a_ban_is_on_record():
    by = actor("owner")
    ban = issue(by, length=None)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.target, entry.at) == ("ban_issue", ALICE, NOW)
    assert (entry.actor_account_id, entry.actor_name) == (by.account_id, "the owner")
    assert entry.details == {"ban": ban.pk, "effect": "entry", "scope": "site"}
    assert entry.after == {"reason": PRESET, "note": "", "expires_at": None}


def test_a_ban_is_ordered_in_the_transaction_of_its_record():
    issue(actor("owner"))
    order = Order.objects.get()
    assert (order.kind, order.payload, order.everybody) == ("users", {"ids": [ALICE]}, True)


@pytest.mark.django_db(transaction=True)
def test_a_ban_that_is_rolled_back_orders_nothing(ears):
    by = actor("owner")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        issue(by)
        raise ZeroDivisionError
    assert ears.rang == 0
    assert not AuditEntry.objects.exists()
    assert not Order.objects.exists()


def test_without_a_record_there_is_no_ban(monkeypatch):
    def fail(**_):
        raise ZeroDivisionError

    by = actor("owner")
    monkeypatch.setattr(bans, "audit_record", fail)
    with pytest.raises(ZeroDivisionError):
        issue(by)
    assert not Ban.objects.exists()


def test_who_has_no_right_to_ban_is_refused():
    assert refusal(issue, by=Actor()) is Refusal.NOT_ALLOWED


def test_a_free_reason_takes_a_right():
    assert refusal(issue, by=actor("trial moderator"), reason="mine") is Refusal.FREE_REASON
    assert issue(actor("moderator"), reason="mine").reason == "mine"


@pytest.mark.parametrize("length", [MONTH + timedelta(milliseconds=1), None])
def test_a_long_ban_takes_a_right(length):
    assert refusal(issue, by=actor("moderator"), length=length) is Refusal.TOO_LONG
    assert issue(actor("admin"), length=length)


def test_longer_than_the_calendar_is_for_ever():
    assert issue(actor("owner"), length=timedelta.max).expires_at is None


# Lifting


def test_lifting_says_who_and_when_and_is_on_record(ears, django_capture_on_commit_callbacks):
    ban, by = issue(actor("owner")), actor("moderator")
    with django_capture_on_commit_callbacks(execute=True):
        lifted = ban_lift(ban_id=ban.pk, by=by, at=NOW)
    assert (lifted.lifted_at, lifted.lifted_by_account_id) == (NOW, by.account_id)
    assert ears.rang == 1
    assert [entry.action for entry in AuditEntry.objects.order_by("id")] == [
        "ban_issue",
        "ban_lift",
    ]


def test_lifting_twice_changes_nothing():
    ban, by = issue(actor("owner")), actor("moderator")
    ban_lift(ban_id=ban.pk, by=by, at=NOW)
    assert ban_lift(ban_id=ban.pk, by=by, at=NOW + MONTH / 2).lifted_at == NOW
    assert AuditEntry.objects.filter(action="ban_lift").count() == 1


@pytest.mark.parametrize("by", [Actor(), Actor(user_id=ALICE, rights=frozenset({"siteBan"}))])
def test_without_the_right_or_for_oneself_no_ban_is_lifted(by):
    ban = issue(actor("owner"))
    with pytest.raises(ModerationError):
        ban_lift(ban_id=ban.pk, by=by)
    ban.refresh_from_db()
    assert ban.lifted_at is None


# Reading


def banned(at: datetime) -> list[Ban]:
    return active_bans_of([ALICE, "b" * 24], at=at)


def test_a_ban_holds_until_it_expires():
    ban = issue(actor("owner"))
    assert banned(NOW + MONTH - timedelta(seconds=1)) == [ban]
    assert banned(NOW + MONTH) == []


def test_a_lifted_ban_does_not_hold():
    ban, by = issue(actor("owner")), actor("moderator")
    ban_lift(ban_id=ban.pk, by=by, at=NOW)
    assert banned(NOW) == []


def test_a_longer_ban_takes_the_place_of_the_one_before():
    by = actor("owner")
    short, long = issue(by), issue(by, length=MONTH * 2)
    assert banned(NOW) == [long]
    short.refresh_from_db()
    assert (short.lifted_at, short.current) == (NOW, False)


def test_the_same_ban_again_is_the_one_there_is():
    by = actor("owner")
    assert issue(by) == issue(by)
    assert AuditEntry.objects.count() == 1


def test_a_ban_that_adds_nothing_is_refused_with_the_one_there_is():
    by = actor("owner")
    ban = issue(by)
    with pytest.raises(ModerationError) as caught:
        issue(by, reason="something else", length=MONTH / 2)
    assert (caught.value.code, caught.value.details) == (Refusal.ALREADY_BANNED, {"ban": ban.pk})


def test_bans_of_many_take_one_query(django_assert_num_queries):
    by = actor("owner")
    for digit in "bcdef":
        add_player(digit * 24)
        issue(by, user_id=digit * 24)
    with django_assert_num_queries(1):
        assert len(active_bans_of([digit * 24 for digit in "bcd"], at=NOW)) == 3


# What lasts


def test_bans_are_never_deleted():
    ban = issue(actor("owner"))
    for delete in (ban.delete, Ban.objects.all().delete):
        with pytest.raises(TypeError):
            delete()


def test_audit_entries_never_change():
    entry = audit_record(by=Actor("a" * 24), action="clearchat", room="lobby")
    attempts = (
        entry.save,
        entry.delete,
        AuditEntry.objects.all().delete,
        lambda: AuditEntry.objects.update(action="nothing"),
    )
    for attempt in attempts:
        with pytest.raises(TypeError):
            attempt()


def test_the_audit_outlives_the_account():
    by = actor("owner")
    issue(by)
    User.objects.get().delete()
    entry = AuditEntry.objects.get()
    assert (entry.actor_account, entry.actor_name) == (None, "the owner")
    assert Ban.objects.get().issued_by_account is None


def test_there_are_reasons_to_begin_with():
    BanReason.objects.all().delete()
    migration = import_module("moderation.migrations.0002_preset_reasons")
    for _ in range(2):
        migration.add(apps, SimpleNamespace(connection=connection))
    assert [reason.text for reason in BanReason.objects.all()] == list(migration.REASONS)
