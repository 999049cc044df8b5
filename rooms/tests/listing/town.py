"""Rooms, their list, and people who follow it; time passes when it is told to."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from typing import Any, cast

from rooms.domain.room import Room
from rooms.listing import Listing
from rooms.session import Connection
from rooms.sockets.base import Socket
from rooms.sockets.frame import Frame
from rooms.tally import Tally
from rooms.tests.domain.builders import START, Place, id_of, person

PAUSE_MS = 500


class Ears:
    """A socket that keeps the `ls` messages it was sent."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []

    def send(self, frame: Frame) -> None:
        self.heard += json.loads(frame.text)


class Loop:
    """A loop whose time passes when it is told to."""

    def __init__(self) -> None:
        self.waiting: list[tuple[float, Callable[[], None]]] = []
        self.cancelled = False

    def call_later(self, delay: float, callback: Callable[[], None]) -> Loop:
        self.waiting.append((delay, callback))
        return self

    def cancel(self) -> None:
        self.cancelled = True


class Town:
    """Rooms by name, their list, and people who follow it."""

    def __init__(self, loop: Loop) -> None:
        self.loop = loop
        self.places: dict[str, Place] = {}
        self.now = START
        self.listing = Listing(
            find=lambda room_id: self.rooms.get(room_id),
            find_all=lambda: [room for room in self.rooms.values() if room.participants],
            now=lambda: self.now,
            pause_ms=PAUSE_MS,
            cursors=lambda room_id: {id_of("alice"): ("1.00", "2.00")},
        )

    @property
    def rooms(self) -> dict[str, Room]:
        return {room_id: place.room for room_id, place in self.places.items()}

    def opens(self, room_id: str, founder: str = "alice", **wish: object) -> Place:
        place = self.places[room_id] = Place(room_id).opened_by(founder, wish)
        self.listing.mark(room_id)
        return place

    def sets(self, room_id: str, **changes: Any) -> None:
        room = self.places[room_id].room
        room.settings = dataclasses.replace(room.settings, **changes)
        self.listing.mark(room_id)

    def empties(self, room_id: str) -> None:
        for name in list(self.places[room_id].people):
            self.places[room_id].leaves(str(name))
        self.listing.mark(room_id)

    def follower(self, name: str, *rights: str) -> Follower:
        return Follower(self, name, *rights)

    def passes(self) -> None:
        """The pause."""
        waiting, self.loop.waiting = self.loop.waiting, []
        for _, callback in waiting:
            callback()


class Follower:
    def __init__(self, town: Town, name: str, *rights: str) -> None:
        self.ears = Ears()
        self.listing = town.listing
        self.connection = Connection(name, cast(Socket, self.ears), "::1", 0, Tally())
        self.connection.user = person(name, *rights)
        self.subscribes()

    def subscribes(self) -> None:
        self.listing.subscribe(self.connection)

    def hears(self) -> list[dict[str, Any]]:
        heard, self.ears.heard = self.ears.heard, []
        return heard

    def hears_of(self) -> dict[str, int]:
        """Rooms and their counts in the one message that came."""
        (message,) = self.hears()
        return {entry["id"]: entry["count"] for entry in message["u"]}
