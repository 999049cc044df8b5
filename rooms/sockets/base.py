"""What a connection knows of the way to its client: `Socket`, and the limits of what may wait.

Sources: docs/protocol.md §13 (1013), docs/architecture.md §2.1 and §2.5.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Final

from rooms.sockets.frame import Frame

DIRECT_EXTENSION: Final = "mpp.direct"
"""Key in `scope["extensions"]` under which a server offers its direct sockets."""

TRY_AGAIN_LATER: Final = 1013
"""Close code for a socket that does not take what it is sent (docs/protocol.md §13)."""


_MAX_REASON = 123


def cut_reason(reason: str) -> str:
    """The part of a close reason that fits into a close frame (RFC 6455 §5.5: 123 bytes)."""
    return reason.encode()[:_MAX_REASON].decode(errors="ignore")


@dataclass(frozen=True, slots=True)
class OutboxLimits:
    """How much may wait for a socket that does not take bytes."""

    max_bytes: int = 1_048_576
    """Payload bytes."""
    max_frames: int = 2_000
    """Frames."""
    stall_ms: int = 15_000
    """Milliseconds without any progress, after which the socket is closed."""


DEFAULT_LIMITS: Final = OutboxLimits()


@dataclass(frozen=True, slots=True)
class Farewell:
    """What clients are told when the server ends, and how they are closed (§13, 4000)."""

    frame: Frame
    code: int
    reason: str


class Socket(ABC):
    """One client's end. No method blocks, none raises, all are called in the event loop."""

    __slots__ = ()

    @abstractmethod
    def send(self, frame: Frame) -> None:
        """Send a frame after everything sent before it; nothing happens once closed."""

    @abstractmethod
    def send_now(self, frame: Frame) -> None:
        """Like `send`, but ahead of what waits: for answers that measure time (`t`)."""

    @abstractmethod
    def send_bytes(self, data: bytes) -> None:
        """Send a binary message (docs/protocol.md §9.3); it is never dropped."""

    @abstractmethod
    def close(self, code: int, reason: str = "") -> None:
        """Close after everything sent before has gone out; later calls do nothing."""

    @abstractmethod
    def check_stall(self, now: float) -> None:
        """Close with 1013 if nothing of what waits has moved for `stall_ms`.

        `now` is a monotonic clock in seconds. To be called about once a second by a sweeper.
        """

    @property
    @abstractmethod
    def waiting_bytes(self) -> int:
        """Bytes that are sent but not yet taken by the network."""

    @property
    @abstractmethod
    def closed(self) -> bool:
        """Whether `close` was called or the client is gone."""
