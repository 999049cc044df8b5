"""What the rules of staff forbid. Every refusal carries a stable code (docs/moderation.md)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Refusal(StrEnum):
    """Why something was refused; the value is the code that the API tells."""

    NOT_ALLOWED = "not-allowed"
    OUTRANKED = "outranked"
    FREE_REASON = "free-reason"
    TOO_LONG = "too-long"
    YOURSELF = "yourself"
    INVALID = "invalid"
    BAD_NETWORK = "bad-network"
    NETWORK_TOO_WIDE = "network-too-wide"
    EXPIRY_PAST = "expiry-past"
    NO_REASON = "no-reason"
    UNKNOWN_USER = "unknown-user"
    UNKNOWN_ROOM = "unknown-room"
    UNKNOWN_LINE = "unknown-line"
    UNKNOWN_BAN = "unknown-ban"
    UNKNOWN_REPORT = "unknown-report"
    UNKNOWN_APPEAL = "unknown-appeal"
    UNKNOWN_WEBHOOK = "unknown-webhook"
    UNKNOWN_ACCOUNT = "unknown-account"
    UNKNOWN_CODE = "unknown-code"
    UNKNOWN_DELIVERY = "unknown-delivery"
    UNKNOWN_ENTRY = "unknown-entry"
    UNKNOWN_TOKEN = "unknown-token"  # noqa: S105
    TOO_MANY_TOKENS = "too-many-tokens"
    NO_ANSWER = "no-answer"
    ALREADY_BANNED = "already-banned"
    ALREADY_ENDED = "already-ended"
    ALREADY_REPORTED = "already-reported"
    ALREADY_APPEALED = "already-appealed"
    ALREADY_CLOSED = "already-closed"
    NOT_CLOSED = "not-closed"


TEXTS: Mapping[Refusal, str] = {
    Refusal.NOT_ALLOWED: "You may not do this.",
    Refusal.OUTRANKED: "This user outranks you.",
    Refusal.FREE_REASON: "You may only give a preset reason.",
    Refusal.TOO_LONG: "You may not ban anybody for that long.",
    Refusal.YOURSELF: "You cannot do this to yourself or to your own network.",
    Refusal.INVALID: "Some values are not valid.",
    Refusal.BAD_NETWORK: "This is not an address or a network.",
    Refusal.NETWORK_TOO_WIDE: "This network is too wide to ban.",
    Refusal.EXPIRY_PAST: "The end must be in the future.",
    Refusal.NO_REASON: "A ban needs a reason.",
    Refusal.UNKNOWN_USER: "Nobody with this user id has ever been here.",
    Refusal.UNKNOWN_ROOM: "There is no such room.",
    Refusal.UNKNOWN_LINE: "There is no such line of chat.",
    Refusal.UNKNOWN_BAN: "There is no such ban.",
    Refusal.UNKNOWN_REPORT: "There is no such report.",
    Refusal.UNKNOWN_APPEAL: "There is no such appeal.",
    Refusal.UNKNOWN_WEBHOOK: "There is no such webhook.",
    Refusal.UNKNOWN_ACCOUNT: "There is no such staff account.",
    Refusal.UNKNOWN_CODE: "This code is wrong, has expired, or was already used.",
    Refusal.UNKNOWN_DELIVERY: "There is no such delivery.",
    Refusal.UNKNOWN_ENTRY: "There is no such entry.",
    Refusal.UNKNOWN_TOKEN: "You have no such token.",
    Refusal.TOO_MANY_TOKENS: "You have too many tokens: revoke one first.",
    Refusal.NO_ANSWER: "A rejection needs an answer.",
    Refusal.ALREADY_BANNED: "There is already such a ban, and it ends no sooner.",
    Refusal.ALREADY_ENDED: "This ban has already ended.",
    Refusal.ALREADY_REPORTED: "You have already reported this.",
    Refusal.ALREADY_APPEALED: "This ban has already been appealed.",
    Refusal.ALREADY_CLOSED: "This is already closed.",
    Refusal.NOT_CLOSED: "This is not closed.",
}
"""For people, in English."""


class ModerationError(Exception):
    """The rules of staff forbid it. `details` says more, such as which field is wrong."""

    def __init__(self, code: Refusal, details: Mapping[str, object] | None = None) -> None:
        super().__init__(code.value)
        self.code = code
        self.details = dict(details or {})

    @property
    def text(self) -> str:
        """Why, for people."""
        return TEXTS[self.code]
