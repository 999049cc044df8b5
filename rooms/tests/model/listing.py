"""The list of rooms in the model (§4.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import numbers
from .values import AnyOrder, Learned

if TYPE_CHECKING:
    from .people import Socket
    from .world import World


class Listing:
    """Who follows the list is told of what has changed, once a pause."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._changed: dict[str, None] = {}
        self._due: float | None = None
        self._named: set[str] = set()
        """Rooms that somebody was told of and nobody of their end."""

    def subscribe(self, socket: Socket) -> None:
        places = [place for place in self._world.places.values() if place.people]
        visible = [place.id for place in places if place.settings["visible"]]
        socket.listed = set(visible)
        self._named.update(visible)
        entries = AnyOrder([self._entry(socket, room_id) for room_id in visible])
        socket.expect({"m": "ls", "c": True, "u": entries})

    def mark(self, room_id: str) -> None:
        """Count, settings or crown of a room changed."""
        if any(socket.listed is not None for socket in self._world.sockets):
            self._changed[room_id] = None
            if self._due is None:
                self._due = self._world.now + numbers.LIST_PAUSE_MS

    def flush_if_due(self) -> None:
        if self._due is None or self._world.now < self._due:
            return
        changed, self._changed, self._due = self._changed, {}, None
        followers = [socket for socket in self._world.sockets if socket.listed is not None]
        for socket in followers:
            self._tell(socket, list(changed))
        for room_id in changed:
            if self._is_visible(room_id):
                self._named.add(room_id)
            else:
                self._named.discard(room_id)

    def _tell(self, socket: Socket, changed: list[str]) -> None:
        assert socket.listed is not None
        due, extra = [], []
        for room_id in changed:
            place, is_visible = self._world.places.get(room_id), self._is_visible(room_id)
            is_gone = place is None or not place.people
            entry = self._gone(room_id) if is_gone else self._entry(socket, room_id)
            if is_visible or room_id in socket.listed:
                due.append(entry)
            elif room_id in self._named:
                # It does not know the room, or not any more; the last word about it goes to all.
                extra.append(entry)
            if is_visible:
                socket.listed.add(room_id)
            else:
                socket.listed.discard(room_id)
        if due or extra:
            delta = {"m": "ls", "c": False, "u": AnyOrder(due, extra)}
            socket.expect(delta, is_open=not due)

    def _is_visible(self, room_id: str) -> bool:
        place = self._world.places.get(room_id)
        return place is not None and bool(place.people) and place.settings["visible"] is True

    def _entry(self, socket: Socket, room_id: str) -> dict[str, Any]:
        entry = self._world.places[room_id].info()
        if self._world.is_banned(room_id, socket.user):
            entry["banned"] = True
        return entry

    def _gone(self, room_id: str) -> dict[str, Any]:
        settings = Learned(lambda value: isinstance(value, dict), "settings")
        return {"_id": room_id, "id": room_id, "count": 0, "settings": settings}
