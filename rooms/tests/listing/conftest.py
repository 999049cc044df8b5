"""A town whose time passes when it is told to."""

from __future__ import annotations

import pytest

from .town import Loop, Town


@pytest.fixture
def town(monkeypatch: pytest.MonkeyPatch) -> Town:
    loop = Loop()
    monkeypatch.setattr("rooms.listing.asyncio.get_running_loop", lambda: loop)
    return Town(loop)
