"""What staff decide while somebody is on the way in counts for them (protocol §4.1, 15-20)."""

from __future__ import annotations

import asyncio
from typing import cast

from channels.db import database_sync_to_async

from moderation.actors import OPERATOR
from moderation.services.bans import Terms, ban_issue
from rooms.domain.people import User
from rooms.presence import Arrival, Presence
from rooms.records import moment
from rooms.tests.clients import Client
from rooms.tests.rules import rule

from .conftest import House

BANNED = 4008


class HeldPresence:
    """Who has been recognised waits to be counted until let go; `waits` tells that one does."""

    def __init__(self, presence: Presence) -> None:
        self._presence = presence
        self.waits = asyncio.Event()
        self.let_go = asyncio.Event()

    async def arrive(self, user: User, socket: str, most: int) -> Arrival:
        self.waits.set()
        await self.let_go.wait()
        return await self._presence.arrive(user, socket, most)

    def __getattr__(self, name: str) -> object:
        return getattr(self._presence, name)


async def on_the_way_in(house: House, client: Client) -> tuple[Client, HeldPresence]:
    """Another tab of somebody, whose verdict has been looked up, and what it waits for."""
    held = HeldPresence(house.live.presence)
    house.live.presence = cast(Presence, held)
    tab = await house.connect(client.name)
    await tab.hears_next("b")
    await tab.says({"m": "hi", "token": client.token})
    await held.waits.wait()
    return tab, held


@database_sync_to_async
def ban(house: House, client: Client) -> None:
    terms = Terms(user_id=client.id, reason="noise")
    ban_issue(terms=terms, by=OPERATOR, at=moment(house.live.now))


@rule("15-20")
async def test_who_is_banned_on_the_way_in_is_not_let_in(house: House) -> None:
    alice = await house.arrive("alice")
    tab, held = await on_the_way_in(house, alice)
    await ban(house, alice)
    assert await alice.is_closed() == BANNED
    held.let_go.set()
    await tab.hears_next("notification")
    assert await tab.is_closed() == BANNED


async def test_a_decision_about_somebody_else_changes_nothing(house: House) -> None:
    alice, bob = await house.arrive("alice"), await house.arrive("bob")
    tab, held = await on_the_way_in(house, alice)
    await ban(house, bob)
    assert await bob.is_closed() == BANNED
    held.let_go.set()
    assert (await tab.hears_next("hi"))["u"]["_id"] == alice.id
