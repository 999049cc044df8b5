"""Facts about the banned who come back as somebody else (docs/hostile.md)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from channels.db import database_sync_to_async

from moderation.actors import OPERATOR
from moderation.services.bans import Terms, ban_issue
from rooms.records import moment
from rooms.tests.clients import Client
from rooms.tests.live.conftest import House, OpenHouse

BANNED, FREE = 4008, None
HOME, HOME_AGAIN, ELSEWHERE = "2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1"


@pytest.fixture
async def house(open_house: OpenHouse) -> House:
    return await open_house(identity="per-address", tokens_per_address=0)


@database_sync_to_async
def ban(house: House, **target: str) -> None:
    terms = Terms(reason="Spam", length=timedelta(hours=1), **target)
    ban_issue(terms=terms, by=OPERATOR, at=moment(house.live.now))


async def comes(house: House, address: str, token: str | None = None) -> int | None:
    """The code that `hi` is answered with, or None for a greeting."""
    client: Client = await house.connect("somebody", address=address)
    await client.hears_next("b")
    await client.says({"m": "hi", **({"token": token} if token else {})})
    answer = await client.hears_next_of("hi", "notification")
    return FREE if answer["m"] == "hi" else await client.is_closed()


async def test_neither_another_token_nor_another_address_of_the_network_helps(
    house: House,
) -> None:
    alice = await house.arrive("alice", address=HOME)
    await ban(house, user_id=alice.id)
    for address in (HOME, HOME_AGAIN):
        for token in (None, "nonsense", f"{'f' * 24}.made-up"):
            assert await comes(house, address, token) == BANNED
    assert await comes(house, ELSEWHERE) is FREE
    # The token is as good as its user, wherever it is brought from.
    assert await comes(house, ELSEWHERE, alice.token) == BANNED


async def test_a_ban_of_a_network_holds_for_tokens_from_elsewhere(house: House) -> None:
    alice = await house.arrive("alice", address=ELSEWHERE)
    await ban(house, network="2001:db8:1:2::/64")
    # Bans of networks are read again now and then, if nobody says that they changed.
    house.clock.pass_s(31)
    for address in (HOME, HOME_AGAIN):
        for token in (None, alice.token):
            assert await comes(house, address, token) == BANNED
    assert await comes(house, ELSEWHERE, alice.token) is FREE
