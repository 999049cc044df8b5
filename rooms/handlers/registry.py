"""Which function handles which message, and what must be true before it does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, TypeVar

from rooms.live import Live
from rooms.session import Connection


class Needs(IntEnum):
    """How far a connection must have come (docs/protocol.md §2)."""

    NOTHING = 0
    USER = 1
    ROOM = 2

    def met_by(self, connection: Connection) -> bool:
        if self is Needs.ROOM:
            return connection.local is not None
        return self is Needs.NOTHING or connection.user is not None


Handle = Callable[[Live, Connection, Any], Awaitable[None]]
Spares = Callable[[Connection], bool]
HandleNow = Callable[[Live, Connection, Any, float], None]
_H = TypeVar("_H", bound=Handle)
_N = TypeVar("_N", bound=HandleNow)


@dataclass(frozen=True, slots=True)
class Handler:
    """`rate` names a field of Limits; over it messages are dropped, unless `spares` says no."""

    handle: Handle
    needs: Needs
    rate: str | None
    spares: Spares


HANDLERS: dict[type, Handler] = {}
HOT_HANDLERS: dict[type, HandleNow] = {}
"""Handled inline, in the task of whatever brought the frame; last argument: the steady clock."""


def _nobody(connection: Connection) -> bool:
    return False


def handles(
    message: type, needs: Needs, *, rate: str | None = None, spares: Spares = _nobody
) -> Callable[[_H], _H]:
    """Register the handler of a message."""

    def register(handle: _H) -> _H:
        HANDLERS[message] = Handler(handle, needs, rate, spares)
        return handle

    return register


def handles_now(*messages: type) -> Callable[[_N], _N]:
    """Register the handler of messages that are too many to wait for a task."""

    def register(handle: _N) -> _N:
        for message in messages:
            HOT_HANDLERS[message] = handle
        return handle

    return register
