"""What strings, numbers, colours, notes and settings are good (§5.1, §5.2, §6.1, §10)."""

from __future__ import annotations

import math
import re
from typing import Any

from . import numbers

_REFUSED = {"\n", "\r", "\v", "\0", "\t", "\u202e", "\u2066", "\u2067", "\u202b", "\u200f"}
_NAMES = ["c", "cs", "d", "ds", "e", "f", "fs", "g", "gs", "a", "as", "b"]
_OCTAVES = [f"{name}{octave}" for octave in range(7) for name in _NAMES]
KEYS = ["a-1", "as-1", "b-1", *_OCTAVES, "c7"]
SWITCHES = ("visible", "chat", "crownsolo", "no cussing", "noindex", "allowBots")


def has_half_a_pair(value: Any) -> bool:
    """Whether there is a lone surrogate anywhere in a JSON value (§1-8)."""
    if isinstance(value, str):
        return any("\ud800" <= character <= "\udfff" for character in value)
    if isinstance(value, dict):
        return any(has_half_a_pair(part) for item in value.items() for part in item)
    return isinstance(value, list) and any(map(has_half_a_pair, value))


def good_text(value: Any, longest: int) -> bool:
    if not isinstance(value, str) or not value.strip().strip("\ufeff") or has_half_a_pair(value):
        return False
    if len(value.encode("utf-16-le")) // 2 > longest:
        return False
    return not any(
        character in _REFUSED or ord(character) < 0x20 or ord(character) == 0x7F
        for character in value
    )


def color(value: Any) -> str | None:
    if isinstance(value, str) and re.fullmatch("#[0-9a-fA-F]{6}", value):
        return value.lower()
    return None


def finite(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def numeric(value: Any) -> float | None:
    """A number, or a string of sign, digits and fraction."""
    if isinstance(value, str):
        return float(value) if re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", value, re.ASCII) else None
    return finite(value)


def kind_of(room_id: str) -> str:
    if room_id in ("lobby", "lobbyNaN") or re.fullmatch("lobby[1-9][0-9]{0,8}", room_id, re.ASCII):
        return "lobby"
    return "test" if room_id.startswith("test/") and room_id != "test/" else "normal"


def next_lobby(room_id: str) -> str:
    if room_id == "lobbyNaN":
        return "lobby1"
    return f"lobby{int(room_id.removeprefix('lobby') or 1) + 1}"


def first_settings(kind: str) -> dict[str, Any]:
    sizes = {"lobby": numbers.LOBBY_SIZE, "test": numbers.TEST_ROOM_SIZE}
    settings: dict[str, Any] = {
        "visible": True,
        "chat": True,
        "crownsolo": False,
        "no cussing": False,
        "noindex": False,
        "allowBots": True,
        "color": "#3b5054",
        "color2": "#001014",
        "limit": sizes.get(kind, numbers.ROOM_SIZE),
    }
    if kind == "lobby":
        settings |= {"color": "#73b3cc", "color2": "#273546", "lobby": True}
    return settings


def accepted(wish: dict[str, Any]) -> dict[str, Any]:
    """What of a wish counts; None for minOnlineTime takes it away."""
    good: dict[str, Any] = {}
    for key, value in wish.items():
        if key in SWITCHES:
            if isinstance(value, bool):
                good[key] = value
        elif key in ("color", "color2"):
            if (shade := color(value)) is not None:
                good[key] = shade
        elif key == "limit":
            if (whole := _whole(numeric(value), numbers.HIGHEST_LIMIT)) is not None:
                good[key] = whole
        elif key == "minOnlineTime":
            if value is None:
                good[key] = None
            elif (whole := _whole(finite(value), numbers.LONGEST_ONLINE_MS)) is not None:
                good[key] = whole or None
    return good


def _whole(number: float | None, most: int) -> int | None:
    if number is None or number != int(number) or not 0 <= number <= most:
        return None
    return int(number)


def with_changes(settings: dict[str, Any], good: dict[str, Any], *, new: bool) -> dict[str, Any]:
    """Settings with accepted changes; `new` ones keep color2 where color stays (§5.8, §18)."""
    changed = {**settings, **good}
    if "color2" not in good and not (new and "color" not in good):
        changed.pop("color2", None)
    return {key: value for key, value in changed.items() if value is not None}


def played(elements: list[Any]) -> list[dict[str, Any]]:
    """The notes that are passed on, as they are (§6.1)."""
    return [note for note in map(_note, elements) if note is not None]


def _note(element: Any) -> dict[str, Any] | None:
    if not isinstance(element, dict) or element.get("n") not in KEYS:
        return None
    note: dict[str, Any] = {"n": element["n"]}
    if "d" in element:
        delay = finite(element["d"]) or 0
        note["d"] = min(max(delay, 0), numbers.LONGEST_DELAY_MS)
    # What JavaScript calls true: lists and objects are, even empty ones.
    if element.get("s") not in (None, 0, ""):
        note["s"] = 1
    elif (velocity := numeric(element.get("v"))) is not None:
        note["v"] = min(max(velocity, 0), 1)
    return note


def cleaned(text: str, *words: str) -> str:
    for word in words:
        text = re.sub(rf"(?<!\w){word}(?!\w)", "*" * len(word), text, flags=re.IGNORECASE)
    return text
