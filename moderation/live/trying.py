"""For work that is tried for ever, such as looking into a database that may be away."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from logging import Logger


class Trier:
    """Does work and logs `complaint` once if it fails, until it goes well again."""

    def __init__(self, log: Logger, complaint: str) -> None:
        self._log = log
        self._complaint = complaint
        self._failing = False

    async def run(self, work: Callable[[], Awaitable[None]]) -> None:
        """Raises nothing."""
        try:
            await work()
        except Exception:
            # Several times a minute would fill the log: the first time says it all.
            if not self._failing:
                self._log.exception(self._complaint)
            self._failing = True
        else:
            self._failing = False
