"""What comes of decisions that are made at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connections, transaction

from moderation.actors import OPERATOR
from moderation.errors import ModerationError
from moderation.models import Appeal, AuditEntry, Ban, Order, Report
from moderation.services.appeals import appeal_create, appeal_decide
from moderation.services.bans import Terms, ban_issue, ban_lift
from moderation.services.reports import report_create
from moderation.services.room_bans import room_bans_store
from rooms.records import StoredBan, moment

from .conftest import ALICE, BOB, add_player

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def people(file_database: None) -> None:
    add_player(ALICE)
    add_player(BOB)


def together(*actions: Callable[[], Any]) -> list[Any]:
    """Do all of it at one moment, each in a thread; results, or the codes of refusals."""
    start = Barrier(len(actions))

    def act(action: Callable[[], Any]) -> Any:
        try:
            start.wait()
            return action()
        except ModerationError as error:
            return error.code.value
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(act, actions))


def issue(length: timedelta | None = DAY) -> Ban:
    return ban_issue(terms=Terms(user_id=ALICE, reason="spam", length=length), by=OPERATOR).ban


def actions() -> list[str]:
    return sorted(AuditEntry.objects.values_list("action", flat=True))


def test_of_one_ban_issued_by_many_there_is_one():
    together(*[issue] * 4)
    current = Ban.objects.get(current=True)
    assert current.is_active(current.issued_at)
    lifted = Ban.objects.filter(current=False).count()
    assert actions() == ["ban_issue"] * (lifted + 1)
    assert Order.objects.count() == lifted + 1


def test_the_longest_of_bans_issued_together_holds():
    together(*[lambda days=days: issue(DAY * days) for days in range(1, 5)])
    assert Ban.objects.filter(current=True).count() == 1
    longest = Ban.objects.get(current=True)
    assert longest.expires_at
    assert longest.expires_at - longest.issued_at == DAY * 4


def test_a_ban_lifted_by_many_is_lifted_once():
    ban = issue()
    together(*[lambda: ban_lift(ban_id=ban.pk, by=OPERATOR)] * 4)
    assert actions() == ["ban_issue", "ban_lift"]


def test_a_ban_that_is_lifted_while_a_longer_one_comes_is_lost_on_nobody():
    ban = issue()
    together(lambda: ban_lift(ban_id=ban.pk, by=OPERATOR), lambda: issue(None))
    ban.refresh_from_db()
    assert ban.lifted_at
    # Whichever came first: the longer one was asked for, and it holds.
    assert Ban.objects.get(current=True).expires_at is None
    assert actions() in (["ban_issue"] * 2 + ["ban_lift"], ["ban_issue"] * 2)


def test_of_appeals_made_together_there_is_one():
    code = issue().code
    results = together(*[lambda: appeal_create(code=code, text="sorry")] * 4)
    assert results.count("already-appealed") == 3
    assert Appeal.objects.count() == 1


def test_an_appeal_that_is_decided_twice_together_is_decided_once():
    one = appeal_create(code=issue().code, text="sorry")

    def decide(accept: bool) -> Appeal:
        return appeal_decide(appeal_id=one.pk, by=OPERATOR, accept=accept, answer="so be it")

    results = together(lambda: decide(True), lambda: decide(False))
    assert results.count("already-closed") == 1
    one.refresh_from_db()
    assert (one.state == "accepted") == bool(Ban.objects.get().lifted_at)


def test_an_appeal_and_a_lift_at_one_moment_leave_no_appeal_open():
    ban = issue()
    together(
        lambda: ban_lift(ban_id=ban.pk, by=OPERATOR),
        lambda: appeal_create(code=ban.code, text="sorry"),
    )
    assert not Appeal.objects.filter(state="open").exists()


def test_of_equal_reports_made_together_there_is_one():
    def report() -> Report:
        return report_create(reporter=ALICE, target=BOB, reason="spam")

    results = together(*[report] * 4)
    assert results.count("already-reported") == 3
    assert Report.objects.count() == 1


def test_of_room_bans_that_processes_store_together_none_is_lost():
    def store(*issuers: str) -> None:
        for by in issuers:
            ban = StoredBan(
                room_id="room", user_id=ALICE, by_user_id=by, expires_at=2_000, created_at=1_000
            )
            with transaction.atomic():
                room_bans_store({("room", ALICE): ban}, at=moment(1_000))

    issuers = [f"{number:024x}" for number in range(40)]
    together(lambda: store(*issuers[:20]), lambda: store(*issuers[20:]))
    assert sorted(Ban.objects.values_list("issued_by", flat=True)) == issuers
    assert Ban.objects.filter(current=True).count() == 1
