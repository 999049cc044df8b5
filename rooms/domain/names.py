"""Colours of people and kinds of room ids (protocol §3.2, §5.1, §10.2)."""

from __future__ import annotations

import colorsys
import re
from enum import Enum

_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_LOBBY = re.compile(r"lobby(|NaN|[1-9][0-9]{0,8})", re.ASCII)

DEFAULT_NAME = "Anonymous"
FIRST_LOBBY = "lobby"
_LAST_LOBBY = 999_999_999
AWKWARD_ROOM = "test/awkward"
TEST_PREFIX = "test/"


class RoomKind(Enum):
    """What its id makes of a room."""

    LOBBY = "lobby"
    TEST = "test"
    NORMAL = "normal"


def kind_of(room_id: str) -> RoomKind:
    """The kind of the room `room_id` (protocol §5.1)."""
    if _LOBBY.fullmatch(room_id):
        return RoomKind.LOBBY
    if room_id.startswith(TEST_PREFIX) and len(room_id) > len(TEST_PREFIX):
        return RoomKind.TEST
    return RoomKind.NORMAL


def next_lobby(room_id: str) -> str:
    """The lobby to try when `room_id` is full: lobby, lobby2, lobby3 …; lobbyNaN, lobby1 …"""
    number = room_id.removeprefix(FIRST_LOBBY)
    if number == "NaN":
        return "lobby1"
    following = int(number or 1) + 1
    # A tenth digit would make it a normal room.
    return f"{FIRST_LOBBY}{following}" if following <= _LAST_LOBBY else FIRST_LOBBY


def color_or_none(value: object) -> str | None:
    """`value` in lower case if it is exactly `#` and six hex digits, else None."""
    if isinstance(value, str) and _COLOR.fullmatch(value):
        return value.lower()
    return None


def default_color(user_id: str) -> str:
    """A colour made from the id of the user, readable on dark and on light ground."""
    hue = int(user_id[:6], 16) / 0x1000000
    saturation = 0.55 + int(user_id[6:8], 16) / 0xFF * 0.25
    red, green, blue = colorsys.hls_to_rgb(hue, 0.5, saturation)
    return f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"
