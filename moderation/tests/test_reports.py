"""Facts about reports: who may make them, what they show."""

from __future__ import annotations

import pytest

from moderation.errors import Refusal
from moderation.models import Report, Webhook, WebhookDelivery
from moderation.services.reports import (
    report_assign,
    report_close,
)
from rooms.models import ChatLine

from .conftest import ALICE, BOB, CAROL, ROOM, actor, refusal
from .reporting import HTML, NOW, report, say

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people", "carol")]


def texts_of(one: Report) -> list[str]:
    return [line["text"] for line in one.evidence["lines"]]


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
