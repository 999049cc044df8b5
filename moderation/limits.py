"""How often what is behind an address may do something on pages; the API has throttles.

Counted in the memory of each process, as those are.
"""

from __future__ import annotations

import time

from django.conf import settings

from rooms.addresses import network_of
from rooms.domain.rates import TokenBucket

MOST_ADDRESSES = 10_000
"""Of which a process remembers how often they did something."""


class AddressLimit:
    """How often each network may do something; the one that was silent for longest is forgotten.

    `rate` is the name of the limit in rooms/conf.py; times are ms of a monotonic clock.
    """

    def __init__(self, rate: str) -> None:
        self._rate = rate
        self._buckets: dict[str, TokenBucket] = {}

    def allow(self, address: str, now: float | None = None) -> bool:
        """Whether it may be done once more from `address`."""
        network, now = network_of(address), time.monotonic() * 1000 if now is None else now
        bucket = self._buckets.pop(network, None)
        if bucket is None:
            bucket = TokenBucket(getattr(settings.MPP, self._rate), now)
        self._buckets[network] = bucket
        while len(self._buckets) > MOST_ADDRESSES:
            del self._buckets[next(iter(self._buckets))]
        return bucket.take(now)

    def clear(self) -> None:
        """Forget everybody."""
        self._buckets.clear()
