"""Facts about the pages of moderators."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from moderation.models import AuditEntry, Ban, BanReason
from moderation.services.audit import audit_record
from moderation.services.bans import Terms, ban_issue

from .conftest import ALICE, PRESET, actor, add_player

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("preset")]
MODELS = (Ban, BanReason, AuditEntry)
MONTH = timedelta(days=30)


@pytest.fixture(autouse=True)
def static(settings, tmp_path) -> None:
    settings.STATIC_ROOT = tmp_path
    add_player(ALICE)


def page(model, kind="changelist", *args) -> str:
    return reverse(f"admin:moderation_{model._meta.model_name}_{kind}", args=args)


def browser(role: str = "", **fields) -> Client:
    """Somebody of a role at the pages; without a password, since hashing one takes a second."""
    account = User.objects.create(username=f"browsing {role}", is_staff=True, **fields)
    if role:
        account.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def root() -> Client:
    return browser(is_superuser=True)


@pytest.fixture
def ban() -> Ban:
    return ban_issue(terms=Terms(user_id=ALICE, reason=PRESET, length=MONTH), by=actor("owner")).ban


@pytest.mark.parametrize("model", MODELS)
def test_every_list_and_page_opens(root, ban, model):
    assert root.get(page(model)).status_code == 200
    assert root.get(page(model, "change", model.objects.first().pk)).status_code == 200


@pytest.mark.parametrize("model", [Ban, AuditEntry])
def test_nothing_is_changed_or_deleted_even_by_superusers(root, ban, model):
    row = model.objects.first()
    assert root.post(page(model, "change", row.pk), {"reason": "x"}).status_code == 403
    assert root.post(page(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    root.post(page(model), {"action": "delete_selected", "_selected_action": [row.pk]})
    assert model.objects.filter(pk=row.pk).exists()


def test_nobody_adds_to_the_audit_by_hand(root):
    assert root.get(page(AuditEntry, "add")).status_code == 403


def test_a_ban_is_issued_for_a_preset_reason(root):
    data = {"user_id": ALICE, "preset": BanReason.objects.get(text=PRESET).pk, "hours": "2"}
    assert root.post(page(Ban, "add"), data).status_code == 302
    ban = Ban.objects.get()
    assert (ban.reason, ban.expires_at) == (PRESET, ban.issued_at + timedelta(hours=2))
    assert ban.issued_by_account == User.objects.get(username="browsing ")
    assert AuditEntry.objects.get().action == "ban_issue"


def test_a_ban_is_issued_for_a_reason_of_ones_own_and_for_ever(root):
    root.post(page(Ban, "add"), {"user_id": ALICE, "reason": "mine", "note": "private"})
    ban = Ban.objects.get()
    assert (ban.reason, ban.note, ban.expires_at) == ("mine", "private", None)


@pytest.mark.parametrize(
    ("role", "data", "why"),
    [
        ("trial moderator", {"reason": "mine", "hours": "1"}, "preset reason only"),
        ("moderator", {"reason": "mine"}, "for so long"),
        ("moderator", {"reason": "mine", "hours": "721"}, "for so long"),
        ("owner", {"hours": "1"}, "needs a reason"),
        ("owner", {"reason": "mine", "hours": "1e300"}, "to ban for ever"),
        ("owner", {"reason": "mine", "user_id": "bob"}, "24 lowercase"),
    ],
)
def test_a_ban_that_may_not_be_says_why(role, data, why):
    answer = browser(role).post(page(Ban, "add"), {"user_id": ALICE, **data})
    assert why in str(answer.context["adminform"].errors)
    assert not Ban.objects.exists()


def test_without_the_right_there_is_no_page_to_ban():
    looking = browser()
    account = User.objects.get(username="browsing ")
    account.user_permissions.add(Permission.objects.get(codename="view_ban"))
    assert looking.get(page(Ban)).status_code == 200
    assert looking.get(page(Ban, "add")).status_code == 403


def test_bans_are_lifted_by_an_action(root, ban):
    root.post(page(Ban), {"action": "lift", "_selected_action": [ban.pk]})
    ban.refresh_from_db()
    assert ban.lifted_by_account.username == "browsing "
    assert AuditEntry.objects.filter(action="ban_lift").count() == 1


def test_bans_are_found_by_their_state(root, ban):
    found = {
        state: list(root.get(page(Ban), {"state": state}).context["cl"].queryset)
        for state in ("active", "expired", "lifted")
    }
    assert found == {"active": [ban], "expired": [], "lifted": []}
    Ban.objects.update(expires_at=timezone.now())
    assert list(root.get(page(Ban), {"state": "expired"}).context["cl"].queryset) == [ban]


def test_the_audit_is_found_by_action(root):
    audit_record(by=actor("owner"), action="vanish")
    entry = audit_record(by=actor("admin"), action="clearchat")
    found = root.get(page(AuditEntry), {"action": "clearchat"}).context["cl"].queryset
    assert list(found) == [entry]


def test_moderators_see_the_pages_of_their_role():
    moderator = browser("moderator")
    assert [moderator.get(page(model)).status_code for model in MODELS] == [200] * 3
    assert moderator.get(page(BanReason, "add")).status_code == 403
    assert browser("owner").get(page(BanReason, "add")).status_code == 200
