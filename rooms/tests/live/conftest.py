"""A whole server in this process, without a network and with a clock that stands still."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any

import pytest
from channels.db import database_sync_to_async
from django.db import connections

from moderation.live.desk import ModeratorsDesk
from rooms.compose import compose
from rooms.conf import Limits
from rooms.consumers import PianoConsumer
from rooms.layer import LeanInMemoryChannelLayer
from rooms.live import Live
from rooms.plugins import NO_PLUGINS, Plugins
from rooms.redis_layer import RoomsRedisLayer
from rooms.state.redis import RedisStore
from rooms.tests.clients import Site
from rooms.tests.lines import PATIENCE, dial_application

from .fakes import FakeClock, SeededChance


class House(Site):
    """A site whose inside a test can see. Its keeper does not run: tests call `sweep`."""

    def __init__(self, live: Live, layer: Any, clock: FakeClock) -> None:
        super().__init__(dial_application(PianoConsumer.as_asgi(live=live)))
        self.live = live
        self.layer = layer
        self.clock = clock


def tasks() -> set[asyncio.Task[Any]]:
    """All but the one that asks."""
    return {task for task in asyncio.all_tasks() if task is not asyncio.current_task()}


async def all_end(some: set[asyncio.Task[Any]]) -> None:
    """Tasks that are about to end do so; one that does not is a leak."""
    if some:
        _, left = await asyncio.wait(some, timeout=PATIENCE)
        assert not left


OpenHouse = Callable[..., Awaitable[House]]


@pytest.fixture
async def database(transactional_db: None) -> AsyncIterator[None]:
    """A database for coroutines; the connection of its thread does not outlive the test."""
    yield
    await database_sync_to_async(connections.close_all)()


@pytest.fixture
async def open_house(database: None) -> AsyncIterator[OpenHouse]:
    """Open a house with some limits changed; at the end nothing of it may be left."""
    houses: list[House] = []

    async def build(
        *,
        identity: str = "fresh",
        started: bool = True,
        plugins: Plugins = NO_PLUGINS,
        redis: Sequence[str] = (),
        **limits: Any,
    ) -> House:
        layer = RoomsRedisLayer(list(redis)) if redis else LeanInMemoryChannelLayer(capacity=1000)
        # Orders are heard of as soon as they are written: nothing has to be looked for.
        limits = {"orders_ms": 3_600_000, "webhook_ms": 3_600_000, **limits}
        clock = FakeClock()
        live = compose(
            layer=layer,
            limits=Limits(**limits),
            identity=identity,
            desk=ModeratorsDesk(),
            clock=clock,
            chance=SeededChance(),
            plugins=plugins,
            redis=redis,
        )
        if started:
            await live.start()
        houses.append(house := House(live, layer, clock))
        return house

    yield build
    for house in houses:
        await house.close()
        await house.live.stop()
        if isinstance(house.live.store, RedisStore):
            await house.live.store._shards.close()
            await house.layer.flush()
    await all_end(tasks())


@pytest.fixture
async def house(open_house: OpenHouse) -> House:
    return await open_house()
