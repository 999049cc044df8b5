"""Facts about the command that makes staff."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError

from moderation.actors import OPERATOR, actor_of_account
from moderation.errors import Refusal
from moderation.models import AuditEntry
from moderation.services.staff import moderator_make
from rooms.models import Player

from .conftest import ALICE, BOB, actor, refusal
from .shell import refused, run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]


def linked() -> list[tuple[str, str]]:
    return list(Player.objects.exclude(account=None).values_list("pk", "account__username"))


def roles() -> list[str]:
    return sorted(User.objects.get().groups.values_list("name", flat=True))


def test_it_makes_an_account_with_a_role_and_a_player():
    output = run("make_moderator", "alice", "--player", ALICE)
    account = User.objects.get()
    assert (account.username, account.is_staff, account.is_superuser) == ("alice", True, False)
    assert not account.has_usable_password()
    assert roles() == ["moderator"]
    assert linked() == [(ALICE, "alice")]
    assert "changepassword alice" in output
    assert f"alice is linked to the player {ALICE}" in output
    actions = sorted(AuditEntry.objects.values_list("action", flat=True))
    assert actions == ["account_link", "role_change"]


def test_it_finds_the_account_there_is():
    User.objects.create_user("alice", password="secret words")
    output = run("make_moderator", "alice", "--role", "admin")
    assert "changepassword" not in output
    assert User.objects.get().has_usable_password()
    assert roles() == ["admin"]


def test_a_new_role_takes_the_place_of_the_one_before():
    User.objects.create(username="alice").groups.add(Group.objects.create(name="friends"))
    for role in ("admin", "trial moderator"):
        run("make_moderator", "alice", "--role", role)
    assert roles() == ["friends", "trial moderator"]
    run("make_moderator", "alice", "--role", "none")
    assert roles() == ["friends"]
    assert not User.objects.get().is_staff
    entry = AuditEntry.objects.order_by("-pk")[0]
    assert (entry.before, entry.after) == ({"roles": ["trial moderator"]}, {"roles": []})


def test_the_same_role_again_is_not_recorded_again():
    for _ in range(2):
        run("make_moderator", "alice")
    assert AuditEntry.objects.count() == 1


def test_a_superuser_without_a_role_stays_in_the_admin():
    User.objects.create_superuser("root")
    run("make_moderator", "root", "--role", "none")
    assert User.objects.get().is_staff


def test_an_account_is_one_player():
    run("make_moderator", "alice", "--player", ALICE)
    run("make_moderator", "alice", "--player", BOB)
    assert linked() == [(BOB, "alice")]


def test_it_takes_the_link_away():
    run("make_moderator", "alice", "--player", ALICE)
    assert "no longer linked" in run("make_moderator", "alice", "--unlink")
    assert linked() == []


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("alice", "--player", "c" * 24), "unknown-user"),
        (("bad name!",), "invalid"),
        (("x" * 151,), "invalid"),
        (("bob", "--role", "none"), "unknown-account"),
    ],
)
def test_what_it_cannot_do_changes_nothing(arguments, code):
    assert refused("make_moderator", *arguments).startswith(f"{code}: ")
    assert not User.objects.exists()
    assert linked() == []


def test_an_unknown_role_is_wrong_usage():
    with pytest.raises(CommandError, match="trial moderator"):
        run("make_moderator", "alice", "--role", "king")


def test_only_superusers_make_staff():
    terms = {"name": "alice", "role": "moderator"}
    assert refusal(moderator_make, **terms, by=actor("owner")) is Refusal.NOT_ALLOWED
    root = User.objects.create(username="root", is_superuser=True)
    made = moderator_make(**terms, by=actor_of_account(root.pk))
    assert made.is_new


def test_nobody_is_given_a_role_that_does_not_exist():
    code = refusal(moderator_make, name="alice", role="king", by=OPERATOR)
    assert code is Refusal.INVALID
