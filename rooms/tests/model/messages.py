"""What clients say: every message, good ones and such as have to be ignored."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

from . import garbage, numbers
from .people import Socket
from .words import KEYS
from .world import World

ROOMS = (
    *(["Alpha"] * 6 + ["Beta"] * 3 + ["lobby"] * 4 + ["test/one"] * 2),
    *(
        "lobby2",
        "lobbyNaN",
        "lobbyNaN",
        "lobby1",
        "lobby01",
        "lobby-x",
        "Lobby",
        "test/",
        "test/awkward",
    ),
    *("spin", "Ünïcøde 🎹", "x" * numbers.ROOM_ID, "a/b?c=d&e#f"),
)
NO_ROOMS = ("", " ", "\u3000", "x" * 513, "🎹" * 257, "a\nb", "\ud800", 5, None, True, ["Alpha"])
NAMES = ("Ann", "Bob", "Zoë", "x" * 40, "🎹" * 20, "<b>&\"'", " padded ", "e\u0301 darn")
NO_NAMES: tuple[Any, ...] = (
    "",
    "  ",
    "x" * 41,
    "🎹" * 21,
    "a\tb",
    "a\u202eb",
    "a\u200fb",
    "\x7f",
    7,
    None,
    {},
    [],
)
COLORS = ("#AbCdEf", "#000000", "#ffffff", "#12345g", "#fff", "red", "#1234567", 255, None, "")
TEXTS = ("hi", "hello there", "blast! Darn it", "x" * 512, "🎹" * 256, "<script>", " spaced ", "@x")


class Messages:
    """Makes messages by chance; the ids in them are of who is there, mostly."""

    def __init__(self, world: World, chance: random.Random) -> None:
        self._world = world
        self._random = chance

    def _pick(self, options: Sequence[Any]) -> Any:
        return self._random.choice(options)

    def _likely(self, chance: float) -> bool:
        return self._random.random() < chance

    def any(self, socket: Socket) -> Any:
        makers: list[tuple[float, Callable[[Socket], Any]]] = [
            (5, self.ch),
            (9, self._chset),
            (11, self._chown),
            (7, self._kickban),
            (3, self._unban),
            (9, self._a),
            (5, self._dm),
            (9, self._n),
            (8, self._m),
            (7, self._userset),
            (5, lambda socket: {"m": self._pick(("+ls", "+ls", "-ls"))}),
            (3, lambda socket: {"m": self._pick(("+custom", "+custom", "-custom"))}),
            (4, lambda socket: {"m": "custom", **self.custom()}),
            (3, lambda socket: {"m": "t", **self._maybe("e", (1, 2.5, 0, "1", True, None, 2**70))}),
            (0.5, lambda socket: {"m": "bye"}),
            (0.5, lambda socket: self.hello()),
            (1, lambda socket: {"m": "devices", "list": []}),
            (2, lambda socket: garbage.element(self._random)),
        ]
        weights = [weight for weight, _ in makers]
        _, make = self._random.choices(makers, weights)[0]
        made = make(socket)
        if isinstance(made, dict) and self._likely(0.02):
            made = garbage.spoilt(self._random, made)
        return made

    def _maybe(self, name: str, values: Any) -> dict[str, Any]:
        return {name: self._pick(values)} if self._likely(0.6) else {}

    def hello(self) -> dict[str, Any]:
        tokens = list(self._world.tokens)
        if tokens and self._likely(0.4):
            return {"m": "hi", "token": self._pick(tokens), "🐈": 1}
        return {"m": "hi", **self._maybe("token", ("nonsense", "", "x" * 513, 5, None, "é"))}

    def _user_id(self, socket: Socket) -> Any:
        """Of somebody here, of anybody, of nobody."""
        here = list(socket.place.people) if socket.place else []
        users = here if here and self._likely(0.7) else self._world.users
        if not users or self._likely(0.1):
            return self._pick(("f" * 24, "", 5, None, ["x"], True, {}))
        return self._pick(users).id

    def ch(self, socket: Socket | None) -> dict[str, Any]:
        room = self._pick(ROOMS) if self._likely(0.92) else self._pick(NO_ROOMS)
        populous = [place.id for place in self._world.places.values() if place.people]
        if populous and self._likely(0.65):
            # Where nobody else is nothing is heard.
            room = max(populous, key=lambda place_id: len(self._world.places[place_id].people))
        message: dict[str, Any] = {"m": "ch", "_id": room}
        if self._likely(0.3):
            message["set"] = self._settings() if self._likely(0.95) else self._pick((None, 5, []))
        return message

    def _chset(self, socket: Socket) -> dict[str, Any]:
        wish = self._settings() if self._likely(0.95) else self._pick((None, 5, [], "x"))
        return {"m": "chset", "set": wish}

    def _settings(self) -> dict[str, Any]:
        switch = (True, False, True, False, True, "false", 1, None)
        values: dict[str, Any] = {
            "visible": switch,
            "chat": (True, True, *switch),
            "crownsolo": switch,
            "no cussing": switch,
            "noindex": switch,
            "allowBots": switch,
            "color": COLORS,
            "color2": COLORS,
            "limit": (
                0,
                1,
                2,
                2,
                3,
                "1",
                "12",
                99,
                100,
                -1,
                1.5,
                2.0,
                "",
                "x",
                None,
                True,
                10**400,
            ),
            "minOnlineTime": (60_000, 120_000, 0, None, 86_400_000, 86_400_001, -1, 0.5, "5", True),
            "lobby": (True,),
            "owner_id": ("f" * 24, *(user.id for user in self._world.users)),
            "unknown": (1,),
        }
        names = self._random.sample(list(values), self._random.randint(0, 4))
        return {name: self._pick(values[name]) for name in names}

    def _chown(self, socket: Socket) -> dict[str, Any]:
        if self._likely(0.4) and socket.user:
            return {"m": "chown", "id": socket.user.id}
        return {"m": "chown", **({} if self._likely(0.25) else {"id": self._user_id(socket)})}

    def _kickban(self, socket: Socket) -> dict[str, Any]:
        lengths = (0, 0, 1_000, 60_000, 60_001, 600_000, 3_600_000, 9e9, 0.5, -1, "5", None, True)
        length = self._pick(lengths) if self._likely(0.95) else 10**400
        return {"m": "kickban", "_id": self._user_id(socket), "ms": length}

    def _unban(self, socket: Socket) -> dict[str, Any]:
        room_id = socket.place.id if socket.place else ""
        banned = [user.id for place_id, user in self._world.bans if place_id == room_id]
        target = self._pick(banned) if banned and self._likely(0.8) else self._user_id(socket)
        return {"m": "unban", "_id": target}

    def _text(self) -> Any:
        return self._pick(TEXTS) if self._likely(0.85) else self._pick((*NO_NAMES, "x" * 513))

    def _a(self, socket: Socket) -> dict[str, Any]:
        replies = ("0a1b2c3d", "z" * 32, "z" * 33, "A", "", 5, None, "é")
        return {"m": "a", "message": self._text(), **self._maybe("reply_to", replies)}

    def _dm(self, socket: Socket) -> dict[str, Any]:
        return {**self._a(socket), "m": "dm", "_id": self._user_id(socket)}

    def _n(self, socket: Socket) -> dict[str, Any]:
        many = self._likely(0.4)
        notes = [{"n": "c3", "v": 0.5}] * self._random.randint(100, 800) if many else []
        notes += [self._note() for _ in range(self._random.randint(0, 3))]
        times = (1_700_000_000_000, 1_700_000_000_000.5, 0, -5, "x", None, True, 10**400)
        time = self._pick(times) if self._likely(0.2) else 1_700_000_000_123
        return {"m": "n", "t": time, "n": notes if self._likely(0.97) else self._pick((None, {}))}

    def _note(self) -> Any:
        if self._likely(0.1):
            return self._pick((None, 5, [], {}, "c3", {"n": "c8"}, {"n": 5}, {"n": []}))
        bits: tuple[Any, ...] = (
            0,
            1,
            0.25,
            -1,
            2,
            "0.5",
            "x",
            None,
            True,
            [],
            {},
            "",
            201,
            55.5,
            10**400,
            "1e1",
        )
        note: dict[str, Any] = (
            {"n": self._pick(KEYS), "extra": 1} if self._likely(0.1) else {"n": self._pick(KEYS)}
        )
        for name in "dvs":
            note |= self._maybe(name, bits) if self._likely(0.5) else {}
        return note

    def _m(self, socket: Socket) -> dict[str, Any]:
        places = (0, 50, -3.125, "12.34", "-0", "+7", 99.999, 1e9, -1e9, "0.00", 33.333)
        strange: tuple[Any, ...] = (
            "",
            "x",
            "1e5",
            " 1",
            "1.",
            ".5",
            None,
            True,
            [],
            10**400,
            "nan",
            "Infinity",
        )
        x, y = (self._pick(places if self._likely(0.9) else strange) for _ in "xy")
        return {"m": "m", "x": x, "y": y}

    def _userset(self, socket: Socket) -> dict[str, Any]:
        if self._likely(0.05):
            return {"m": "userset", "set": self._pick((None, [], "x", 5))}
        names = NAMES if self._likely(0.75) else NO_NAMES
        return {
            "m": "userset",
            "set": {**self._maybe("name", names), **self._maybe("color", COLORS)},
        }

    def custom(self) -> dict[str, Any]:
        ids = [user.id for user in self._world.users] or ["x"]
        targets: tuple[Any, ...] = (
            *({"mode": "subscribed"}, {"mode": "subscribed", "global": True}),
            *({"mode": "id", "id": self._pick(ids)}, {"mode": "ids", "ids": ids[:3]}),
            {"mode": "id", "id": self._pick(ids), "global": True},
            *({"mode": "ids", "ids": [*ids[:1], *["x"] * 31]}, {"mode": "ids", "ids": ["x"] * 33}),
            *({"mode": "other"}, {"mode": "id", "id": 5}, {}, {"mode": "subscribed", "global": 1}),
            *({"mode": "ids", "ids": "x"}, {"mode": []}, None, "subscribed"),
        )
        data = (1, "text", [1, {"a": None}], "é" * 3000, "x" * 9_000, "x" * 17_000, True, 2.5, "🎹")
        target = {"target": self._pick(targets[:7] if self._likely(0.8) else targets)}
        return {**target, **self._maybe("data", data)}
