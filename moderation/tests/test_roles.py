"""Facts about roles and what they give (docs/protocol.md §12.1)."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User

from moderation.roles import ALL_RIGHTS, RIGHTS, ROLES, Standing, rights_of_accounts, roles_create

pytestmark = pytest.mark.django_db
ROLE_NAMES = ("owner", "admin", "moderator", "trial moderator")


def account(name: str, *groups: str, **fields) -> User:
    user = User.objects.create(username=name, **fields)
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


def standing(user: User) -> Standing | None:
    return rights_of_accounts([user.pk]).get(user.pk)


@pytest.mark.parametrize("role", ROLES)
def test_an_account_in_the_group_of_a_role_has_its_rights_and_rank(role):
    assert standing(account("a", role.name)) == Standing(role.rights, role.rank)


def test_roles_are_ordered_by_rank():
    assert [(role.name, role.rank) for role in ROLES] == list(
        zip(ROLE_NAMES, (4, 3, 2, 1), strict=True)
    )


def test_moderators_lack_only_bans_of_any_duration():
    assert {"siteBanAnyDuration"} == ALL_RIGHTS - ROLES[2].rights


def test_a_superuser_is_an_owner():
    assert standing(account("a", is_superuser=True)) == Standing(ALL_RIGHTS, 4)


def test_an_inactive_account_is_nobody():
    assert standing(account("a", "owner", is_superuser=True, is_active=False)) is None


def test_an_account_without_a_role_may_nothing():
    assert standing(account("a")) == Standing(frozenset(), 0)


def test_the_highest_of_several_roles_counts():
    assert standing(account("a", "moderator", "admin")) == Standing(ALL_RIGHTS, 3)


def test_a_single_permission_gives_its_right_and_no_rank():
    user = account("a")
    user.user_permissions.add(Permission.objects.get(codename="vanish"))
    assert standing(user) == Standing(frozenset({"vanish"}), 0)


def test_a_group_of_another_name_gives_rights_and_no_rank():
    helpers = Group.objects.create(name="helpers")
    helpers.permissions.add(Permission.objects.get(codename="clear_chat"))
    assert standing(account("a", "helpers")) == Standing(frozenset({"clearChat"}), 0)


def test_permissions_of_other_applications_are_no_rights():
    owner = Permission.objects.get(codename="view_user")
    other = Permission.objects.create(
        codename="vanish", name="another", content_type=owner.content_type
    )
    user = account("a")
    user.user_permissions.add(other)
    assert standing(user) == Standing(frozenset(), 0)


def test_many_accounts_take_one_query(django_assert_num_queries):
    ids = [account(f"{role} {n}", role).pk for role in ROLE_NAMES for n in range(5)]
    with django_assert_num_queries(1):
        assert rights_of_accounts(ids).keys() == set(ids)


def test_every_right_is_a_permission():
    known = Permission.objects.filter(content_type__app_label="moderation")
    codenames = {right.codename for right in RIGHTS.values()}
    assert codenames <= set(known.values_list("codename", flat=True))


def test_the_next_migrate_leaves_changed_groups_alone():
    Group.objects.get(name="moderator").permissions.clear()
    Group.objects.get(name="admin").delete()
    roles_create(apps=apps, using="default")
    assert not Group.objects.get(name="moderator").permissions.exists()
    assert Group.objects.get(name="admin").permissions.exists()
    assert Group.objects.count() == len(ROLES)


def test_without_all_permissions_no_half_role_is_made():
    Group.objects.all().delete()
    Permission.objects.get(codename="vanish").delete()
    roles_create(apps=apps, using="default")
    assert not Group.objects.exists()
