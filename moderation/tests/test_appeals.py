"""Facts about appeals: made by code, decided once, seen by the banned for good."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import IntegrityError, transaction

from moderation.actors import Actor, actor_of_account
from moderation.errors import Refusal
from moderation.models import Appeal, AuditEntry, Ban, Webhook, WebhookDelivery
from moderation.selectors.appeals import appeals_all, ban_of_code
from moderation.services.appeals import appeal_create, appeal_decide
from moderation.services.bans import Terms, ban_issue, ban_lift
from rooms.models import Player

from .banning import DAY, NOW, issue_by_secret_issuer
from .conftest import ALICE, actor, add_player, refusal

pytestmark = pytest.mark.django_db
HTML = "<b>sorry</b>"


@pytest.fixture(autouse=True)
def alice(db: None) -> None:
    add_player(ALICE)


@pytest.fixture
def ban() -> Ban:
    return issue()


def issue(**changes: Any) -> Ban:
    return issue_by_secret_issuer(NOW, **changes)


def appeal(ban: Ban, text: str = "I am sorry") -> Appeal:
    return appeal_create(code=ban.code, text=text, at=NOW)


def decide(one: Appeal, by: Actor, accept: bool, answer: str = "") -> Appeal:
    return appeal_decide(appeal_id=one.pk, by=by, accept=accept, answer=answer, at=NOW)


# Appealing


def test_who_knows_the_code_appeals(ban):
    one = appeal(ban, HTML)
    one.refresh_from_db()
    assert (one.ban, one.text, one.state, one.created_at) == (ban, HTML, "open", NOW)


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "invalid"), (" \n", "invalid"), ("x" * 2_001, "invalid"), ("a\0b", "invalid")],
)
def test_what_is_wrong_is_no_appeal(ban, text, code):
    assert refusal(appeal_create, code=ban.code, text=text, at=NOW) == code


def test_a_long_appeal_with_lines_is_taken(ban):
    assert appeal(ban, "a\r\n" + "x" * 1_997)


@pytest.mark.parametrize("code", ["", "nothing", "x" * 10_000, "\0"])
def test_a_wrong_code_is_no_ban(ban, code):
    assert refusal(appeal_create, code=code, text="hello", at=NOW) is Refusal.UNKNOWN_BAN
    assert ban_of_code(code, at=NOW) is None


def test_of_one_ban_one_appeal_is_open(ban):
    one = appeal(ban)
    assert refusal(appeal_create, code=ban.code, text="again", at=NOW) is Refusal.ALREADY_APPEALED
    decide(one, actor("moderator"), False, "no")
    assert appeal(ban).pk != one.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.create(ban=ban, text="past the services")


def test_after_three_appeals_a_ban_stands(ban):
    by = actor("moderator")
    for _ in range(3):
        decide(appeal(ban), by, False, "no")
    assert refusal(appeal_create, code=ban.code, text="again", at=NOW) is Refusal.ALREADY_APPEALED
    seen = ban_of_code(ban.code, at=NOW)
    assert seen and not seen.may_appeal


def test_a_ban_that_has_ended_needs_no_appeal(ban):
    late: dict[str, Any] = {"code": ban.code, "text": "hello", "at": NOW + DAY}
    assert refusal(appeal_create, **late) is Refusal.ALREADY_ENDED
    ban_lift(ban_id=ban.pk, by=actor("moderator"), at=NOW)
    assert refusal(appeal_create, **late | {"at": NOW}) is Refusal.ALREADY_ENDED


def test_an_appeal_is_announced_without_its_words(ban):
    Webhook.objects.create(url="https://example.com", secret="s", events=["appeal.created"])
    one = appeal(ban)
    assert WebhookDelivery.objects.get().payload == {
        "id": one.pk,
        "ban": ban.pk,
        "target": ALICE,
        "room": "",
        "state": "open",
    }


# Deciding


def test_an_accepted_appeal_lifts_the_ban(ban):
    one, by = appeal(ban), actor("moderator")
    decide(one, by, True, "welcome back")
    ban.refresh_from_db()
    one.refresh_from_db()
    assert (ban.lifted_at, ban.lifted_by_account_id) == (NOW, by.account_id)
    assert (one.state, one.answer, one.decided_by_id) == ("accepted", "welcome back", by.account_id)
    actions = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["ban_issue", "appeal_decide", "ban_lift"]


def test_a_rejected_appeal_leaves_the_ban_and_takes_an_answer(ban):
    one, by = appeal(ban), actor("moderator")
    terms: dict[str, Any] = {"appeal_id": one.pk, "by": by, "accept": False}
    for nothing in ("", "  "):
        assert refusal(appeal_decide, **terms, answer=nothing) is Refusal.NO_ANSWER
    decide(one, by, False, HTML)
    ban.refresh_from_db()
    assert ban.lifted_at is None
    entry = AuditEntry.objects.get(action="appeal_decide")
    assert entry.after == {"state": "rejected", "answer": HTML}
    assert (entry.target, entry.details) == (ALICE, {"appeal": one.pk, "ban": ban.pk})


def test_an_appeal_is_decided_once(ban):
    one, by = appeal(ban), actor("moderator")
    decide(one, by, False, "no")
    terms: dict[str, Any] = {"appeal_id": one.pk, "by": by, "accept": True}
    assert refusal(appeal_decide, **terms) is Refusal.ALREADY_CLOSED


def test_an_appeal_against_an_expired_ban_can_be_closed(ban):
    one = appeal(ban)
    appeal_decide(appeal_id=one.pk, by=actor("moderator"), accept=True, at=NOW + DAY)
    ban.refresh_from_db()
    assert ban.lifted_at is None


def test_who_may_not_decide_is_refused(ban):
    one = appeal(ban)
    terms: dict[str, Any] = {"appeal_id": one.pk, "accept": True}
    for nobody in (Actor(), actor("trial moderator")):
        assert refusal(appeal_decide, **terms, by=nobody) is Refusal.NOT_ALLOWED


def test_who_could_not_lift_the_ban_accepts_nothing(ban):
    one = appeal(ban)
    by = Actor(permissions=frozenset({"moderation.handle_appeals"}))
    terms: dict[str, Any] = {"appeal_id": one.pk, "by": by, "accept": True}
    assert refusal(appeal_decide, **terms) is Refusal.NOT_ALLOWED
    one.refresh_from_db()
    assert one.state == "open"


def test_nobody_decides_about_their_own_ban_or_that_of_a_higher_rank(ban):
    account = User.objects.create(username="alice")
    account.groups.add(Group.objects.get(name="admin"))
    Player.objects.filter(pk=ALICE).update(account=account)
    one = appeal(ban)
    terms: dict[str, Any] = {"appeal_id": one.pk, "accept": True}
    own = actor_of_account(account.pk)
    assert refusal(appeal_decide, **terms, by=own) is Refusal.NOT_ALLOWED
    assert refusal(appeal_decide, **terms, by=actor("moderator")) is Refusal.OUTRANKED


def test_an_unknown_appeal_is_refused():
    terms: dict[str, Any] = {"appeal_id": 10_000, "by": actor("owner"), "accept": True}
    assert refusal(appeal_decide, **terms) is Refusal.UNKNOWN_APPEAL


def test_an_oversized_answer_is_refused(ban):
    terms: dict[str, Any] = {"appeal_id": appeal(ban).pk, "by": actor("owner"), "accept": False}
    assert refusal(appeal_decide, **terms, answer="x" * 513) is Refusal.INVALID


def test_lifting_a_ban_accepts_its_appeal(ban):
    one, by = appeal(ban), actor("moderator")
    ban_lift(ban_id=ban.pk, by=by, at=NOW)
    one.refresh_from_db()
    assert (one.state, one.decided_by_id, one.decided_at) == ("accepted", by.account_id, NOW)


def test_an_appeal_goes_over_to_the_ban_that_takes_the_place_of_its_own(ban):
    one = appeal(ban)
    longer = issue(length=None)
    one.refresh_from_db()
    assert (one.ban, one.state) == (longer, "open")
    decide(one, actor("owner"), True)
    assert not Ban.objects.active(NOW).exists()


def test_an_appeal_stays_with_a_ban_that_expired(ban):
    one = appeal(ban)
    by = actor("owner")
    ban_issue(terms=Terms(user_id=ALICE, reason="again"), by=by, at=NOW + DAY)
    one.refresh_from_db()
    assert one.ban == ban


# Reading


def test_the_banned_sees_why_until_when_and_the_answer(ban):
    decide(appeal(ban, "please"), actor("moderator"), False, "no, because")
    seen = ban_of_code(ban.code, at=NOW)
    assert seen
    assert (seen.reason, seen.expires_at, seen.state) == ("spam", NOW + DAY, "active")
    assert seen.may_appeal
    (one,) = seen.appeals
    assert (one.text, one.state, one.answer) == ("please", "rejected", "no, because")


def test_the_banned_sees_the_answer_when_the_ban_is_over(ban):
    decide(appeal(ban), actor("moderator"), True, "welcome")
    seen = ban_of_code(ban.code, at=NOW + DAY * 365)
    assert seen
    assert (seen.state, seen.may_appeal, seen.appeals[0].answer) == ("lifted", False, "welcome")


def test_a_ban_expires_in_what_the_banned_sees(ban):
    seen = ban_of_code(ban.code, at=NOW + DAY)
    assert seen
    assert (seen.state, seen.may_appeal) == ("expired", False)


def test_the_banned_sees_neither_issuer_nor_note_nor_network():
    ban = issue(user_id="", network="203.0.113.0/24")
    seen = asdict(ban_of_code(ban.code, at=NOW))  # type: ignore[arg-type]
    assert seen.keys() == {
        *("code", "scope", "effect", "room_id", "reason", "issued_at", "expires_at", "state"),
        *("may_appeal", "appeals"),
    }
    assert seen["reason"] == "spam"
    assert not any(secret in str(seen) for secret in ("secret", "203.0.113"))


def test_reading_takes_a_fixed_number_of_queries(ban, django_assert_num_queries):
    by = actor("moderator")
    for accept in (False, False, True):
        decide(appeal(ban), by, accept, "so be it")
    with django_assert_num_queries(2):
        ban_of_code(ban.code, at=NOW)
    with django_assert_num_queries(1):
        found = appeals_all()
        assert {str(one.ban.issued_by_account) for one in found} == {"secret issuer"}
        assert {str(one.decided_by) for one in found} == {"the moderator"}
        assert {str(one.ban.lifted_by_account) for one in found} == {"the moderator"}
