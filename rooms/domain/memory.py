"""What outlives a room that is not loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .bans import RoomBan
from .chat import Line
from .settings import RoomSettings


@dataclass(frozen=True, slots=True)
class Memory:
    """What is remembered of a room that was not loaded (protocol §5.4, 3a)."""

    settings: RoomSettings | None = None
    last_holder: str | None = None
    bans: Mapping[str, RoomBan] = field(default_factory=dict)
    lines: tuple[Line, ...] = ()
    history_since: int = 0
    decisions: int = 0
    """How many decisions of staff about the room are in this."""
    mark: int | None = None
    """What the store knew the room by when this was looked up; None: that does not matter."""
