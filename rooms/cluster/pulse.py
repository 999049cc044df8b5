"""Whether what is published comes back: a connection that has gone silent gives no other sign."""

from __future__ import annotations

import asyncio

SILENCE_S = 3.0
"""After so long without a pulse, or anything else, nothing is heard any more."""
BEHIND_S = 30.0
"""A process that has so much to do that pulses take longer cannot be helped by waiting."""
AGAIN_S = 0.5
_LOOKS = 2
"""What came while the process itself did not run is read between two looks."""


class Pulse:
    """Numbers that are sent round; times are s of the loop's clock."""

    def __init__(self) -> None:
        self._sent = 0
        self._heard = 0
        self._waiting_since: float | None = None
        self._silent_looks = 0
        self._news = asyncio.Event()

    def send(self, now: float) -> int:
        """The number that is sent next."""
        self._sent += 1
        if self._waiting_since is None:
            self._waiting_since = now
        return self._sent

    def take(self, number: int) -> None:
        """A number has come back."""
        self._heard, self._waiting_since = number, None
        self._news.set()

    def is_silent(self, now: float, heard_at: float) -> bool:
        """Whether the connection is to be given up; something was heard on it at `heard_at`."""
        since = self._waiting_since
        if since is None or now - since <= SILENCE_S or heard_at >= since:
            self._silent_looks = 0
        else:
            self._silent_looks += 1
        return self._silent_looks >= _LOOKS or (since is not None and now - since > BEHIND_S)

    async def comes_back(self, number: int) -> bool:
        """Whether a number, or a later one, comes back within AGAIN_S."""
        try:
            async with asyncio.timeout(AGAIN_S):
                while self._heard < number:
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            return False
        return True
