"""A house with people of standing: flags, accounts and roles from the database."""

from __future__ import annotations

from typing import Any

import pytest
from channels.db import database_sync_to_async
from django.contrib.auth.models import Group, User

from moderation.actors import OPERATOR
from moderation.models import AuditEntry
from moderation.services.players import player_change
from rooms.models import Player
from rooms.tests.clients import Client
from rooms.tests.lines import Message
from rooms.tests.live.conftest import House, OpenHouse, database, open_house

__all__ = ["database", "open_house"]

ROOM = "My room"


@pytest.fixture
async def house(open_house: OpenHouse) -> House:
    """Everybody comes from one address, so it must not matter how many they are."""
    return await open_house(tokens_per_address=0)


@database_sync_to_async
def promote(client: Client, role: str) -> None:
    """Link an account of a role to somebody."""
    account = User.objects.create(username=f"{client.name} {role}")
    account.groups.add(Group.objects.get(name=role))
    Player.objects.filter(pk=client.id).update(account=account)


@database_sync_to_async
def flag(client: Client, **flags: Any) -> None:
    """Change somebody in the database without telling anybody."""
    assert Player.objects.filter(pk=client.id).update(**flags) == 1


@database_sync_to_async
def edit(client: Client, **flags: Any) -> None:
    """Change somebody as the pages of administrators do."""
    player_change(user_id=client.id, by=OPERATOR, changes=flags)


@database_sync_to_async
def audited() -> list[tuple[str, str, str, str]]:
    """Action, actor, target and room of all that is on record."""
    entries = AuditEntry.objects.order_by("id")
    return list(entries.values_list("action", "actor", "target", "room"))


async def again(house: House, client: Client) -> Client:
    """The same person, after a page load."""
    await client.leaves()
    house.forget(client)
    return await house.arrive(client.name, client.token)


async def join_as(
    house: House,
    name: str,
    role: str = "",
    room: str = ROOM,
    settings: dict[str, Any] | None = None,
    **flags: Any,
) -> Client:
    """Somebody with a role and flags who is in a room and has heard all that comes with it."""
    client = await house.arrive(name)
    await client.calls_itself(name)
    await house.live.archive.flush()
    if role:
        await promote(client, role)
    if flags:
        await flag(client, **flags)
    client = await again(house, client)
    await client.enters(room, settings)
    await client.hears("nq")
    return client


async def greeting_of(house: House, client: Client) -> Message:
    """What another tab of somebody is told at `hi`."""
    tab = await house.connect(client.name)
    await tab.hears_next("b")
    return await tab.says_hi(client.token)
