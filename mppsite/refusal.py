"""The answer to a WebSocket on a path that has none."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

Message = dict[str, Any]


async def refuse(
    scope: Message,
    receive: Callable[[], Awaitable[Message]],
    send: Callable[[Message], Awaitable[None]],
) -> None:
    """Refuse the upgrade, which servers do by HTTP 403."""
    await receive()
    await send({"type": "websocket.close"})
