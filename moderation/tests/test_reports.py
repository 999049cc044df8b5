"""Facts about reports: who may make them, what they show, who may work on them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group, User

from moderation.actors import Actor, actor_of_account
from moderation.errors import ModerationError, Refusal
from moderation.models import AuditEntry, Report, Webhook, WebhookDelivery
from moderation.selectors.reports import reports_for
from moderation.services.reports import (
    report_assign,
    report_close,
    report_create,
    report_reopen,
)
from rooms.models import ChatLine, Player, RoomRecord

from .conftest import ALICE, actor, add_player

pytestmark = pytest.mark.django_db
BOB, CAROL = "b" * 24, "c" * 24
ROOM = "My room"
NOW = datetime(2030, 1, 1, tzinfo=UTC)
HTML = '<script>alert(1)</script><img src=x onerror="alert(1)">'


@pytest.fixture(autouse=True)
def people(db: None) -> None:
    for user_id in (ALICE, BOB, CAROL):
        add_player(user_id)
    RoomRecord.objects.create(room_id=ROOM)


def say(number: int, user_id: str = BOB, **fields: Any) -> ChatLine:
    defaults: dict[str, Any] = {
        "room_id": ROOM,
        "line_id": f"{number:08x}",
        "user_id": user_id,
        "name": "Somebody",
        "color": "#123456",
        "text": f"line {number}",
        "sent_at": number,
    }
    return ChatLine.objects.create(**(defaults | fields))


def report(**changes: Any) -> Report:
    terms: dict[str, Any] = {"reporter": ALICE, "target": BOB, "room_id": ROOM, "reason": "spam"}
    return report_create(**(terms | changes))


def refusal(action: Any, **terms: Any) -> Refusal:
    before = (Report.objects.count(), AuditEntry.objects.count(), WebhookDelivery.objects.count())
    with pytest.raises(ModerationError) as caught:
        action(**terms)
    after = (Report.objects.count(), AuditEntry.objects.count(), WebhookDelivery.objects.count())
    assert before == after
    return caught.value.code


def staff(name: str, role: str, user_id: str = "") -> Actor:
    """An account of a role, linked to a player."""
    account = User.objects.create(username=name, is_staff=True)
    account.groups.add(Group.objects.get(name=role))
    Player.objects.filter(pk=user_id).update(account=account)
    return actor_of_account(account.pk)


def texts_of(one: Report) -> list[str]:
    return [line["text"] for line in one.evidence["lines"]]


# Making one


def test_a_report_says_who_whom_where_and_why():
    one = report(text=HTML, notes=[3, 4], at=NOW)
    one.refresh_from_db()
    assert (one.reporter, one.target, one.room_id) == (ALICE, BOB, ROOM)
    assert (one.reason, one.text, one.state, one.created_at) == ("spam", HTML, "open", NOW)
    assert one.evidence == {"lines": [], "notes": [3, 4]}


def test_a_reported_line_comes_with_ten_before_and_ten_after():
    for number in range(30):
        say(number, user_id=BOB if number == 15 else CAROL)
    one = report(line_id=f"{15:08x}")
    assert texts_of(one) == [f"line {number}" for number in range(5, 26)]
    assert [line["id"] for line in one.evidence["lines"] if line["reported"]] == [f"{15:08x}"]


def test_lines_of_one_moment_are_told_apart():
    for number in range(3):
        say(number, sent_at=7)
    assert texts_of(report(line_id=f"{1:08x}")) == ["line 0", "line 1", "line 2"]


def test_who_says_the_reported_line_is_the_target():
    say(1, user_id=CAROL)
    assert report(target="", line_id=f"{1:08x}").target == CAROL


def test_without_a_line_the_newest_of_the_room_are_shown():
    for number in range(30):
        say(number)
    say(40, room_id="another room")
    assert texts_of(report()) == [f"line {number}" for number in range(10, 30)]


def test_without_a_room_nothing_is_shown():
    say(1)
    assert report(room_id="").evidence == {"lines": [], "notes": []}


def test_direct_messages_are_not_in_the_evidence():
    say(1)
    say(2, kind="dm", recipient_id=CAROL, text="between us")
    say(3, kind="dm", recipient_id=ALICE, text="to the reporter, not reported")
    assert texts_of(report()) == ["line 1"]
    assert texts_of(report(line_id=f"{1:08x}")) == ["line 1"]


@pytest.mark.parametrize("reporter", [ALICE, BOB])
def test_a_direct_message_is_shown_if_one_of_its_people_reports_it(reporter):
    line = say(2, user_id=BOB, kind="dm", recipient_id=ALICE, text="between us")
    if reporter == BOB:
        ChatLine.objects.filter(pk=line.pk).update(user_id=ALICE, recipient_id=BOB)
    one = report(reporter=reporter, target="", line_id=f"{2:08x}")
    assert texts_of(one) == ["between us"]
    assert one.evidence["lines"][0]["to"] == reporter


def test_a_direct_message_between_others_is_no_line_for_the_reporter():
    say(2, kind="dm", recipient_id=CAROL)
    assert refusal(report, line_id=f"{2:08x}") is Refusal.UNKNOWN_LINE


def test_of_an_id_that_was_used_twice_the_newest_line_is_meant():
    say(1, text="long ago")
    say(1, sent_at=5, text="just now")
    assert texts_of(report(line_id=f"{1:08x}")) == ["long ago", "just now"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reason": "because"}, "invalid"),
        ({"text": "x" * 513}, "invalid"),
        ({"text": "\0"}, "invalid"),
        ({"text": "\ud800"}, "invalid"),
        ({"target": "d" * 24}, "unknown-user"),
        ({"target": ""}, "unknown-user"),
        ({"reporter": "d" * 24}, "unknown-user"),
        ({"target": ALICE}, "yourself"),
        ({"room_id": "nowhere"}, "unknown-room"),
        ({"room_id": "x" * 10_000}, "unknown-room"),
        ({"room_id": "\ud800"}, "unknown-room"),
        ({"target": "\0"}, "unknown-user"),
        ({"reporter": "\ud800"}, "unknown-user"),
        ({"line_id": "ffffffff"}, "unknown-line"),
        ({"line_id": "\ud800"}, "unknown-line"),
        ({"line_id": "00000001", "room_id": ""}, "unknown-line"),
        ({"line_id": "00000001", "target": CAROL}, "invalid"),
    ],
)
def test_what_is_wrong_makes_no_report(changes, code):
    say(1)
    assert refusal(report, **changes) == code


def test_the_same_is_reported_once_until_it_is_closed():
    say(1)
    first = report()
    by_line = report(line_id=f"{1:08x}")
    assert refusal(report) is Refusal.ALREADY_REPORTED
    assert refusal(report, room_id="") is Refusal.ALREADY_REPORTED
    assert refusal(report, line_id=f"{1:08x}") is Refusal.ALREADY_REPORTED
    by = actor("moderator")
    report_assign(report_id=first.pk, by=by, to=by.account_id)
    assert refusal(report) is Refusal.ALREADY_REPORTED
    report_close(report_id=first.pk, by=by, state="dismissed")
    assert report().pk not in (first.pk, by_line.pk)


def test_others_may_report_the_same():
    assert report().pk != report(reporter=CAROL).pk


def test_a_report_is_announced_without_its_words_and_without_the_reporter():
    Webhook.objects.create(url="https://example.com", secret="s", events=["report.created"])
    say(1, text="something said")
    one = report(text="my words")
    payload = WebhookDelivery.objects.get().payload
    assert payload == {
        "id": one.pk,
        "target": BOB,
        "room": ROOM,
        "reason": "spam",
        "state": "open",
    }


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
