"""Numbers that the rules of a room turn on; the environment may change them (protocol §14)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomRules:
    """Lengths are UTF-16 units, `_ms` are milliseconds, the rest are counts."""

    name_length: int = 40
    chat_length: int = 512
    room_id_length: int = 512
    history: int = 32
    room_limit: int = 50
    lobby_limit: int = 20
    room_limit_max: int = 99
    """Highest `limit` that a room may be given."""
    online_time_max_ms: int = 86_400_000
    """Longest `minOnlineTime` that a room may ask for."""
    kickban_max_ms: int = 3_600_000
    crown_pickup_ms: int = 15_000
