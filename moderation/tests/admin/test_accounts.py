"""Facts about accounts of staff, and the page of one's own."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse

from moderation.models import AuditEntry, Order
from moderation.services.links import link_use
from moderation.tests.conftest import ALICE
from rooms.models import Player

from .conftest import Scene, browser, page, said

pytestmark = pytest.mark.django_db
MINE = "admin:my_account"


def save(client: Any, account: User, **changes: Any) -> Any:
    data = {"username": account.username, "is_active": "on", "is_staff": "on", **changes}
    seen = {"last_login_0": "", "last_login_1": "", "date_joined_0": "2030-01-01"}
    return client.post(page(User, "change", account.pk), {**data, **seen, "date_joined_1": "00:00"})


def test_a_role_that_is_given_is_on_record_and_counts_at_the_piano(scene: Scene, root):
    account = User.objects.create(username="new", is_staff=True)
    Player.objects.filter(pk=ALICE).update(account=account)
    before = Order.objects.latest("pk").pk
    role = Group.objects.get(name="moderator")
    assert save(root, account, groups=[role.pk]).status_code == 302
    entry = AuditEntry.objects.get(action="account_change")
    assert (entry.before, entry.after) == ({"roles": []}, {"roles": ["moderator"]})
    assert (entry.target, entry.details) == (ALICE, {"account": "new"})
    assert Order.objects.filter(pk__gt=before, kind="users", payload={"ids": [ALICE]}).exists()


def test_what_changes_no_standing_is_not_on_record(scene: Scene, root):
    account = User.objects.create(username="new", is_staff=True)
    assert save(root, account, first_name="Ann").status_code == 302
    assert not AuditEntry.objects.filter(action="account_change").exists()


def test_a_new_account_is_on_record(scene: Scene, root):
    secret = "eighty-eight keys"
    data = {"username": "new", "password1": secret, "password2": secret, "usable_password": "true"}
    assert root.post(page(User, "add"), data).status_code == 302
    entry = AuditEntry.objects.get(action="account_add")
    assert entry.after["username"] == "new"
    assert secret not in str(entry.after)


def test_accounts_are_made_inactive_and_never_deleted(scene: Scene, root):
    account = User.objects.create(username="new", is_staff=True)
    assert root.post(page(User, "delete", account.pk), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [account.pk], "post": "yes"}
    root.post(page(User), chosen)
    assert save(root, account, is_active="").status_code == 302
    account.refresh_from_db()
    assert not account.is_active
    assert AuditEntry.objects.get(action="account_change").after == {"is_active": False}


def test_a_longer_list_of_accounts_asks_no_more(root, django_assert_max_num_queries):
    with django_assert_max_num_queries(60) as first:
        root.get(page(User))
    for number in range(5):
        account = User.objects.create(username=f"a{number}")
        account.groups.add(Group.objects.get(name="moderator"))
    with django_assert_max_num_queries(len(first)):
        root.get(page(User))


def test_my_account_gives_a_code_that_links_my_player(scene: Scene):
    client = browser("moderator")
    assert client.get(reverse(MINE)).context["code"] == ""
    code = client.post(reverse(MINE), {"deed": "code"}).context["code"]
    assert link_use(code=code, user_id=ALICE) == "browsing moderator"
    shown = client.get(reverse(MINE))
    assert shown.context["player"] == scene.alice
    assert shown.context["role"] == "moderator"


def test_my_account_takes_the_link_away(scene: Scene):
    client = browser("moderator")
    Player.objects.filter(pk=ALICE).update(account=User.objects.get(username="browsing moderator"))
    assert "no longer linked" in said(client.post(reverse(MINE), {"deed": "unlink"}))
    assert Player.objects.get(pk=ALICE).account is None
