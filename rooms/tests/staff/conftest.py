"""A house with people of standing: flags, accounts and roles from the database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from channels.db import database_sync_to_async
from django.contrib.auth.models import Group, User

from moderation.actors import OPERATOR
from moderation.models import AuditEntry
from moderation.services.players import player_change
from moderation.services.rooms import notice_send
from rooms.keeper import unload_empty_rooms
from rooms.models import Player
from rooms.tests.clients import Client
from rooms.tests.lines import Message
from rooms.tests.live.conftest import House, OpenHouse, database, open_house

__all__ = ["database", "open_house"]

ROOM = "My room"
LIMITS = {"tokens_per_address": 0, "empty_room_ms": 0}

Two = tuple[House, House]


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


async def decides(house: House, action: Callable[..., Any], **what: Any) -> Any:
    """Moderators do something, to rooms and people that the database knows of."""
    await house.live.archive.flush()
    return await database_sync_to_async(action)(by=OPERATOR, **what)


async def orders_are_done(*houses: House) -> None:
    """Each process does one after the other: all that was decided before has been carried out."""
    for house in houses:
        mark = await house.arrive("mark")
        await database_sync_to_async(notice_send)(text="mark", user_id=mark.id, by=OPERATOR)
        await mark.hears("notification", text="mark")


# Rooms that are unloaded


@pytest.fixture(params=["one process", "two processes"])
async def houses(request: pytest.FixtureRequest, open_house: OpenHouse) -> Two:
    """The doors by which people come before a decision and after it."""
    if request.param == "one process":
        house = await open_house(**LIMITS)
        return house, house
    redis = [request.getfixturevalue("redis_url")]
    first, second = [await open_house(redis=redis, **LIMITS) for _ in range(2)]
    return first, second


async def leaves_room(house: House, *people: Client) -> None:
    """They go, and the room is unloaded."""
    for client in people:
        await client.enters("elsewhere")
        await client.hears("nq")
    house.clock.pass_s(1)
    house.clock.tick_ms = 1
    await unload_empty_rooms(house.live)
    assert house.live.store.snapshot(ROOM) is None


async def decided(houses: Two, action: Callable[..., Any], **what: Any) -> None:
    """Both processes have seen to what moderators decided."""
    await decides(houses[0], action, **what)
    await orders_are_done(*set(houses))


async def history(house: House) -> list[str]:
    """What somebody is shown who enters the room."""
    client = await house.arrive("newcomer")
    assert (await client.enters(ROOM))["ch"]["_id"] == ROOM
    return [line["a"] for line in (await client.hears("c"))["c"]]
