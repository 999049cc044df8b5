"""A server sends by itself what its moderators decide."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any

import pytest
from channels.db import database_sync_to_async

from moderation.actors import OPERATOR
from moderation.models import Webhook, WebhookDelivery
from moderation.services import deliveries
from moderation.services.bans import Terms, ban_issue
from moderation.services.webhooks import webhook_create
from rooms.tests.lines import PATIENCE
from rooms.tests.live.conftest import House, OpenHouse, database, open_house

from .receiver import Receiver

__all__ = ["database", "open_house"]
pytestmark = pytest.mark.usefixtures("private")


@pytest.fixture
async def house(open_house: OpenHouse) -> House:
    return await open_house(tokens_per_address=0)


@database_sync_to_async
def subscribe(url: str) -> Webhook:
    return webhook_create(url=url, events=list(Webhook.Event.values), by=OPERATOR)[0]


@database_sync_to_async
def ban(user_id: str) -> None:
    ban_issue(terms=Terms(user_id=user_id, reason="noise"), by=OPERATOR)


async def arrives(receiver: Receiver) -> dict[str, Any]:
    assert await asyncio.to_thread(receiver.arrived.wait, PATIENCE)
    found: dict[str, Any] = json.loads(receiver.requests[-1][2])
    receiver.arrived.clear()
    return found


async def test_a_ban_is_told_at_once(house: House, receiver: Receiver) -> None:
    alice = await house.join("alice", "room")
    await subscribe(receiver.url())
    await ban(alice.id)
    told = await arrives(receiver)
    assert told["event"] == "ban.issued"
    assert told["subject"]["target"] == alice.id


async def test_people_play_on_while_a_webhook_does_not_answer(
    house: House, receiver: Receiver
) -> None:
    alice, bob, carol = [await house.join(name, "room") for name in ("alice", "bob", "carol")]
    receiver.answers = [0]
    await subscribe(receiver.url())
    await ban(carol.id)
    await arrives(receiver)
    await alice.chats("hello")
    await bob.hears("a", a="hello")
    # The database thread is free as well.
    await house.join("dave", "room")


async def test_what_another_process_decided_is_found_in_time(
    open_house: OpenHouse, receiver: Receiver
) -> None:
    house = await open_house(webhook_ms=20)
    assert house.live.loop
    webhook = await subscribe(receiver.url())

    @database_sync_to_async
    def write() -> None:
        WebhookDelivery.objects.create(webhook=webhook, event="ban.lifted", payload={})

    await write()
    assert (await arrives(receiver))["event"] == "ban.lifted"


async def test_a_failure_is_logged_once_and_tried_again(
    open_house: OpenHouse,
    receiver: Receiver,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    tries = asyncio.Queue[int]()
    loop, take = asyncio.get_running_loop(), deliveries.deliveries_take

    def fail() -> list[Any]:
        loop.call_soon_threadsafe(tries.put_nowait, 1)
        raise ZeroDivisionError

    monkeypatch.setattr(deliveries, "deliveries_take", fail)
    with caplog.at_level(logging.ERROR, "moderation.webhooks"):
        await open_house(webhook_ms=20)
        for _ in range(3):
            await asyncio.wait_for(tries.get(), PATIENCE)
    assert len([one for one in caplog.records if one.name == "moderation.webhooks"]) == 1
    monkeypatch.setattr(deliveries, "deliveries_take", take)
    await subscribe(receiver.url())
    await database_sync_to_async(Webhook.objects.get)()
    webhook = await database_sync_to_async(Webhook.objects.get)()
    await database_sync_to_async(WebhookDelivery.objects.create)(
        webhook=webhook, event="ban.lifted", payload={}
    )
    assert await arrives(receiver)
