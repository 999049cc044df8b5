"""Which texts of people are taken. They are kept as they are: nothing in them is ever executed."""

from __future__ import annotations

import re

from .errors import ModerationError, Refusal
from .models import TEXT_LENGTH

# No database takes the first ones; no JSON the last. Lines may be broken.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def is_storable(text: str) -> bool:
    """Whether a database can be asked for such a text at all."""
    return _FORBIDDEN.search(text) is None


def text_check(
    field: str, text: str, *, longest: int = TEXT_LENGTH, required: bool = False
) -> None:
    """Raises ModerationError, with the name of the field, for a text that cannot be kept."""
    if required and not text.strip():
        raise ModerationError(Refusal.INVALID, {field: "must not be empty"})
    if len(text) > longest:
        raise ModerationError(Refusal.INVALID, {field: f"must have at most {longest} characters"})
    if not is_storable(text):
        raise ModerationError(Refusal.INVALID, {field: "must not contain control characters"})
