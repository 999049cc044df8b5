"""The channel layer of a single process.

The stock in-memory layer makes a task and a deep copy for each member of a group at every send and
walks all channels and groups at every receive. Our messages are never changed after they were sent
and every channel has a reader, so the same message can simply be put into the members' queues.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from typing import Any

from channels.layers import InMemoryChannelLayer

log = logging.getLogger("rooms.layer")


class LeanInMemoryChannelLayer(InMemoryChannelLayer):  # type: ignore[misc]
    """InMemoryChannelLayer whose cost does not grow with the number of channels and groups."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.dropped = 0

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        """Put `message` itself, not a copy, into the queue of every member; never waits."""
        for channel in self.groups.get(group, ()):
            try:
                self._queue(channel).put_nowait((None, message))
            except asyncio.QueueFull:
                self.dropped += 1
                log.error("Channel %s is full: %d messages lost", channel, self.dropped)

    async def groups_send(self, messages: Iterable[tuple[str, dict[str, Any]]]) -> None:
        """`group_send` for many, in their order."""
        for group, message in messages:
            await self.group_send(group, message)

    async def receive(self, channel: str) -> dict[str, Any]:
        """The next message of `channel`, waiting for it if there is none."""
        try:
            _, message = await self._queue(channel).get()
        except asyncio.CancelledError:
            # Its reader is gone, and so is the channel.
            self.channels.pop(channel, None)
            raise
        return message

    def _queue(self, channel: str) -> asyncio.Queue[tuple[Any, dict[str, Any]]]:
        queue: asyncio.Queue[tuple[Any, dict[str, Any]]] | None = self.channels.get(channel)
        if queue is None:
            queue = self.channels[channel] = asyncio.Queue(self.get_capacity(channel))
        return queue
