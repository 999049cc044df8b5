"""Counts once a minute how busy this process is, for the charts of the dashboard."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from datetime import datetime, timedelta

from channels.db import database_sync_to_async

from moderation.models import Sample
from rooms.live import Live
from rooms.records import moment

from .view import CountsNow, counts_of

log = logging.getLogger("moderation.samples")

MINUTE_S = 60
KEPT = timedelta(days=14)
PURGE_EVERY = 60
"""Minutes between two purges."""
_LONGEST_HOST = 20


def seconds_to_next(now_s: float) -> float:
    """How long until the end of the minute; of the next one, if this one is over all but a second.

    The timer and the clock of the wall do not agree to the last bit: no minute is counted twice.
    """
    left = MINUTE_S - now_s % MINUTE_S
    return left if left >= 1 else left + MINUTE_S


class Sampler:
    """One of a process."""

    def __init__(self, live: Live) -> None:
        self._live = live
        self._process = f"{socket.gethostname()[:_LONGEST_HOST]}-{os.getpid()}"
        self._messages = 0
        self._minutes = 0

    async def run(self) -> None:
        """Write a sample at the end of every minute, for ever."""
        self._messages = counts_of(self._live).messages
        while True:
            await asyncio.sleep(seconds_to_next(self._live.now / 1000))
            try:
                await self.take()
            except Exception:
                # A gap in a chart is no reason to do anything but go on.
                log.exception("A minute could not be counted")

    async def take(self) -> None:
        """Write the minute that ends now, and forget old ones from time to time."""
        counts = counts_of(self._live)
        received = counts.messages - self._messages
        self._messages = counts.messages
        at = moment(self._live.now)
        await database_sync_to_async(self._write)(counts, received, at)

    def _write(self, counts: CountsNow, received: int, at: datetime) -> None:
        # The clock may be a little before or after the full minute when the loop wakes up.
        minute = (at + timedelta(seconds=MINUTE_S / 2)).replace(second=0, microsecond=0)
        Sample.objects.update_or_create(
            minute=minute,
            process=self._process,
            defaults={
                "people": counts.people,
                "rooms": counts.rooms,
                "messages": max(0, received),
            },
        )
        if self._minutes % PURGE_EVERY == 0:
            Sample.objects.filter(minute__lt=at - KEPT).delete()
        self._minutes += 1
