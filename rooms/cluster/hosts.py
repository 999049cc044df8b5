"""What a membership knows of one Redis host, and what it does there beside its renewals."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from rooms.cluster.pulse import Pulse
from rooms.state.base import StoreAway
from rooms.state.shards import Shard

log = logging.getLogger("rooms.cluster")


class Host:
    """One host."""

    def __init__(self, shard: Shard) -> None:
        self.shard = shard
        self.group = ""
        self.lost = False
        """Messages may have been missed, or people not been counted."""
        self.put_back = False
        """Others may have taken this process for dead."""
        self.since = 0
        """When the lease was taken that is held now, as far as is known here."""
        self.settled = 0
        """The same of the last lease for which all are known to have been put back."""
        self.pulse = Pulse()
        self.ahead: dict[str, int] = {}
        """Rooms whose copies were behind at the last look."""
        self.stays_until = 0.0
        """Until when it knows who is here without being told again, in seconds of `now`."""
        self._work: dict[str, asyncio.Task[None]] = {}

    @property
    def is_recovering(self) -> bool:
        running = self._work.get("recovery")
        return running is not None and not running.done()

    @staticmethod
    def now() -> float:
        """Seconds of the loop's clock."""
        return asyncio.get_running_loop().time()

    def start(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        """Do something beside, unless it is under way already."""
        running = self._work.get(name)
        if running is not None and not running.done():
            work.close()
            return
        self._work[name] = asyncio.get_running_loop().create_task(self._do(name, work))

    def stop(self) -> None:
        for task in self._work.values():
            task.cancel()

    async def _do(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except StoreAway:
            self.lost = True
        except Exception:
            log.exception("%s of Redis host %d failed", name, self.shard.index)
