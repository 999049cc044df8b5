"""What a user may still do: note quota and rates (docs/protocol.md §11, §14.1)."""

from __future__ import annotations

from rooms.conf import Limits
from rooms.domain.names import RoomKind
from rooms.domain.people import User
from rooms.domain.quota import NoteQuota, QuotaParams
from rooms.domain.rates import Rate, TokenBucket
from rooms.domain.room import Room


class Meters:
    """Shared by all sockets of a user in one room. Times are ms of a monotonic clock."""

    __slots__ = ("_buckets", "active_at", "afk", "cursor", "notes", "quota", "warned")

    def __init__(self, limits: Limits, params: QuotaParams, user: User, now: float) -> None:
        self.quota = NoteQuota(params, now, slack=params.allowance)
        self.notes = TokenBucket(limits.rate_notes.scaled(user.rate_factor), now)
        self.cursor = TokenBucket(limits.rate_cursor.scaled(user.rate_factor), now)
        self._buckets = RateMeter()
        self.active_at = now
        self.afk = False
        """Whether others are told that the user has been idle (docs/protocol.md §3.3)."""
        self.warned = False
        """Whether the user was told of chatting too fast since the last line that went out."""

    def allow(self, name: str, rate: Rate, now: float) -> bool:
        """Whether `name` may be done once more under `rate`."""
        return self._buckets.allow(name, rate, now)

    def change_mode(self, limits: Limits, params: QuotaParams, now: float) -> bool:
        """Take the numbers of another quota mode; False if they are the same.

        It fills the quota, but not too often: two could hand the crown to and fro (§11.2).
        """
        if params == self.quota.params:
            return False
        refill = self.allow("quota refill", limits.rate_quota_refill, now)
        return self.quota.set_params(params, now, slack=params.allowance, refill=refill)

    def change_pace(self, limits: Limits, user: User) -> None:
        """Take the rates of a user whose own factor may have changed."""
        self.notes.change_rate(limits.rate_notes.scaled(user.rate_factor))
        self.cursor.change_rate(limits.rate_cursor.scaled(user.rate_factor))

    def resume(self, limits: Limits, params: QuotaParams, user: User, now: float) -> None:
        """Go on where a user left off who is back."""
        self.change_pace(limits, user)
        self.change_mode(limits, params, now)
        self.active_at, self.afk = now, False


class RateMeter:
    """Token buckets by name, made when first needed."""

    __slots__ = ("_buckets",)

    def __init__(self) -> None:
        self._buckets: dict[str, TokenBucket] | None = None

    def allow(self, name: str, rate: Rate, now: float, amount: float = 1) -> bool:
        """Whether `name` may be done `amount` more; another `rate` than before changes the pace."""
        if self._buckets is None:
            self._buckets = {}
        bucket = self._buckets.get(name)
        if bucket is None:
            bucket = self._buckets[name] = TokenBucket(rate, now)
        else:
            bucket.change_rate(rate)
        return bucket.take(now, amount)


def quota_mode(limits: Limits, room: Room, user: User) -> QuotaParams:
    """The numbers that hold for a user in a room (docs/protocol.md §11.1)."""
    if room.kind is not RoomKind.NORMAL:
        mode = limits.quota_lobby
    elif room.holder == user.user_id:
        mode = limits.quota_crown
    else:
        mode = limits.quota_normal
    personal = user.quota
    return personal if personal and personal.max > mode.max else mode
