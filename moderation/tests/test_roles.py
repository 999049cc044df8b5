"""Facts about roles and what they give (docs/protocol.md §12.1)."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User

from moderation.models import RoleGrant
from moderation.roles import ALL_RIGHTS, POWERS, RIGHTS, ROLES, rights_of_accounts, roles_create

pytestmark = pytest.mark.django_db
ROLE_NAMES = ("owner", "admin", "moderator", "trial moderator")


def account(name: str, *groups: str, **fields) -> User:
    user = User.objects.create(username=name, **fields)
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


def standing(user: User) -> tuple[frozenset[str], int] | None:
    """Rights on the wire, and rank."""
    found = rights_of_accounts([user.pk]).get(user.pk)
    return found and (found.rights, found.rank)


@pytest.mark.parametrize("role", ROLES)
def test_an_account_in_the_group_of_a_role_has_its_rights_and_rank(role):
    assert standing(account("a", role.name)) == (role.rights, role.rank)


def test_roles_are_ordered_by_rank():
    assert [(role.name, role.rank) for role in ROLES] == list(
        zip(ROLE_NAMES, (4, 3, 2, 1), strict=True)
    )


def test_moderators_lack_only_bans_of_any_duration():
    assert {"siteBanAnyDuration"} == ALL_RIGHTS - ROLES[2].rights


def test_a_superuser_is_an_owner():
    assert standing(account("a", is_superuser=True)) == (ALL_RIGHTS, 4)


def test_an_inactive_account_is_nobody():
    assert standing(account("a", "owner", is_superuser=True, is_active=False)) is None


def test_an_account_without_a_role_may_nothing():
    assert standing(account("a")) == (frozenset(), 0)


def test_the_highest_of_several_roles_counts():
    assert standing(account("a", "moderator", "admin")) == (ALL_RIGHTS, 3)


def test_a_single_permission_gives_its_right_and_no_rank():
    user = account("a")
    user.user_permissions.add(Permission.objects.get(codename="vanish"))
    assert standing(user) == (frozenset({"vanish"}), 0)


def test_a_group_of_another_name_gives_rights_and_no_rank():
    helpers = Group.objects.create(name="helpers")
    helpers.permissions.add(Permission.objects.get(codename="clear_chat"))
    assert standing(account("a", "helpers")) == (frozenset({"clearChat"}), 0)


def test_permissions_of_other_applications_are_no_rights():
    owner = Permission.objects.get(codename="view_user")
    other = Permission.objects.create(
        codename="vanish", name="another", content_type=owner.content_type
    )
    user = account("a")
    user.user_permissions.add(other)
    assert standing(user) == (frozenset(), 0)


def test_many_accounts_take_one_query(django_assert_num_queries):
    ids = [account(f"{role} {n}", role).pk for role in ROLE_NAMES for n in range(5)]
    with django_assert_num_queries(1):
        assert rights_of_accounts(ids).keys() == set(ids)


@pytest.mark.parametrize("role", ROLES)
def test_an_account_has_all_permissions_of_its_role(role):
    user = account("a", role.name)
    assert rights_of_accounts([user.pk])[user.pk].permissions == role.permissions


def test_every_right_and_power_is_a_permission():
    known = Permission.objects.filter(content_type__app_label="moderation")
    codenames = {right.codename for right in RIGHTS.values()} | set(POWERS)
    assert codenames <= set(known.values_list("codename", flat=True))


def test_every_permission_of_a_role_exists():
    rows = Permission.objects.values_list("content_type__app_label", "codename")
    known = {f"{app}.{codename}" for app, codename in rows}
    assert {name for role in ROLES for name in role.permissions} <= known


def test_what_was_taken_from_a_role_stays_away():
    moderator = Group.objects.get(name="moderator")
    moderator.permissions.remove(Permission.objects.get(codename="vanish"))
    roles_create(apps=apps, using="default")
    assert not moderator.permissions.filter(codename="vanish").exists()


def test_a_role_that_was_deleted_is_made_anew_and_whole():
    Group.objects.get(name="admin").delete()
    roles_create(apps=apps, using="default")
    assert Group.objects.get(name="admin").permissions.count() == len(ROLES[1].permissions)


def test_what_is_new_in_a_role_is_given_to_the_one_there_is():
    moderator = Group.objects.get(name="moderator")
    vanish = Permission.objects.get(codename="vanish")
    moderator.permissions.remove(vanish)
    RoleGrant.objects.get(role="moderator", permission="moderation.vanish").delete()
    roles_create(apps=apps, using="default")
    assert moderator.permissions.contains(vanish)
