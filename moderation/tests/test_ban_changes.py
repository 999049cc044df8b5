"""Facts about bans that are changed or lifted."""

from __future__ import annotations

from typing import Any

import pytest

from moderation.actors import OPERATOR
from moderation.errors import Refusal
from moderation.models import AuditEntry, Order
from moderation.services.bans import ban_change, ban_lift

from .banning import DAY, HTML, NOW, change, issue
from .conftest import ALICE, PRESET, actor, promote, refusal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("preset", "people")]


def test_a_changed_ban_has_another_end_and_is_on_record():
    ban = issue(note="before")
    change(ban, expires_at=NOW + 2 * DAY, reason=HTML, note="after")
    ban.refresh_from_db()
    assert (ban.expires_at, ban.reason, ban.note) == (NOW + 2 * DAY, HTML, "after")
    assert ban.preset is None
    entry = AuditEntry.objects.get(action="ban_change")
    assert (entry.before["note"], entry.after["note"]) == ("before", "after")
    assert (entry.before["reason"], entry.after["reason"]) == (PRESET, HTML)
    assert Order.objects.order_by("-pk")[0].payload == {"ids": [ALICE]}


def test_changing_nothing_is_not_recorded():
    ban = issue()
    change(ban, reason=PRESET, note="")
    assert not AuditEntry.objects.filter(action="ban_change").exists()
    assert Order.objects.count() == 1


def test_a_change_can_make_a_ban_permanent_by_who_may():
    ban = issue()
    assert refusal(change, ban=ban, by=actor("moderator"), expires_at=None) is Refusal.TOO_LONG
    assert change(ban, by=actor("admin"), expires_at=None).expires_at is None


def test_many_small_changes_make_no_ban_longer_than_allowed():
    ban, by = issue(by=OPERATOR), actor("moderator")
    change(ban, by=by, expires_at=NOW + 30 * DAY)
    late: dict[str, Any] = {"expires_at": NOW + 31 * DAY, "at": NOW + 29 * DAY}
    assert refusal(change, ban=ban, by=by, **late) is Refusal.TOO_LONG


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({"expires_at": NOW}, "expiry-past"),
        ({"expires_at": NOW - DAY}, "expiry-past"),
        ({"reason": " "}, "no-reason"),
        ({"reason": "x" * 513}, "invalid"),
        ({"note": "x" * 513}, "invalid"),
        ({"at": NOW + 2 * DAY}, "already-ended"),
    ],
)
def test_what_is_wrong_changes_nothing(terms, code):
    ban = issue()
    assert refusal(change, ban=ban, **terms) == code


def test_a_free_reason_takes_a_right_in_a_change_too():
    ban = issue()
    assert refusal(change, ban=ban, by=actor("trial moderator"), reason="mine") is (
        Refusal.FREE_REASON
    )


def test_a_lifted_ban_is_changed_no_more():
    ban = issue()
    ban_lift(ban_id=ban.pk, by=OPERATOR, at=NOW)
    assert refusal(change, ban=ban, expires_at=None) is Refusal.ALREADY_ENDED


def test_bans_of_higher_ranks_are_neither_changed_nor_lifted():
    ban, by = issue(), actor("moderator")
    promote(ALICE, "admin")
    assert refusal(change, ban=ban, by=by, expires_at=NOW + 2 * DAY) is Refusal.OUTRANKED
    assert refusal(ban_lift, ban_id=ban.pk, by=by) is Refusal.OUTRANKED


@pytest.mark.parametrize("action", [ban_lift, ban_change])
def test_an_unknown_ban_is_refused(action):
    terms: dict[str, Any] = {"ban_id": 10_000, "by": OPERATOR}
    if action is ban_change:
        terms["expires_at"] = None
    assert refusal(action, **terms) is Refusal.UNKNOWN_BAN


def test_an_oversized_reason_to_lift_is_refused():
    ban = issue()
    assert refusal(ban_lift, ban_id=ban.pk, by=OPERATOR, why="x" * 513) is Refusal.INVALID
