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
    kickban_max_ms: int = 3_600_000
    crown_pickup_ms: int = 15_000
