"""Facts about the link of an account to its player."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.utils import timezone

from moderation.actors import OPERATOR, actor_of_account
from moderation.errors import Refusal
from moderation.models import AuditEntry, Order
from moderation.roles import ROLES
from moderation.services import links
from moderation.services.links import link_code, link_remove, link_set, link_use
from rooms.models import Player

from .conftest import ALICE, BOB, actor, refusal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]


@pytest.fixture
def account() -> User:
    user = User.objects.create(username="mod")
    user.groups.add(Group.objects.get(name="moderator"))
    return user


def player_of(account: User) -> list[str]:
    return list(Player.objects.filter(account=account).values_list("pk", flat=True))


def test_a_code_makes_a_player_an_account(account):
    assert link_use(code=link_code(account_id=account.pk), user_id=ALICE) == "mod"
    assert player_of(account) == [ALICE]
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.target, entry.actor_account) == ("account_link", ALICE, account)
    assert Order.objects.get().payload == {"ids": [ALICE]}


def test_a_code_is_dead_once_used(account):
    code = link_code(account_id=account.pk)
    link_use(code=code, user_id=ALICE)
    assert refusal(link_use, code=code, user_id=BOB) is Refusal.UNKNOWN_CODE
    link_remove(account_id=account.pk, by=OPERATOR)
    assert refusal(link_use, code=code, user_id=ALICE) is Refusal.UNKNOWN_CODE
    assert player_of(account) == []


def test_a_code_is_dead_after_five_minutes(account, monkeypatch):
    code = link_code(account_id=account.pk)
    later = timezone.now().timestamp()
    monkeypatch.setattr("django.core.signing.time.time", lambda: later + 299)
    assert link_use(code=code, user_id=ALICE)
    other = link_code(account_id=account.pk)
    monkeypatch.setattr("django.core.signing.time.time", lambda: later + 299 + 302)
    assert refusal(link_use, code=other, user_id=ALICE) is Refusal.UNKNOWN_CODE


@pytest.mark.parametrize("code", ["", "x", "1.abc:1:x", "\0", "\ud800", "x" * 10_000])
def test_a_wrong_code_links_nobody(account, code):
    assert refusal(link_use, code=code, user_id=ALICE) is Refusal.UNKNOWN_CODE


def test_a_code_signed_for_something_else_links_nobody(account):
    from django.core import signing

    code = signing.TimestampSigner(salt="another").sign(f"{account.pk}.abc")
    assert refusal(link_use, code=code, user_id=ALICE) is Refusal.UNKNOWN_CODE


def test_a_code_of_an_account_that_was_closed_links_nobody(account):
    code = link_code(account_id=account.pk)
    User.objects.update(is_active=False)
    assert refusal(link_use, code=code, user_id=ALICE) is Refusal.UNKNOWN_CODE
    assert refusal(link_code, account_id=account.pk) is Refusal.UNKNOWN_ACCOUNT


def test_an_unknown_player_is_linked_to_nothing(account):
    code = link_code(account_id=account.pk)
    assert refusal(link_use, code=code, user_id="c" * 24) is Refusal.UNKNOWN_USER
    assert link_use(code=code, user_id=ALICE)


def test_an_account_is_one_player_and_the_one_before_is_told(account):
    link_use(code=link_code(account_id=account.pk), user_id=ALICE)
    link_use(code=link_code(account_id=account.pk), user_id=BOB)
    assert player_of(account) == [BOB]
    assert Order.objects.order_by("-pk")[0].payload == {"ids": [ALICE, BOB]}
    assert AuditEntry.objects.order_by("-pk")[0].before == {"player": ALICE}


def test_a_player_is_one_account(account):
    link_use(code=link_code(account_id=account.pk), user_id=ALICE)
    other = User.objects.create(username="other")
    link_use(code=link_code(account_id=other.pk), user_id=ALICE)
    assert (player_of(account), player_of(other)) == ([], [ALICE])


def test_the_code_is_of_the_account_alone_and_the_record_does_not_give_it_away(account):
    code = link_code(account_id=account.pk)
    link_use(code=code, user_id=ALICE)
    assert code not in str(AuditEntry.objects.values())


def test_everybody_unlinks_their_own_account(account):
    link_set(account_id=account.pk, user_id=ALICE, by=OPERATOR)
    link_remove(account_id=account.pk, by=actor_of_account(account.pk))
    assert player_of(account) == []


def test_superusers_link_and_unlink_every_account(account):
    root = actor_of_account(User.objects.create(username="root", is_superuser=True).pk)
    for by in (root, OPERATOR):
        link_set(account_id=account.pk, user_id=ALICE, by=by)
        assert player_of(account) == [ALICE]
        link_remove(account_id=account.pk, by=by)
        assert player_of(account) == []


@pytest.mark.parametrize("role", [role.name for role in ROLES])
def test_no_role_links_or_unlinks_accounts_without_their_code(account, role):
    by = actor(role)
    link_set(account_id=account.pk, user_id=ALICE, by=OPERATOR)
    assert refusal(link_remove, account_id=account.pk, by=by) is Refusal.NOT_ALLOWED
    for account_id in (account.pk, by.account_id):
        code = refusal(link_set, account_id=account_id, user_id=BOB, by=by)
        assert code is Refusal.NOT_ALLOWED


def test_a_superuser_whose_account_was_closed_links_nobody(account):
    root = User.objects.create(username="root", is_superuser=True, is_active=False)
    terms: dict[str, Any] = {"account_id": account.pk, "user_id": ALICE}
    assert refusal(link_set, **terms, by=actor_of_account(root.pk)) is Refusal.NOT_ALLOWED


def test_unlinking_nobody_changes_nothing(account):
    link_remove(account_id=account.pk, by=OPERATOR)
    assert not AuditEntry.objects.exists()
    assert refusal(link_remove, account_id=10_000, by=OPERATOR) is Refusal.UNKNOWN_ACCOUNT


def test_an_account_that_was_closed_can_be_unlinked(account):
    link_set(account_id=account.pk, user_id=ALICE, by=OPERATOR)
    User.objects.update(is_active=False)
    link_remove(account_id=account.pk, by=OPERATOR)
    assert player_of(account) == []


def test_linking_to_the_same_again_is_not_recorded(account):
    for _ in range(2):
        link_set(account_id=account.pk, user_id=ALICE, by=OPERATOR)
    assert AuditEntry.objects.count() == 1


def test_without_a_record_there_is_no_link(account, monkeypatch):
    def fail(**_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(links, "audit_record", fail)
    with pytest.raises(ZeroDivisionError):
        link_use(code=link_code(account_id=account.pk), user_id=ALICE)
    assert player_of(account) == []
