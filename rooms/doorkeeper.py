"""Addresses: who connects too often, brings too many users, or breaks the rules (§1, §13).

Addresses count by network, so that changing the address within one does not help. Times are ms of
the steady clock. Each process keeps its own counts.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from rooms.addresses import network_of
from rooms.conf import Limits
from rooms.domain.rates import TokenBucket

FILTERED = 403
TOO_MANY_CONNECTIONS = 429
TOO_MANY_USERS = 4001
BANNED_OFFSET = 500
_COUNTED = range(4001, 4008)


@dataclass(slots=True)
class _Visitor:
    connects: TokenBucket
    rooms: TokenBucket
    last_at: float
    banned_until: float = 0.0
    violations: deque[float] = field(default_factory=deque)
    users: dict[str, float] = field(default_factory=dict)


class Doorkeeper:
    """Decides at the door of one process."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._visitors: dict[str, _Visitor] = {}

    def admit(self, address: str, now: float) -> int | None:
        """None to let an upgrade pass, or the HTTP status that refuses it."""
        refusal = self.refusal(address, now)
        if refusal is None:
            self._visitor(address, now).connects.take(now)
        return refusal

    def refusal(self, address: str, now: float) -> int | None:
        """What `admit` would say, without counting an upgrade."""
        visitor = self._visitor(address, now)
        if visitor.banned_until > now:
            return FILTERED
        return None if visitor.connects.holds(now) else TOO_MANY_CONNECTIONS

    def admit_user(self, address: str, user_id: str, now: float) -> bool:
        """Whether one more user may say `hi` from this address (4001)."""
        most = self._limits.tokens_per_address
        if not most:
            return True
        users = self._visitor(address, now).users
        oldest = now - self._limits.tokens_period_ms
        for known in [known for known, at in users.items() if at <= oldest]:
            del users[known]
        if user_id not in users and len(users) >= most:
            return False
        users[user_id] = now
        return True

    def admit_room(self, address: str, now: float) -> bool:
        """Whether one more room that nobody remembers may be opened from this address."""
        return self._visitor(address, now).rooms.take(now)

    def violated(self, address: str, code: int, now: float) -> int:
        """Count a close for breaking a limit; the code to close with, 45xx if it led to a ban."""
        if code not in _COUNTED:
            return code
        visitor = self._visitor(address, now)
        recent = visitor.violations
        while recent and recent[0] <= now - self._limits.violations_ms:
            recent.popleft()
        recent.append(now)
        if len(recent) < self._limits.violations:
            return code
        recent.clear()
        visitor.banned_until = now + self._limits.violation_ban_ms
        return code + BANNED_OFFSET

    def tidy(self, now: float) -> None:
        """Forget addresses of which nothing has to be known any more."""
        limits = self._limits
        longest = max(limits.tokens_period_ms, limits.violations_ms, limits.violation_ban_ms)
        self._visitors = {
            network: visitor
            for network, visitor in self._visitors.items()
            if now - visitor.last_at < longest
        }

    def _visitor(self, address: str, now: float) -> _Visitor:
        network = network_of(address)
        visitor = self._visitors.get(network)
        if visitor is None:
            connects = TokenBucket(self._limits.rate_connect, now)
            rooms = TokenBucket(self._limits.rate_rooms_address, now)
            visitor = self._visitors[network] = _Visitor(connects, rooms, now)
        visitor.last_at = now
        return visitor
