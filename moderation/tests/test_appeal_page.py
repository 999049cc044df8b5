"""Facts about the page on which the banned appeal."""

from __future__ import annotations

import dataclasses
import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from moderation import limits, views
from moderation.actors import OPERATOR, actor_of_account
from moderation.models import Appeal, Ban
from moderation.services.appeals import appeal_decide
from moderation.services.bans import ban_lift
from rooms.domain.rates import Rate
from rooms.models import RoomRecord
from rooms.notices import site_banned

from .banning import issue_by_secret_issuer as issue
from .conftest import ALICE, add_player

pytestmark = pytest.mark.django_db
HTML = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'


@pytest.fixture(autouse=True)
def site(db: None, settings: Any, tmp_path: Any) -> Iterator[None]:
    settings.STATIC_ROOT = tmp_path
    add_player(ALICE)
    views._limit.clear()
    yield
    views._limit.clear()


def get(code: str, status: int = 200) -> str:
    response = Client().get(f"/appeal/{code}")
    assert response.status_code == status
    return response.content.decode()


def post(code: str, text: str, status: int = 302, **how: Any) -> str:
    response = Client().post(f"/appeal/{code}", {"text": text}, **how)
    assert response.status_code == status
    return response.content.decode()


def part(page: str, name: str) -> str:
    """What is in the element of this test id, without tags."""
    found = re.search(rf'data-testid="{name}"[^>]*>(.*?)</(?:dd|h1|p|span)>', page, re.S)
    assert found, name
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", found[1])).split())


def test_it_says_why_and_until_when():
    ban = issue()
    page = get(ban.code)
    assert part(page, "ban-title") == "You were banned from this site"
    assert part(page, "ban-reason") == "spam"
    assert ban.expires_at
    assert f"{ban.expires_at:%Y, %H:%M} UTC, in 23" in part(page, "ban-until")
    assert 'data-testid="appeal-form"' in page


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        ({"effect": "mute"}, "You were muted"),
        ({"effect": "mute", "room_id": "My room"}, "You were muted in the room My room"),
        ({"room_id": "My room"}, "You were banned from the room My room"),
        ({"user_id": "", "network": "203.0.113.0/24"}, "You were banned from this site"),
    ],
)
def test_it_says_from_what(changes, title):
    RoomRecord.objects.create(room_id="My room")
    assert part(get(issue(**changes).code), "ban-title") == title


def test_a_ban_without_an_end_is_permanent():
    assert "permanent" in part(get(issue(length=None).code), "ban-until")


def test_it_shows_neither_issuer_nor_note_nor_address():
    ban = issue(user_id="", network="203.0.113.0/24")
    post(ban.code, "please")
    appeal_decide(
        appeal_id=Appeal.objects.get().pk,
        by=actor_of_account(User.objects.get().pk),
        accept=False,
        answer="no",
    )
    page = get(ban.code)
    for secret in ("secret", "203.0.113", ALICE):
        assert secret not in page


def test_an_appeal_is_sent_and_waits_for_its_answer():
    ban = issue()
    post(ban.code, "one\r\ntwo")
    assert Appeal.objects.get().text == "one\ntwo"
    page = get(ban.code)
    assert part(page, "appeal-state") == "waiting for a decision"
    assert part(page, "appeal-text") == "one two"
    assert 'data-testid="appeal-form"' not in page


def test_a_rejected_appeal_shows_its_answer_and_may_be_repeated():
    ban = issue()
    post(ban.code, "please")
    appeal_decide(appeal_id=Appeal.objects.get().pk, by=OPERATOR, accept=False, answer=HTML)
    page = get(ban.code)
    assert part(page, "appeal-state") == "rejected"
    assert html.escape(HTML) in page
    assert "Appeal again" in page


def test_the_answer_stays_when_the_ban_is_over():
    ban = issue()
    post(ban.code, "please")
    appeal_decide(appeal_id=Appeal.objects.get().pk, by=OPERATOR, accept=True, answer="welcome")
    page = get(ban.code)
    assert part(page, "ban-state").startswith("This was lifted.")
    assert (part(page, "appeal-state"), part(page, "appeal-answer")) == ("accepted", "welcome")
    Ban.objects.update(lifted_at=None, expires_at=timezone.now())
    assert part(get(ban.code), "ban-state").startswith("This has ended.")


def test_nothing_anybody_wrote_is_code():
    ban = issue(reason=HTML)
    post(ban.code, HTML)
    page = get(ban.code)
    assert page.count(html.escape(HTML)) == 2
    assert "<script>alert" not in page and "<img src=x" not in page
    assert "<script" not in page


@pytest.mark.parametrize("code", ["nothing", "%00", "a/b", "x" * 500, "%F0%9F%8E%B9"])
def test_a_wrong_code_is_a_friendly_404(code):
    if "/" in code:
        # It is a room like any other.
        assert Client().get(f"/appeal/{code}").status_code == 200
        return
    assert "There is no such ban" in get(code, 404)
    post(code, "please", 404)


@pytest.mark.parametrize("text", ["", "  ", "x" * 2_001, "a\0b"])
def test_what_is_no_appeal_is_given_back_to_who_wrote_it(text):
    page = post(issue().code, text, 400)
    assert "up to 2000 characters" in part(page, "appeal-error")
    assert html.escape(text.strip() or "") in page
    assert not Appeal.objects.exists()


def test_lines_that_forms_make_longer_still_fit():
    text = "x\n" * 999 + "yy"
    post(issue().code, text.replace("\n", "\r\n"))
    assert Appeal.objects.get().text == text


def test_a_second_appeal_and_one_too_late_say_so():
    ban = issue()
    post(ban.code, "please")
    assert "not sent" in part(post(ban.code, "please", 409), "appeal-error")
    ban_lift(ban_id=ban.pk, by=OPERATOR)
    assert "has ended" in part(post(ban.code, "please", 409), "appeal-error")
    assert Appeal.objects.count() == 1


def test_one_address_appeals_so_often_and_no_more(settings):
    settings.MPP = dataclasses.replace(settings.MPP, rate_appeal=Rate(2, 3_600))
    ban = issue()
    for status in (400, 400, 429):
        page = post(ban.code, "" if status == 400 else "my words", status)
    assert "too often" in part(page, "appeal-error")
    assert "my words" in page
    post(ban.code, "please", REMOTE_ADDR="203.0.113.5")
    assert Appeal.objects.get().text == "please"


def test_networks_are_remembered_up_to_a_bound(settings, monkeypatch):
    settings.MPP = dataclasses.replace(settings.MPP, rate_appeal=Rate(1, 3_600))
    monkeypatch.setattr(limits, "MOST_ADDRESSES", 3)
    limit = limits.AddressLimit("rate_appeal")
    assert limit.allow("2001:db8::1", 0)
    assert not limit.allow("2001:db8::2", 0)
    for number in range(3):
        assert limit.allow(f"203.0.113.{number}", 0)
    assert limit.allow("2001:db8::1", 0)
    assert not limit.allow("203.0.113.2", 0)


def test_a_form_of_another_site_is_refused():
    ban = issue()
    client = Client(enforce_csrf_checks=True)
    assert client.post(f"/appeal/{ban.code}", {"text": "please"}).status_code == 403
    client.get(f"/appeal/{ban.code}")
    token = client.cookies["csrftoken"].value
    answer = client.post(f"/appeal/{ban.code}", {"text": "please", "csrfmiddlewaretoken": token})
    assert answer.status_code == 302


def test_nobody_keeps_or_lists_the_page_and_its_policy_is_strict():
    response = Client().get(f"/appeal/{issue().code}")
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_other_methods_are_refused():
    code = issue().code
    assert Client().put(f"/appeal/{code}").status_code == 405
    assert Client().head(f"/appeal/{code}").status_code == 200


def test_the_page_takes_two_queries(django_assert_num_queries):
    ban = issue()
    post(ban.code, "please")
    with django_assert_num_queries(2):
        get(ban.code)


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (1, "1 minute"),
        (119, "119 minutes"),
        (119.99, "2 hours"),
        (24 * 60, "24 hours"),
        (48 * 60, "2 days"),
        (30 * 24 * 60, "30 days"),
    ],
)
def test_the_notice_of_a_ban_tells_its_length_as_people_say_it(minutes, text):
    assert f"You are banned for {text}: why".encode() in site_banned("why", int(minutes * 60_000))
