"""What happened in a room, as messages that the store publishes in the step that stores it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rooms.announce import Announcer, Outgoing
from rooms.batch import Batch
from rooms.domain.events import Event
from rooms.domain.room import Room
from rooms.groups import CONTROL_GROUP, room_group
from rooms.hub import Hub
from rooms.redis_layer import RoomsRedisLayer
from rooms.state.base import Message


class LayerHerald:
    """A Herald whose messages arrive by the channel layer, between those that hubs send.

    What users are told wherever they are goes ahead of what the room is told, if both are carried
    by the same host; else it is posted when the change is stored.
    """

    def __init__(self, hub: Hub, announcer: Announcer, layer: RoomsRedisLayer) -> None:
        self._hub = hub
        self._announcer = announcer
        self._layer = layer
        self._posts: dict[tuple[str, int], list[dict[str, Any]]] = {}

    async def make_way(self, room_id: str) -> None:
        # What the store publishes does not wait for the next delivery cycle, as notes do.
        await self._hub.flush(room_id)

    def prepare(
        self, room: Room, version: int, events: list[Event], patch: dict[str, Any]
    ) -> Sequence[Message]:
        out = Outgoing(Batch(room.id))
        self._announcer.tell(room, version, events, out)
        group = room_group(room.id)
        message = self._message(group, out.batch.message() | {"state": patch})
        self._posts.pop((room.id, version), None)
        if self._layer.host_of(CONTROL_GROUP) == self._layer.host_of(group):
            return [*(self._message(CONTROL_GROUP, post) for post in out.posts), message]
        if out.posts:
            self._posts[room.id, version] = out.posts
        return [message]

    def stored(self, room: Room, version: int, events: list[Event]) -> None:
        for post in self._posts.pop((room.id, version), ()):
            self._hub.post(post)
        self._announcer.remember(room, events)

    def _message(self, group: str, message: dict[str, Any]) -> Message:
        return self._layer.address_of(group), self._layer.serialize(message)
