"""What happened in a room: results of its methods, to be told to others by somebody else."""

from __future__ import annotations

from dataclasses import dataclass

from .chat import Line
from .people import User


@dataclass(frozen=True, slots=True)
class Opened:
    """The room came to life: it is new, or it was remembered; `mark` is that of the memory."""

    mark: int | None = None


@dataclass(frozen=True, slots=True)
class Joined:
    """The first socket of a user came in; `unseen` if only staff may know (protocol §12.2)."""

    user_id: str
    unseen: bool = False


@dataclass(frozen=True, slots=True)
class Left:
    """The last socket of a user went; `unseen` if only staff may know (protocol §12.2)."""

    user_id: str
    unseen: bool = False


@dataclass(frozen=True, slots=True)
class PersonChanged:
    """Name, colour, tag or the like of a participant changed."""

    user_id: str


@dataclass(frozen=True, slots=True)
class Vanished:
    """A participant became invisible to all but staff."""

    user_id: str


@dataclass(frozen=True, slots=True)
class Appeared:
    """A participant can be seen again."""

    user_id: str


@dataclass(frozen=True, slots=True)
class ChatCleared:
    """The history of the chat is empty now."""


@dataclass(frozen=True, slots=True)
class SettingsChanged:
    """The settings of the room changed."""


@dataclass(frozen=True, slots=True)
class CrownChanged:
    """The crown was given, taken or dropped; `modes` lists whose quota mode that changed."""

    modes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A line of chat."""

    line: Line


@dataclass(frozen=True, slots=True)
class Kickbanned:
    """`target` was put out for `duration_ms`, until `expires_at` (both ms); 0: only kicked."""

    target: User
    by: User
    duration_ms: int
    expires_at: int


@dataclass(frozen=True, slots=True)
class PutOut:
    """Staff put a participant out; `text` is what they are told, empty: nothing of their own."""

    user_id: str
    text: str


@dataclass(frozen=True, slots=True)
class LineHidden:
    """A line of chat is no more to be seen."""


@dataclass(frozen=True, slots=True)
class Unbanned:
    """The ban of `user_id` was lifted by `by`."""

    user_id: str
    by: str


Event = (
    Opened
    | Joined
    | Left
    | PersonChanged
    | Vanished
    | Appeared
    | SettingsChanged
    | ChatCleared
    | CrownChanged
    | Said
    | Kickbanned
    | PutOut
    | LineHidden
    | Unbanned
)
