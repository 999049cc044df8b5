"""Who may not come into a room, and until when (protocol §8.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RoomBan:
    """Ends at `expires_at` (ms since the epoch); `by` is the id of the user who issued it."""

    expires_at: int
    by: str


class RoomBans:
    """The bans of one room by user id. Times are ms since the epoch."""

    def __init__(self, bans: Mapping[str, RoomBan] | None = None) -> None:
        self._bans = dict(bans or {})

    def __bool__(self) -> bool:
        return bool(self._bans)

    def add(self, user_id: str, ban: RoomBan) -> None:
        """Ban, or replace the expiry of a ban."""
        self._bans[user_id] = ban

    def lift(self, user_id: str) -> bool:
        """Lift a ban; False if there was none."""
        return self._bans.pop(user_id, None) is not None

    def remaining_ms(self, user_id: str, now: int) -> int:
        """For how long `user_id` is still banned; 0 if not at all."""
        ban = self._bans.get(user_id)
        return max(0, ban.expires_at - now) if ban else 0

    def copy(self) -> RoomBans:
        """The same bans, to be changed by themselves."""
        return RoomBans(self._bans)

    def active(self, now: int) -> dict[str, RoomBan]:
        """The bans that have not expired; the expired ones are forgotten."""
        self._bans = {user: ban for user, ban in self._bans.items() if ban.expires_at > now}
        return dict(self._bans)
