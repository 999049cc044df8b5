"""The model: sockets say things, time passes, and it tells what every socket must hear."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

from . import numbers, words
from .budgets import Buckets
from .leaving import leave
from .listing import Listing
from .people import Address, Socket, User
from .place import Place, Presence, Remembered
from .values import Learned, Mentioning, near, pattern

START = 1_700_000_000_000
Act = Callable[..., None]
_ANYTIME: dict[str, Act] = {}
_WITH_USER: dict[str, Act] = {}
_IN_ROOM: dict[str, Act] = {}


def act(kind: str, where: dict[str, Act]) -> Callable[[Act], Act]:
    """Register what a message does and how far its socket must have come (§2)."""

    def register(function: Act) -> Act:
        where[kind] = function
        return function

    return register


def anytime(kind: str) -> Callable[[Act], Act]:
    return act(kind, _ANYTIME)


def with_user(kind: str) -> Callable[[Act], Act]:
    return act(kind, _WITH_USER)


def in_room(kind: str) -> Callable[[Act], Act]:
    return act(kind, _IN_ROOM)


class World:
    """Everything there is. `now` is ms since the beginning."""

    def __init__(self) -> None:
        self.now = 0.0
        self.addresses: dict[str, Address] = {}
        self.users: list[User] = []
        self.tokens: dict[str, User] = {}
        self.sockets: list[Socket] = []
        self.places: dict[str, Place] = {}
        self.remembered: dict[str, Remembered] = {}
        self.gone: dict[tuple[str, User], tuple[float, Presence]] = {}
        self.bans: dict[tuple[str, User], float] = {}
        self.listing = Listing(self)
        self._numbers = itertools.count()
        self._frames = itertools.count(1)

    @property
    def wall(self) -> float:
        return START + self.now

    def time(self) -> Learned:
        """This moment, as clients are told it."""
        return near(self.wall, 1)

    def new_frame(self) -> int:
        return next(self._frames)

    def user_of(self, user_id: Any) -> User | None:
        return next((user for user in self.users if user.id == user_id), None)

    def is_banned(self, room_id: str, user: User | None) -> float:
        """For how many ms yet."""
        ends = self.bans.get((room_id, user), 0.0) if user else 0.0
        # What is added and taken away again leaves some last digits.
        return max(0.0, round(ends - self.now, 3))

    # Coming and going

    def address(self, text: str) -> Address:
        return self.addresses.setdefault(text, Address(text))

    def connect(self, address: str) -> Socket | None:
        """None: the upgrade is refused."""
        visitor = self.address(address)
        if visitor.banned_until > self.now:
            return None
        socket = Socket(next(self._numbers), visitor, self.now)
        self.sockets.append(socket)
        socket.expect({"m": "b", "code": ""})
        return socket

    def close(self, socket: Socket, code: int) -> None:
        socket.code = socket.address.code_of(code, self.now)
        socket.is_open = False
        self._depart(socket)

    def hang_up(self, socket: Socket) -> None:
        socket.is_open = False
        self._depart(socket)

    def _depart(self, socket: Socket) -> None:
        self.sockets.remove(socket)
        socket.listed = None
        leave(self, socket)
        if socket.user:
            online = socket.user.online(self.now)
            socket.user.sockets.remove(socket)
            if not socket.user.sockets:
                socket.user.online_ms, socket.user.left_at = online, self.now

    # Saying

    def receive(self, socket: Socket, size: int, elements: list[Any] | None) -> None:
        """A frame of `size` bytes; None: it is no JSON array."""
        count = 1 if elements is None else len(elements)
        if count > numbers.QUEUED_OBJECTS:
            self.close(socket, 4003)
            return
        if not self._within_limits(socket, size, count):
            return
        for element in elements or ():
            if socket.is_open:
                self._handle(socket, element)

    def receive_binary(self, socket: Socket, frame: bytes, message: Any, payload: bytes) -> None:
        """A binary frame; `message` is its metadata, None for what is no such frame."""
        if self._within_limits(socket, len(frame), 1) and socket.place and message is not None:
            _IN_ROOM["custom"](self, socket, message, payload)

    def _within_limits(self, socket: Socket, size: int, count: int) -> bool:
        if self.now >= socket.period_ends:
            socket.period_ends = self.now + numbers.PERIOD_MS
            socket.period_bytes = socket.period_objects = 0
        socket.period_bytes += size
        socket.period_objects += count
        if size > numbers.FRAME_BYTES:
            self.close(socket, 1009)
        elif socket.period_bytes > (numbers.PERIOD_BYTES if socket.user else numbers.HELLO_BYTES):
            self.close(socket, 4002)
        elif socket.period_objects > numbers.PERIOD_OBJECTS:
            self.close(socket, 4007)
        return socket.is_open

    def _handle(self, socket: Socket, element: Any) -> None:
        if not isinstance(element, dict) or words.has_half_a_pair(element):
            return
        kind = element.get("m")
        if not isinstance(kind, str):
            return
        if kind in _ANYTIME:
            _ANYTIME[kind](self, socket, element)
        elif kind in _WITH_USER and socket.user:
            _WITH_USER[kind](self, socket, element)
        elif kind in _IN_ROOM and socket.place:
            _IN_ROOM[kind](self, socket, element)

    def stir(self, presence: Presence | None, place: Place | None) -> None:
        """Somebody did something in a room (3.3-5)."""
        if presence and place:
            presence.active_at = self.now
            if presence.afk:
                presence.afk = False
                place.show_person(presence)

    # Time

    def pass_ms(self, ms: float) -> None:
        self.now += ms
        self.listing.flush_if_due()

    def sweep(self) -> None:
        """What the server looks after from time to time."""
        for place in list(self.places.values()):
            if (
                place.empty_since is not None
                and self.now - place.empty_since >= numbers.EMPTY_ROOM_MS
            ):
                self._unload(place)
        for place in self.places.values():
            for presence in place.people.values():
                if not presence.afk and self.now - presence.active_at >= numbers.AFK_MS:
                    presence.afk = True
                    place.show_person(presence)
        for socket in list(self.sockets):
            if self.is_silent(socket):
                self.close(socket, 4004)

    def is_silent(self, socket: Socket) -> bool:
        if socket.user is None:
            return self.now - socket.opened_at > numbers.HELLO_MS
        return self.now - socket.seen_at > numbers.SILENCE_MS

    def _unload(self, place: Place) -> None:
        del self.places[place.id]
        holder = place.crown.user if place.crown else None
        self.remembered[place.id] = Remembered(place.settings, place.lines, holder, self.now)

    def recall(self, room_id: str) -> Remembered | None:
        """What is still remembered of a room that is not loaded."""
        memory = self.remembered.get(room_id)
        if memory is None or room_id in ("lobby", "test/awkward"):
            return memory
        return memory if self.now - memory.since < numbers.FORGET_MS else None

    def presence_of(self, user: User, place: Place) -> Presence:
        """Somebody who comes in, with what may still be done of the last time (14.1-13)."""
        left_at, before = self.gone.pop((place.id, user), (0.0, None))
        mode = place.mode_of(user)
        if before and self.now - left_at < numbers.METER_MEMORY_MS:
            return before.resumed(mode, self.now)
        return Presence(user, mode, self.now)

    # Who it is

    def greet(self, socket: Socket, token: Any) -> None:
        """`hi` (§3.2, §4.1)."""
        if socket.user:
            return
        by_token = self.tokens.get(token) if isinstance(token, str) else None
        user = by_token or socket.address.owner
        if user is None:
            user = socket.address.owner = User()
        if len(user.sockets) >= numbers.SOCKETS_PER_USER:
            text = Mentioning(user.id, str(numbers.SOCKETS_PER_USER))
            socket.notice(text, duration=15_000)
            self.close(socket, 4009)
            return
        if not socket.address.admits(user, self.now):
            self.close(socket, 4001)
            return
        if user not in self.users:
            self.users.append(user)
        if not user.sockets:
            user.since = self.now
            if self.now - user.left_at >= numbers.METER_MEMORY_MS:
                user.buckets = Buckets()
        user.sockets.append(socket)
        socket.user, socket.seen_at = user, self.now
        answer: dict[str, Any] = {
            "m": "hi",
            "t": self.time(),
            "u": {"_id": user.id, "name": user.name, "color": user.color},
            "permissions": {},
            "motd": "",
        }
        if by_token is None:
            socket.token = pattern(r"[0-9a-f]{24}\.[!-~]+")
            answer["token"] = socket.token
        socket.expect(answer)

    def learn(self) -> None:
        """After what came was compared: tokens are known now."""
        for socket in self.sockets:
            if socket.token is not None and socket.token.known and socket.user:
                self.tokens[socket.token.value] = socket.user
                assert socket.token.value.startswith(f"{socket.user.id}.")
                socket.token = None
