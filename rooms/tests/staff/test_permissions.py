"""Roles count for those who are here, with no page load (docs/protocol.md §12.1)."""

from __future__ import annotations

from typing import Any

import pytest
from channels.db import database_sync_to_async
from django.contrib.auth.models import Group, Permission, User

from rooms.tests.clients import Client
from rooms.tests.live.conftest import House
from rooms.tests.rules import rule

from .conftest import ROOM, join_as


@database_sync_to_async
def role(client: Client) -> tuple[User, Group]:
    account = User.objects.get(player=client.id)
    return account, Group.objects.get(name="trial moderator")


async def permissions_of(client: Client) -> dict[str, Any]:
    permissions: dict[str, Any] = (await client.hears("permissions"))["permissions"]
    return permissions


@rule("12.1-10")
async def test_a_role_that_is_taken_away_is_gone_at_once(house: House) -> None:
    staff = await join_as(house, "staff", "trial moderator")
    account, _ = await role(staff)
    await database_sync_to_async(account.groups.clear)()
    assert await permissions_of(staff) == {}


@rule("12.1-10")
async def test_a_role_that_is_given_counts_at_once(house: House) -> None:
    staff = await join_as(house, "staff", "trial moderator")
    account, _ = await role(staff)
    moderator = await Group.objects.aget(name="moderator")
    await database_sync_to_async(moderator.user_set.add)(account)
    assert (await permissions_of(staff))["siteBanAnyReason"] is True


@rule("12.1-10")
@pytest.mark.parametrize("from_group", [True, False])
async def test_what_a_role_gains_or_loses_counts_for_its_members(
    house: House, from_group: bool
) -> None:
    staff = await join_as(house, "staff", "trial moderator")
    _, group = await role(staff)
    vanish = await Permission.objects.aget(codename="vanish")
    take = group.permissions.remove if from_group else vanish.group_set.remove
    await database_sync_to_async(take)(vanish if from_group else group)
    assert "vanish" not in await permissions_of(staff)


async def test_an_account_that_is_locked_gives_nothing_any_more(house: House) -> None:
    staff = await join_as(house, "staff", "trial moderator")
    account, _ = await role(staff)
    account.is_active = False
    await account.asave()
    assert await permissions_of(staff) == {}


async def test_an_account_that_is_deleted_gives_nothing_any_more(house: House) -> None:
    staff = await join_as(house, "staff", "trial moderator")
    account, _ = await role(staff)
    await account.adelete()
    assert await permissions_of(staff) == {}


async def test_others_hear_nothing_of_it(house: House) -> None:
    alice = await house.join("alice", ROOM)
    staff = await join_as(house, "staff", "trial moderator")
    account, _ = await role(staff)
    await database_sync_to_async(account.groups.clear)()
    await permissions_of(staff)
    await alice.hears_nothing("permissions", after=staff)
