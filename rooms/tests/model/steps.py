"""What is done to the server and to the model, chosen by chance from what there is to do."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from . import garbage
from .messages import Messages
from .people import Socket
from .world import World

FEW_SOCKETS = 5
MOST_SOCKETS = 10
ADDRESSES = [f"10.0.0.{number}" for number in range(1, 8)]
SECONDS = (0.1003, 0.3007, 0.6011, 1.1003, 2.2007, 3.3011, 5.5003, 9.1007, 16.3011, 31.7003, 45.1)
LONG_SECONDS = (61.3007, 130.7, 601.1003, 3_600.7, 4_000.3, 86_411.7, 700_000.3)
_IN_TURN = {"kickban", "bye", "hi", "ch", "chown"}


@dataclass(frozen=True)
class Connect:
    address: str
    token: str | None = None
    greets: bool = True
    enters: dict[str, Any] | None = None
    """The `ch` that follows at once."""


@dataclass(frozen=True)
class Say:
    socket: Socket
    text: str
    elements: list[Any] | None
    """None: it is no JSON array."""


@dataclass(frozen=True)
class SayBinary:
    socket: Socket
    frame: bytes
    message: Any
    payload: bytes


@dataclass(frozen=True)
class HangUp:
    socket: Socket


@dataclass(frozen=True)
class Pass:
    """Time passes; everybody shows signs of life, but one."""

    seconds: float
    silent: Socket | None


Step = Connect | Say | SayBinary | HangUp | Pass


class Chooser:
    """Makes a step of a number and of how things are."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._random = random.Random()
        self._messages = Messages(world, self._random)
        self._series: list[Callable[[], Step | None]] = []
        """What comes next, whatever the numbers are: limits are reached by doing much at once."""

    def step(self, number: int, at: int) -> Step | None:
        """None where there is nothing to do such a thing to. Zero is always nothing."""
        if number == 0:
            return None
        self._random.seed(number * 1009 + at)
        if self._series:
            return self._series.pop(0)()
        chance = self._random.random()
        sockets = self._world.sockets
        is_quiet = len(sockets) < FEW_SOCKETS and chance < 0.4
        if is_quiet or (len(sockets) < MOST_SOCKETS and chance < 0.08) or not sockets:
            return self._connect()
        if chance < 0.12:
            return HangUp(self._pick(sockets))
        if chance < 0.21:
            return self._some_passing()
        if chance < 0.24:
            return self._binary(self._speaker())
        if chance < 0.255:
            speakers = [self._speaker() for _ in range(4)]
            # What is done alone is heard by nobody.
            self._series = self._new_series(max(speakers, key=lambda one: len(self._company(one))))
            return self._series.pop(0)()
        if chance < 0.29:
            text, elements = garbage.frame(self._random)
            return Say(self._pick(sockets), text, elements)
        return self._say()

    def _new_series(self, socket: Socket) -> list[Callable[[], Step | None]]:
        """Steps that one after the other use up what somebody may do."""

        def saying(*elements: Any) -> Callable[[], Step | None]:
            return lambda: self._saying(socket, list(elements))

        def pausing() -> Step:
            return self._passing(2.0003)

        def playing_all() -> Step | None:
            return self._playing_all(socket)

        user_id = socket.user.id if socket.user else "x"
        greedy: tuple[dict[str, Any], ...] = (
            *({"m": "a", "message": "again"}, {"m": "ch", "_id": "Alpha"}, {"m": "+ls"}),
            *({"m": "chown", "id": user_id}, {"m": "m", "x": 1, "y": 2}, {"m": "t", "e": 1}),
            *({"m": "unban", "_id": user_id}, _notes(1), {"m": "chset", "set": {"chat": True}}),
            *({"m": "kickban", "_id": "f" * 24, "ms": 0}, {"m": "+custom"}),
            *({"m": "userset", "set": {"name": "Eve"}}, _custom(9_000)),
        )
        kind = self._random.random()
        if kind < 0.1:
            lines = [{"m": "a", "message": f"line {number}"} for number in range(10)]
            return [saying(*lines), lambda: self._passing(4.1)] * 9
        if kind < 0.2:
            here = [socket, *self._company(socket)]
            holders = [one for one in here if one.place and one.place.holder is one.user]
            holder = holders[0] if holders else socket
            reaching = [lambda: self._taking(holder)]
            waits = [lambda: self._passing(14.6), *reaching, lambda: self._passing(0.5), *reaching]
            return [lambda: self._saying(holder, [{"m": "chown"}]), *waits]
        if kind < 0.5:
            element = self._pick(greedy)
            # When others hear that somebody is back from being idle is open within a frame.
            back, many = saying(element), saying(*[element] * 9)
            return [back, many, saying(*[element] * 40), pausing, back]
        if kind < 0.6:
            home = socket.place.id if socket.place else "Alpha"
            away = [saying({"m": "ch", "_id": room_id}) for room_id in ("test/one", home)]
            return [playing_all, *away, saying(_notes(1)), pausing, playing_all, *away, playing_all]
        if kind < 0.7:
            return self._game()
        if kind < 0.78:
            drained = [playing_all, pausing] * 3
            return [*drained, saying(_notes(1)), saying(_notes(1)), playing_all]
        if kind < 0.85:
            flood = self._pick((["x" * 110_000], [0] * 310, [0] * 512))
            return [saying(*flood)] * 3
        address = self._pick(ADDRESSES)
        if kind < 0.93:
            tokens = list(self._world.tokens)
            return [lambda token=token: Connect(address, token) for token in tokens[-5:]]  # type: ignore[misc]
        again = [lambda: Connect(address, greets=False), lambda: self._breaking(address)]
        return [*again * 5, lambda: Connect(address)]

    def _saying(self, socket: Socket, elements: list[Any]) -> Step | None:
        return Say(socket, json.dumps(elements), elements) if socket.is_open else None

    def _playing_all(self, socket: Socket) -> Step | None:
        if socket.presence is None:
            return None
        socket.presence.purse.tick(self._world.now)
        return self._saying(socket, [_notes(max(1, socket.presence.purse.points))])

    def _game(self) -> list[Callable[[], Step | None]]:
        """Two hand the crown to and fro, and one of them plays all that it may (11.2-7)."""

        def last() -> Socket:
            return self._world.sockets[-1]

        def handing() -> Step | None:
            place = last().place
            holder = place.holder if place else None
            givers = [one for one in place.sockets if one.user is holder] if place else []
            takers = [one for one in place.sockets if one.user is not holder] if place else []
            if not givers or not takers or not takers[-1].user:
                return None
            return self._saying(givers[-1], [{"m": "chown", "id": takers[-1].user.id}])

        room = {"m": "ch", "_id": "Game"}
        arriving = [lambda at=at: Connect(at, None, True, room) for at in ADDRESSES[:2]]
        turn = [handing, lambda: self._playing_all(last())]
        more = [lambda: self._saying(last(), [_notes(1)]), lambda: self._passing(0.6)]
        return [*arriving, *[*turn, *more] * 9]

    def _taking(self, dropper: Socket) -> Step | None:
        """Somebody else in the room reaches for its crown (7.3-5, 7.3-6)."""
        others = [one for one in self._company(dropper) if one.user is not dropper.user]
        if not others or not others[0].user:
            return None
        return self._saying(others[0], [{"m": "chown", "id": others[0].user.id}])

    def _company(self, socket: Socket) -> list[Socket]:
        here = socket.place.sockets if socket.place else []
        return [one for one in here if one is not socket]

    def _breaking(self, address: str) -> Step | None:
        """The last comer from an address breaks a limit (13-7)."""
        here = [one for one in self._world.sockets if one.address.text == address]
        return self._saying(here[-1], [0] * 513) if here else None

    def _pick(self, options: Sequence[Any]) -> Any:
        return self._random.choice(options)

    def _likely(self, chance: float) -> bool:
        return self._random.random() < chance

    def _connect(self) -> Connect:
        tokens = list(self._world.tokens)
        token = self._pick(tokens) if tokens and self._likely(0.25) else None
        greets = self._likely(0.93)
        enters = self._messages.ch(None) if greets and self._likely(0.85) else None
        return Connect(self._pick(ADDRESSES), token, greets, enters)

    def _some_passing(self) -> Pass:
        seconds = self._pick(LONG_SECONDS if self._likely(0.15) else SECONDS)
        return self._passing(
            seconds, self._pick(self._world.sockets) if self._likely(0.1) else None
        )

    def _passing(self, seconds: float, silent: Socket | None = None) -> Pass:
        # Nothing is ever due at that very moment: no rounding can decide.
        return Pass(seconds + self._random.random() / 100, silent)

    def _speaker(self) -> Socket:
        """Who is in a room, rather than who is not."""
        inside = [socket for socket in self._world.sockets if socket.place]
        sockets = inside if inside and self._likely(0.85) else self._world.sockets
        holders = [one for one in sockets if one.place and one.place.holder is one.user]
        chosen: Socket = self._pick(holders if holders and self._likely(0.3) else sockets)
        return chosen

    def _say(self) -> Say:
        socket = self._speaker()
        if socket.user is None and self._likely(0.6):
            elements = [self._messages.hello()]
        elif socket.user and socket.place is None and self._likely(0.6):
            elements = [self._messages.ch(socket)]
        else:
            is_idle = socket.presence is not None and socket.presence.afk
            # When others hear that somebody is back from being idle is open within a frame.
            count = 1 if is_idle or self._likely(0.85) else self._random.randint(2, 6)
            elements = _in_turn([self._messages.any(socket) for _ in range(count)])
        if socket.user is None and any(_is_hello(element) for element in elements):
            # Who it is has to be learned before anything can be said about it.
            elements = elements[: next(i for i, e in enumerate(elements) if _is_hello(e)) + 1]
        return Say(socket, json.dumps(elements), elements)

    def _binary(self, socket: Socket) -> SayBinary:
        payload = self._random.randbytes(self._pick((0, 1, 100, 6_000)))
        message: Any = {"m": "custom", **self._messages.custom()}
        if self._likely(0.85):
            text = json.dumps(message).encode()
            return SayBinary(
                socket, len(text).to_bytes(4, "big") + text + payload, message, payload
            )
        return SayBinary(socket, garbage.binary(self._random, message), None, b"")


def _in_turn(elements: list[Any]) -> list[Any]:
    """A frame of several whose result is not open.

    Who goes or is put out may miss what was said just before, and of two hand-overs of the crown
    quotas may follow the last only.
    """
    by_kind = {element.get("m"): element for element in elements if _has_kind(element)}
    if "kickban" in by_kind:
        return [by_kind["kickban"]]
    first = [by_kind[kind] for kind in ("bye", "hi", "ch") if kind in by_kind]
    last = [by_kind[kind] for kind in ("chown",) if kind in by_kind]
    rest = [one for one in elements if not _has_kind(one) or one["m"] not in _IN_TURN]
    return [*first, *rest, *last]


def _notes(count: int) -> dict[str, Any]:
    return {"m": "n", "t": 1_700_000_000_000, "n": [{"n": "a3"}] * count}


def _custom(size: int) -> dict[str, Any]:
    return {"m": "custom", "target": {"mode": "subscribed"}, "data": "x" * size}


def _has_kind(element: Any) -> bool:
    return isinstance(element, dict) and isinstance(element.get("m"), str)


def _is_hello(element: Any) -> bool:
    return isinstance(element, dict) and element.get("m") == "hi"
