"""Which strings and numbers are acceptable (protocol §1, §10.1, §10.3)."""

from __future__ import annotations

import math
import re

_FORBIDDEN = re.compile("[\x00-\x1f\x7f\u200f\u202b\u202e\u2066\u2067\ud800-\udfff]")
_NUMERIC = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?", re.ASCII)
# JavaScript counts the byte order mark as white space, Python does not.
_BLANK = re.compile(r"[\s\ufeff]*")


def utf16_length(text: str) -> int:
    """Length as JavaScript counts it: characters beyond the basic plane count twice."""
    if text.isascii():
        return len(text)
    return len(text) + sum(character > "\uffff" for character in text)


def is_text(value: object, longest: int) -> bool:
    """Whether `value` may be a name, a line of chat or a room id of at most `longest` units."""
    if not isinstance(value, str) or _BLANK.fullmatch(value):
        return False
    return utf16_length(value) <= longest and _FORBIDDEN.search(value) is None


def finite(value: object) -> float | None:
    """The finite JSON number `value`, or None. A boolean is not a number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def numeric(value: object) -> float | None:
    """As `finite`, and numeric strings count too: sign, digits, fraction; no exponent."""
    if isinstance(value, str):
        # Bounded first: turning digits into a number costs more than linear time.
        return finite(float(value)) if len(value) <= 64 and _NUMERIC.fullmatch(value) else None
    return finite(value)
