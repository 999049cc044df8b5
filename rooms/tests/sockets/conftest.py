"""A peer of a direct socket that hears what it sends."""

from __future__ import annotations

import pytest

from .peers import DirectPeer


@pytest.fixture
async def heard() -> list[bytes]:
    """What the server was told of at once, without the queue of ASGI."""
    return []


@pytest.fixture
async def peer(heard: list[bytes]) -> DirectPeer:
    def on_text(payload: bytes) -> bool:
        heard.append(payload)
        return not payload.startswith(b"queue")

    return await DirectPeer(on_text=on_text).open()
