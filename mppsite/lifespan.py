"""What a server tells the application about its own start and end (ASGI lifespan)."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

log = logging.getLogger("mppsite.lifespan")

Message = dict[str, Any]


class Lifespan:
    """Answers the lifespan protocol.

    `on_startup` runs before the server takes anybody, and may refuse by an exception;
    `on_shutdown` runs before it ends. `state` is for the server's protocol objects.
    """

    def __init__(
        self,
        on_startup: Callable[[], Awaitable[None]],
        on_shutdown: Callable[[], Awaitable[None]],
        **state: object,
    ) -> None:
        self._on_startup = on_startup
        self._on_shutdown = on_shutdown
        self._state = state

    async def __call__(
        self,
        scope: Message,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        await receive()
        scope.get("state", {}).update(self._state)
        try:
            await self._on_startup()
        except Exception as error:
            log.exception("The server cannot start")
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._on_shutdown()
        await send({"type": "lifespan.shutdown.complete"})
