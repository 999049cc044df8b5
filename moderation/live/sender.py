"""Sends what is announced to webhooks, beside everything else."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import Any

from channels.db import database_sync_to_async

from moderation.services import deliveries
from moderation.services.webhooks import deliveries_written
from rooms.live import Live

from .trying import Trier

FORGET_EVERY = 1_000
"""Looks between two for deliveries that are old."""


class DeliverySender:
    """One of a process. Looks from time to time, and at once when this process decided something.

    Waiting for other servers blocks neither the loop nor the database thread.
    """

    def __init__(self, live: Live) -> None:
        self._live = live
        self._bell = asyncio.Event()
        self._looks = 0
        self._trier = Trier(
            logging.getLogger("moderation.webhooks"),
            "Webhooks cannot be told; it is tried again and again",
        )
        # Signals hold receivers weakly: this one lives as long as the desk.
        deliveries_written.connect(self._ring)

    def _ring(self, **_: Any) -> None:
        """In whatever thread."""
        self._live.call_from_thread(self._bell.set)

    async def send(self) -> None:
        """Send what is due, for ever."""
        pause_s = self._live.limits.webhook_ms / 1000
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause_s):
                    await self._bell.wait()
            self._bell.clear()
            await self._trier.run(self._look)

    async def _look(self) -> None:
        self._looks += 1
        if self._looks % FORGET_EVERY == 0:
            await database_sync_to_async(deliveries.deliveries_forget)()
        while parcels := await database_sync_to_async(deliveries.deliveries_take)():
            outcomes = await deliveries.parcels_post(parcels)
            await database_sync_to_async(deliveries.deliveries_settle)(outcomes)
