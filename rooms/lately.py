"""What is still known of who has just gone (docs/protocol.md §14.1, §12.2)."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Lately(Generic[K, V]):
    """Keeps what it is given for `keep_ms`; of more than `most` the oldest are given up.

    Times are ms of the steady clock.
    """

    __slots__ = ("_keep_ms", "_kept", "_most")

    def __init__(self, keep_ms: float, most: int) -> None:
        self._keep_ms = keep_ms
        self._most = most
        self._kept: OrderedDict[K, tuple[float, V]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def put(self, key: K, value: V, now: float) -> None:
        """Keep `value` from now on, in place of an earlier one."""
        self._kept[key] = (now, value)
        self._kept.move_to_end(key)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)

    def get(self, key: K, now: float) -> V | None:
        """What is kept of `key`."""
        at, value = self._kept.get(key, (0.0, None))
        return value if value is not None and now - at < self._keep_ms else None

    def take(self, key: K, now: float) -> V | None:
        """What is kept of `key`, which is then not kept any more."""
        value = self.get(key, now)
        self._kept.pop(key, None)
        return value

    def tidy(self, now: float) -> None:
        """Give up what is too old."""
        while self._kept:
            at, _ = next(iter(self._kept.values()))
            if now - at < self._keep_ms:
                return
            self._kept.popitem(last=False)
