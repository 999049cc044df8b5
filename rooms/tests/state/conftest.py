"""The hosts for the stores of this directory."""

from __future__ import annotations

import pytest

from rooms.state.shards import Shards


@pytest.fixture
def shards(redis_url: str) -> Shards:
    return Shards([redis_url])
