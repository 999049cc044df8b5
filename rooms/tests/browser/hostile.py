"""A server that means harm: it answers like a real one, with everything that might get through."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Page, WebSocketRoute

from rooms.tests.browser.watch import ATTACK

EVIL = "https://evil.example/x"
OWN_ID = "0123456789abcdef01234567"
MARKUP = [
    f"<img src=x onerror={ATTACK}>",
    f"<svg onload={ATTACK}>",
    f"<script>{ATTACK}</script>",
    f"'\"><iframe srcdoc='<script>parent.{ATTACK}</script>'>",
    f"<a href='javascript:{ATTACK}'>x</a>",
    f"javascript:{ATTACK}",
    f"<style>@import url({EVIL})</style>",
    f"{{{{{ATTACK}}}}} ${{{ATTACK}}} %s",
    "\u202egnp.exe\u2066\u0000\u0007",
    "Z̸̢̛͔̦̠̙̻̭̗̩̒̎͐̓̀" * 200,
    "𝕿" * 3000,
    "\ud800 \udfff",
]
COLORS = [
    f"red;background:url({EVIL})",
    f"#123456;background:url({EVIL})",
    f"url({EVIL})",
    "expression(alert(1))",
    "#12345",
    "var(--x)",
    7,
    None,
    {"toString": 1},
]
IDS = [
    f'"]);{ATTACK};//',
    f"'><img/src=x/onerror={ATTACK}>",
    "#piano,body",
    "*",
    "__proto__",
    "constructor",
    "self",
    "../../admin",
    " ",
    "x" * 100_000,
    "\ud800",
    7,
    None,
    ["a"],
]
KEYS = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"]
JUNK: list[Any] = [None, True, -1, 1e308, "", "NaN", [], {}, [[]], "x" * 100, {"length": 1e9}]
FIELDS = ["_id", "id", "p", "t", "e", "u", "a", "c", "r", "n", "v", "s", "ch", "ppl", "x", "y"]
FIELDS += ["set", "text", "html", "title", "duration", "target"]
TYPES = ["b", "hi", "ch", "p", "bye", "m", "n", "a", "dm", "c", "ls", "nq", "notification", "t"]


def polluting() -> str:
    """Written by hand, because no dictionary of Python's makes `__proto__` an own key twice."""
    poison = '{"polluted":true,"chsetAnywhere":true,"prototype":{"polluted":true}}'
    return "{" + ",".join(f'"{key}":{poison}' for key in KEYS) + ',"m":"hi"}'


def person(number: int) -> dict[str, Any]:
    name = MARKUP[number % len(MARKUP)]
    color = COLORS[number % len(COLORS)]
    own = IDS[number % len(IDS)]
    return {
        "_id": own,
        "id": own,
        "name": name,
        "color": color,
        "x": JUNK[number % len(JUNK)],
        "y": "1e309",
        "tag": {"text": name, "color": color},
        "polluted": True,
    }


def room(number: int) -> dict[str, Any]:
    name = MARKUP[number % len(MARKUP)]
    color = COLORS[number % len(COLORS)]
    crown = {"userId": IDS[number % len(IDS)], "time": 1e308, "startPos": {"x": "1e309"}}
    settings = {"color": color, "color2": color, "limit": JUNK[number % len(JUNK)], name: name}
    return {"_id": name, "id": name, "count": 1e308, "settings": settings, "crown": crown}


def texts() -> list[dict[str, Any]]:
    """Everything that is shown somewhere, one of each for each text."""
    found: list[dict[str, Any]] = []
    for number, text in enumerate(MARKUP):
        who = person(number) | {"_id": f"evil{number}", "id": f"evil{number}"}
        line = {"id": f"a{number}", "t": 1e308 if number % 2 else number, "a": text, "r": "a0"}
        notice = {"id": IDS[number % len(IDS)], "target": f"<img src=x onerror={ATTACK}>"}
        found += [
            {"m": "p", **who},
            {"m": "a", "p": who, **line},
            {"m": "dm", "sender": who, "recipient": {"_id": OWN_ID, "id": OWN_ID}, **line},
            {"m": "notification", **notice, "title": text, "text": text, "class": text},
            {"m": "notification", **notice, "html": text, "duration": -(10**12)},
            {"m": "ls", "c": False, "u": [room(number)]},
            {"m": "m", "id": f"evil{number}", "x": "1e300", "y": -1e300},
            {"m": "custom", "data": text, "p": who},
            {"m": text},
        ]
    return found


def wrong() -> list[Any]:
    """Known messages whose fields are missing or of any type."""
    found: list[Any] = list(JUNK)
    for kind in TYPES:
        found.append({"m": kind})
        found += [
            {"m": kind, **dict.fromkeys(FIELDS, junk), field: other}
            for junk in JUNK
            for field, other in zip(FIELDS, [*JUNK, *JUNK], strict=False)
            # One that is well-formed by chance would bring the page elsewhere.
            if kind not in ("ch", "hi", "c", "nq", "b")
        ]
    return found


class HostileServer:
    """What the page's socket talks to; keeps what the page sends."""

    def __init__(self, page: Page) -> None:
        self.received: list[dict[str, Any]] = []
        self._line: WebSocketRoute | None = None
        page.route_web_socket("**/ws", self._open)

    def sends(self, *messages: Any) -> None:
        self.sends_text(json.dumps(messages))

    def sends_text(self, text: str) -> None:
        assert self._line
        self._line.send(text)

    def got(self, kind: str) -> list[dict[str, Any]]:
        return [message for message in self.received if message.get("m") == kind]

    def _open(self, line: WebSocketRoute) -> None:
        self._line = line
        line.on_message(self._receive)
        self.sends({"m": "b", "code": f"~{ATTACK}"})

    def _receive(self, text: str | bytes) -> None:
        messages = json.loads(text)
        self.received += messages
        for message in messages:
            if message["m"] == "hi":
                self._greet()
            elif message["m"] == "ch":
                self._admit()

    def _greet(self) -> None:
        user = {"_id": OWN_ID, "name": MARKUP[0], "color": COLORS[0]}
        motd = " ".join(MARKUP[:8])
        granted = {"__proto__": True, MARKUP[0]: True, "vanish": "yes"}
        self.sends({"m": "hi", "t": 1, "u": user, "motd": motd, "permissions": granted})

    def _admit(self) -> None:
        me = {"_id": OWN_ID, "id": OWN_ID, "name": MARKUP[0], "color": COLORS[0]}
        people = [me, *(person(number) for number in range(60))]
        self.sends(
            {"m": "ch", "p": OWN_ID, "ch": room(0), "ppl": people},
            {"m": "nq", "allowance": 1e6, "max": 1e6, "maxHistLen": 3},
            {"m": "c", "c": [message for message in texts() if message["m"] in ("a", "dm")]},
        )
