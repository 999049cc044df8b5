"""Facts about reports that staff work on: who may, and what becomes of them."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, User

from moderation.actors import Actor, actor_of_account
from moderation.errors import Refusal
from moderation.models import AuditEntry, Webhook, WebhookDelivery
from moderation.selectors.reports import reports_for
from moderation.services.reports import (
    report_assign,
    report_close,
    report_reopen,
)
from rooms.models import Player

from .conftest import ALICE, BOB, CAROL, ROOM, actor, refusal
from .reporting import HTML, NOW, report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people", "carol")]


def staff(name: str, role: str, user_id: str = "") -> Actor:
    """An account of a role, linked to a player."""
    account = User.objects.create(username=name, is_staff=True)
    account.groups.add(Group.objects.get(name=role))
    Player.objects.filter(pk=user_id).update(account=account)
    return actor_of_account(account.pk)


# Working on one


def test_a_report_is_assigned_given_on_and_given_back():
    one, by, other = report(), actor("moderator"), actor("admin")
    assert report_assign(report_id=one.pk, by=by, to=by.account_id).state == "assigned"
    assert report_assign(report_id=one.pk, by=by, to=other.account_id).state == "assigned"
    one.refresh_from_db()
    assert one.assigned_to_id == other.account_id
    assert report_assign(report_id=one.pk, by=by, to=None).state == "open"
    one.refresh_from_db()
    assert (one.state, one.assigned_to) == ("open", None)


def test_assigning_to_the_same_again_is_not_recorded_again():
    one, by = report(), actor("moderator")
    for _ in range(2):
        report_assign(report_id=one.pk, by=by, to=by.account_id)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.target, entry.room) == ("report_assign", BOB, ROOM)
    assert entry.before == {"state": "open", "assigned_to": None}
    assert entry.after == {"state": "assigned", "assigned_to": by.account_id}
    assert entry.details == {"report": one.pk}


@pytest.mark.parametrize("state", ["resolved", "dismissed"])
def test_a_report_is_closed_with_its_outcome_on_record(state):
    Webhook.objects.create(url="https://example.com", secret="s", events=["report.closed"])
    one, by = report(), actor("moderator")
    report_close(report_id=one.pk, by=by, state=state, outcome=HTML, at=NOW)
    one.refresh_from_db()
    assert (one.state, one.outcome, one.closed_at) == (state, HTML, NOW)
    assert one.closed_by_id == by.account_id
    assert AuditEntry.objects.get().after == {"state": state, "outcome": HTML}
    assert WebhookDelivery.objects.get().payload["state"] == state


def test_a_closed_report_is_neither_closed_nor_assigned_again():
    one, by = report(), actor("moderator")
    report_close(report_id=one.pk, by=by, state="resolved")
    terms: dict[str, Any] = {"report_id": one.pk, "by": by}
    assert refusal(report_close, **terms, state="resolved") is Refusal.ALREADY_CLOSED
    assert refusal(report_assign, **terms, to=None) is Refusal.ALREADY_CLOSED


def test_a_reopened_report_is_where_it_was():
    one, by = report(), actor("moderator")
    assert refusal(report_reopen, report_id=one.pk, by=by) is Refusal.NOT_CLOSED
    report_close(report_id=one.pk, by=by, state="resolved", outcome="done")
    assert report_reopen(report_id=one.pk, by=by).state == "open"
    one.refresh_from_db()
    assert (one.outcome, one.closed_at, one.closed_by) == ("", None, None)
    assert AuditEntry.objects.order_by("-pk")[0].before["outcome"] == "done"
    report_assign(report_id=one.pk, by=by, to=by.account_id)
    report_close(report_id=one.pk, by=by, state="dismissed")
    assert report_reopen(report_id=one.pk, by=by).state == "assigned"


def test_only_who_handles_reports_works_on_them():
    one = report()
    terms: dict[str, Any] = {"report_id": one.pk, "by": Actor(CAROL)}
    assert refusal(report_assign, **terms, to=None) is Refusal.NOT_ALLOWED
    assert refusal(report_close, **terms, state="resolved") is Refusal.NOT_ALLOWED
    assert refusal(report_reopen, **terms) is Refusal.NOT_ALLOWED


def test_nobody_works_on_a_report_about_themselves():
    bob = staff("bob", "owner", BOB)
    one = report()
    terms: dict[str, Any] = {"report_id": one.pk}
    assert refusal(report_close, **terms, by=bob, state="dismissed") is Refusal.NOT_ALLOWED
    other = actor("owner")
    assert refusal(report_assign, **terms, by=other, to=bob.account_id) is Refusal.NOT_ALLOWED


def test_nobody_works_on_a_report_about_somebody_of_higher_rank():
    staff("bob", "admin", BOB)
    one, moderator, admin = report(), actor("moderator"), actor("admin")
    terms: dict[str, Any] = {"report_id": one.pk}
    assert refusal(report_close, **terms, by=moderator, state="dismissed") is Refusal.OUTRANKED
    assert refusal(report_assign, **terms, by=admin, to=moderator.account_id) is Refusal.OUTRANKED
    assert report_close(**terms, by=admin, state="dismissed").is_closed


def test_a_report_is_given_only_to_who_handles_reports():
    one, by = report(), actor("owner")
    plain = User.objects.create(username="plain").pk
    for nobody in (plain, 10_000):
        code = refusal(report_assign, report_id=one.pk, by=by, to=nobody)
        assert code is Refusal.UNKNOWN_ACCOUNT


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"report_id": 10_000}, "unknown-report"),
        ({"state": "open"}, "invalid"),
        ({"outcome": "x" * 513}, "invalid"),
        ({"outcome": "\x07"}, "invalid"),
    ],
)
def test_what_is_wrong_closes_no_report(changes, code):
    terms = {"report_id": report().pk, "by": actor("owner"), "state": "resolved"} | changes
    assert refusal(report_close, **terms) == code


# Reading


def test_nobody_reads_reports_about_themselves_or_higher_ranks(django_assert_num_queries):
    bob, carol = staff("bob", "moderator", BOB), staff("carol", "admin", CAROL)
    about_bob, about_carol = report(), report(target=CAROL)
    about_alice = report(reporter=BOB, target=ALICE)
    assert list(reports_for(bob)) == [about_alice]
    assert list(reports_for(carol)) == [about_bob, about_alice]
    root = actor_of_account(User.objects.create(username="root", is_superuser=True).pk)
    for one in (about_bob, about_carol, about_alice):
        report_assign(report_id=one.pk, by=root, to=root.account_id)
    with django_assert_num_queries(1):
        found = list(reports_for(root))
        assert {one.assigned_to and one.assigned_to.username for one in found} == {"root"}
    assert found == [about_bob, about_carol, about_alice]


def test_a_superuser_is_above_an_admin_in_what_is_read():
    root = User.objects.create(username="root", is_superuser=True)
    Player.objects.filter(pk=BOB).update(account=root)
    report()
    assert list(reports_for(actor("admin"))) == []
    assert reports_for(actor("owner")).count() == 1
