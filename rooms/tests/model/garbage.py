"""Frames and elements that no client should send (§1, §15)."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from . import numbers

NO_FRAMES = (
    *("", "x", "{", "[", "null", "5", '"a"', '{"m":"t"}', "[[", "[{]", "[1,]", "\ufeff[]"),
    *('[{"m":"t","e":NaN}]', '[{"m":"t"},Infinity]', '[{"m":"t"}] x', "[" * 10_000, "\0"),
    '[{"m":"a","message":"a\nb"},{"m":"t"}]',
)
ELEMENTS: tuple[Any, ...] = (
    *(
        None,
        5,
        "t",
        [],
        {},
        True,
        {"m": 5},
        {"m": None},
        {"m": "unknown"},
        {"m": ["t"]},
        {"t": "m"},
    ),
    *({"m": "T"}, {"m": ""}, {"m": "p", "id": "x"}, {"m": "hi "}, {"m": "clearchat"}, {"t": "m"}),
    *({"m": "v", "vanish": True}, {"m": "setname", "_id": "x", "name": "y"}, {"m": "eval"}),
    *({"m": "siteban", "id": "x", "reason": "y", "permanent": True}, {"m": "\ud800"}),
    {"m": "setcolor", "_id": "x", "color": "#000000"},
)
TEXT_OF_HUGE = "1e999"


def element(random: Random) -> Any:
    return random.choice(ELEMENTS)


def spoilt(random: Random, message: dict[str, Any]) -> dict[str, Any]:
    """A message with one field of another kind, gone, or with half a surrogate pair in it."""
    fields = [name for name in message if name != "m"]
    if not fields:
        return {**message, "unknown": random.choice(("\udfff", [{"a": "\ud83c"}], "fine"))}
    name = random.choice(fields)
    if random.random() < 0.3:
        return {field: value for field, value in message.items() if field != name}
    strange: tuple[Any, ...] = (
        None,
        True,
        5,
        2**80,
        -1e300,
        "\ud800",
        "\udfffx",
        [],
        {},
        [None],
        {"a": {"b": []}},
    )
    return {**message, name: random.choice(strange)}


def frame(random: Random) -> tuple[str, list[Any] | None]:
    """A text frame, and what is in it."""
    if random.random() < 0.6:
        return random.choice(NO_FRAMES), None
    if random.random() < 0.9:
        some = [element(random) for _ in range(random.randint(0, 5))] + [{"m": "t", "e": 1}]
        random.shuffle(some)
        return json.dumps(some), some
    big = random.choice(("x" * (numbers.FRAME_BYTES + 1), "é" * 65_537, "x" * 110_000))
    flood: tuple[tuple[str, list[Any] | None], ...] = (
        (json.dumps([0] * 513), [0] * 513),
        (json.dumps([{"m": "x"}] * 310), [{"m": "x"}] * 310),
        (json.dumps([0] * 512), [0] * 512),
        (big, None),
    )
    return random.choice(flood)


def binary(random: Random, message: dict[str, Any]) -> bytes:
    """A binary frame that is none."""
    text = json.dumps(message).encode()
    return random.choice(
        (
            b"",
            b"\0\0\0",
            (len(text) + 1).to_bytes(4, "big") + text,
            len(text).to_bytes(4, "little") + text,
            (2).to_bytes(4, "big") + b"{}x",
            (len(text) + 2).to_bytes(4, "big") + b"[" + text + b"]",
            (7).to_bytes(4, "big") + b'{"m":5}',
            (9).to_bytes(4, "big") + b'{"m":"t"}x',
            (4).to_bytes(4, "big") + b"\xff\xfe\0\0",
        )
    )
