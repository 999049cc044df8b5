"""The channel layer of a single process.

The stock in-memory layer makes a task and a deep copy for each member of a group at every send and
walks all channels and groups at every receive. Our messages are never changed after they were sent
and every channel has a reader, so the same message can simply be put into the members' queues.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from typing import Any

from channels.layers import InMemoryChannelLayer

Take = Callable[[dict[str, Any]], object]

log = logging.getLogger("rooms.layer")


class LeanInMemoryChannelLayer(InMemoryChannelLayer):  # type: ignore[misc]
    """InMemoryChannelLayer whose cost does not grow with the number of channels and groups."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.dropped = 0
        self._takers: dict[str, Take] = {}

    def listen(self, channel: str, take: Take) -> None:
        """Have `take` called with all that is sent to `channel`, instead of keeping it there.

        A queue and a task that reads it would cost each message a turn of the loop. `take` must
        not raise.
        """
        self._takers[channel] = take

    def ignore(self, channel: str) -> None:
        """End `listen`."""
        self._takers.pop(channel, None)

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        """Hand `message` itself, not a copy, to every member or its queue; never waits."""
        for channel in tuple(self.groups.get(group, ())):
            if (take := self._takers.get(channel)) is not None:
                take(message)
                continue
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
