"""What every process with somebody in a room carries out with a batch of that room."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from rooms.session import LocalRoom

Order = Callable[..., None]


class Orders:
    """Handlers of orders by name: those that run before the messages of a batch, and the others."""

    __slots__ = ("_after", "_before")

    def __init__(self) -> None:
        self._before: dict[str, Order] = {}
        self._after: dict[str, Order] = {}

    def on(self, name: str, handler: Order, *, first: bool) -> None:
        """Let `handler(local_room, *arguments)` carry out the orders called `name`."""
        (self._before if first else self._after)[name] = handler

    def run_first(self, orders: Sequence[tuple[Any, ...]], local: LocalRoom) -> None:
        """Carry out those that come before the messages."""
        for name, *arguments in orders:
            if name in self._before:
                self._before[name](local, *arguments)

    def run_rest(self, orders: Sequence[tuple[Any, ...]], local: LocalRoom) -> None:
        """Carry out the others. Raises KeyError over one that nobody carries out."""
        for name, *arguments in orders:
            if name not in self._before:
                self._after[name](local, *arguments)
