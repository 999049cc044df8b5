"""What the rules of a room forbid. Every refusal carries a stable code (protocol §5.4, §8)."""

from __future__ import annotations

from enum import StrEnum


class Refusal(StrEnum):
    """Why something was refused."""

    BANNED = "banned"
    BOTS = "bots"
    ONLINE_TIME = "online-time"
    FULL = "full"
    CLOSED = "closed"
    NOT_ALLOWED = "not-allowed"
    NOT_HERE = "not-here"
    NOTHING_TO_DO = "nothing-to-do"
    CHAT_OFF = "chat-off"
    OUTRANKED = "outranked"
    AWAY = "away"
    TOO_MANY_ROOMS = "too-many-rooms"


class RoomError(Exception):
    """The room refuses. `remaining_ms` says for how long yet, where time is the reason."""

    def __init__(self, code: Refusal, remaining_ms: int = 0) -> None:
        super().__init__(code.value)
        self.code = code
        self.remaining_ms = remaining_ms
