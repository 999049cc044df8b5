"""A clock that is set by hand, things to store, and what the database was asked."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest
from channels.db import database_sync_to_async
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from moderation.live.desk import ModeratorsDesk
from rooms.archive import Archive
from rooms.conf import Limits

from .makers import START


class Clock:
    """Tells what it was told, in ms since the epoch."""

    def __init__(self) -> None:
        self.ms = START

    def __call__(self) -> int:
        return self.ms


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def database(transactional_db: None) -> AsyncIterator[None]:
    """A database for coroutines; the connection of its thread does not outlive the test."""
    yield
    await database_sync_to_async(connections.close_all)()


@pytest.fixture
def queries(database: None) -> Callable[[], AbstractAsyncContextManager[list[Any]]]:
    """`async with queries() as asked`: afterwards the statements of the database thread."""

    @asynccontextmanager
    async def watched() -> AsyncIterator[list[Any]]:
        asked: list[Any] = []
        context = CaptureQueriesContext(connection)
        # The connection belongs to the thread, so both ends are there.
        await database_sync_to_async(context.__enter__)()
        try:
            yield asked
        finally:
            await database_sync_to_async(context.__exit__)(None, None, None)
            asked += await database_sync_to_async(lambda: context.captured_queries)()

    return watched


@pytest.fixture
def archive(clock: Clock) -> Archive:
    return Archive(limits=Limits(), now=clock, desk=ModeratorsDesk(), flush_ms=1, retry_ms=1)
