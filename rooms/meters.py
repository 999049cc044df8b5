"""What a user may still do: note quota and rates (docs/protocol.md §11, §14.1)."""

from __future__ import annotations

from rooms.conf import Limits
from rooms.domain.names import RoomKind
from rooms.domain.quota import NoteQuota, QuotaParams
from rooms.domain.rates import Rate, TokenBucket
from rooms.domain.room import Room


class Meters:
    """Shared by all sockets of a user in one room. Times are ms of a monotonic clock."""

    __slots__ = ("_buckets", "cursor", "notes", "quota", "warned")

    def __init__(self, limits: Limits, params: QuotaParams, now: float) -> None:
        self.quota = NoteQuota(params, now, slack=params.allowance)
        self.notes = TokenBucket(limits.rate_notes, now)
        self.cursor = TokenBucket(limits.rate_cursor, now)
        self._buckets = RateMeter()
        self.warned = False
        """Whether the user was told of chatting too fast since the last line that went out."""

    def allow(self, name: str, rate: Rate, now: float) -> bool:
        """Whether `name` may be done once more under `rate`."""
        return self._buckets.allow(name, rate, now)

    def change_mode(self, params: QuotaParams, now: float) -> bool:
        """Take the numbers of another quota mode; False if they are the same."""
        return self.quota.set_params(params, now, slack=params.allowance)


class RateMeter:
    """Token buckets by name, made when first needed."""

    __slots__ = ("_buckets",)

    def __init__(self) -> None:
        self._buckets: dict[str, TokenBucket] | None = None

    def allow(self, name: str, rate: Rate, now: float) -> bool:
        """Whether `name` may be done once more; another `rate` than before changes the pace."""
        if self._buckets is None:
            self._buckets = {}
        bucket = self._buckets.get(name)
        if bucket is None:
            bucket = self._buckets[name] = TokenBucket(rate, now)
        else:
            bucket.change_rate(rate)
        return bucket.take(now)


def quota_mode(limits: Limits, room: Room, user_id: str) -> QuotaParams:
    """The numbers that hold for a user in a room (docs/protocol.md §11.1)."""
    if room.kind is not RoomKind.NORMAL:
        return limits.quota_lobby
    return limits.quota_crown if room.holder == user_id else limits.quota_normal
