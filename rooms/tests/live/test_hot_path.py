"""Notes and cursors ask neither the database nor the store (docs/architecture.md §2.6)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from channels.db import database_sync_to_async
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rooms.tests.clients import Client

from .conftest import House, OpenHouse
from .fakes import counted

ROOM = "My room"
NOTES = 1000


@asynccontextmanager
async def watched_database() -> AsyncIterator[list[Any]]:
    """The statements of the database thread; in the thread of the loop Django allows none."""
    asked: list[Any] = []
    context = CaptureQueriesContext(connection)
    # The connection belongs to the thread, so both ends are there.
    await database_sync_to_async(context.__enter__)()
    yield asked
    await database_sync_to_async(context.__exit__)(None, None, None)
    asked += await database_sync_to_async(lambda: context.captured_queries)()


async def play_and_move(house: House, player: Client, listener: Client) -> int:
    """Play NOTES notes and move as often; how many notes the listener heard."""
    heard = 0
    for start in range(0, NOTES, 20):
        house.clock.pass_s(1)
        await player.says(
            *(
                message
                for number in range(start, start + 20)
                for message in (
                    {"m": "n", "t": number, "n": [{"n": "c3", "v": 0.5}]},
                    {"m": "m", "x": number, "y": 1},
                )
            )
        )
        came = await listener.hears_before_mark(player)
        heard += sum(message["m"] == "n" for message in came)
    return heard


async def test_1000_notes_cost_no_query_and_no_store_call(open_house: OpenHouse) -> None:
    house = await open_house(period_objects=10_000)
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    # What coming in led to is written before the count begins.
    await house.live.archive.flush()
    store = counted(house.live)
    async with watched_database() as asked:
        heard = await play_and_move(house, alice, bob)
    assert heard == NOTES
    assert store.asked == []
    assert asked == []


async def test_the_counters_would_have_seen_it(open_house: OpenHouse) -> None:
    house = await open_house()
    store = counted(house.live)
    async with watched_database() as asked:
        await house.join("alice", ROOM)
    assert "update" in store.asked
    assert asked
