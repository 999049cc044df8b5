"""Two processes that share the rooms of a Valkey."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from rooms.state.shards import Shards

from .stores import ALICE, BOB, Process

Two = tuple[Process, Process]


@pytest.fixture
def shards(redis_url: str) -> Shards:
    return Shards([redis_url])


@pytest.fixture
async def two(shards: Shards) -> AsyncIterator[Two]:
    yield Process(shards, "p1"), Process(shards, "p2")
    await shards.close()


@pytest.fixture
async def both(two: Two) -> Two:
    """Alice is in the room by the first process, bob by the second."""
    first, second = two
    await first.enters(ALICE)
    await second.enters(BOB)
    first.hears(second)
    second.published.clear()
    first.published.clear()
    return two
