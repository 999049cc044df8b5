"""Settings of a room (protocol §5.2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from .names import RoomKind, color_or_none
from .rules import RoomRules
from .text import finite, numeric


@dataclass(frozen=True, slots=True)
class RoomSettings:
    """`limit` counts participants, `min_online_time` is in ms; `lobby`, `owner_id`
    and `closed_until` (ms since the epoch) are ours.
    """

    visible: bool = True
    chat: bool = True
    crownsolo: bool = False
    no_cussing: bool = False
    noindex: bool = False
    allow_bots: bool = True
    color: str = "#3b5054"
    color2: str | None = "#001014"
    limit: int = 50
    min_online_time: int | None = None
    lobby: bool = False
    owner_id: str | None = None
    closed_until: int | None = None

    def changed(self, changes: Mapping[str, object]) -> RoomSettings:
        """These settings with the accepted `changes`; `color2` goes when it is not among them."""
        # Every caller passes what accepted() let through.
        return replace(self, **{"color2": None, **changes})  # type: ignore[arg-type]

    def created(self, changes: Mapping[str, object]) -> RoomSettings:
        """As `changed`, for a new room: the default `color2` stays beside the default `color`."""
        keep = {} if "color" in changes else {"color2": self.color2}
        return replace(self, **{"color2": None, **keep, **changes})  # type: ignore[arg-type]


def defaults_for(kind: RoomKind, rules: RoomRules) -> RoomSettings:
    """What a room of `kind` starts with."""
    if kind is RoomKind.LOBBY:
        return RoomSettings(color="#73b3cc", color2="#273546", limit=rules.lobby_limit, lobby=True)
    return RoomSettings(limit=rules.room_limit_max if kind is RoomKind.TEST else rules.room_limit)


_REJECTED = object()


def _switch(value: object, rules: RoomRules) -> object:
    return value if isinstance(value, bool) else _REJECTED


def _color(value: object, rules: RoomRules) -> object:
    return color_or_none(value) or _REJECTED


def _limit(value: object, rules: RoomRules) -> object:
    number = numeric(value)
    if number is None or not number.is_integer() or not 0 <= number <= rules.room_limit_max:
        return _REJECTED
    return int(number)


def _online_time(value: object, rules: RoomRules) -> object:
    if value is None:
        return None
    number = finite(value)
    if number is None or not number.is_integer() or not 0 <= number <= rules.online_time_max_ms:
        return _REJECTED
    return int(number) or None


_RULES: dict[str, Callable[[object, RoomRules], object]] = {
    "visible": _switch,
    "chat": _switch,
    "crownsolo": _switch,
    "no_cussing": _switch,
    "noindex": _switch,
    "allow_bots": _switch,
    "color": _color,
    "color2": _color,
    "limit": _limit,
    "min_online_time": _online_time,
}


def accepted(wish: Mapping[str, object], rules: RoomRules) -> dict[str, object]:
    """The part of `wish` that a client may set and whose values are valid; the rest is dropped."""
    checked = {key: rule(wish[key], rules) for key, rule in _RULES.items() if key in wish}
    return {key: value for key, value in checked.items() if value is not _REJECTED}
