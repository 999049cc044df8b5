"""Which strings and colours are taken, wherever they stand (docs/protocol.md §10)."""

from __future__ import annotations

from typing import Any

import pytest

from rooms.tests.clients import Client, Site
from rooms.tests.rules import rule

FORBIDDEN_BY_NAME = [
    *("\u000a", "\u000d", "\u000b", "\u0000", "\u0009"),
    *("\u202e", "\u2066", "\u2067", "\u202b", "\u200f"),
]
CONTROLS = [*map(chr, range(0x20)), "\x7f"]
HALF_PAIRS = ["\ud800", "\udbff", "\udc00", "\udfff"]
FORBIDDEN = sorted({*FORBIDDEN_BY_NAME, *CONTROLS, *HALF_PAIRS})
BAD: list[Any] = [
    *(text for one in FORBIDDEN for text in (f"{one}ab", f"a{one}b", f"ab{one}")),
    *("", " ", "   ", "\u00a0", "\u3000\u2003", "\ufeff"),
    *(None, 5, 1.5, True, [], ["text"], {}, {"text": "x"}),
]
GOOD = [
    *("x", " padded ", "<b>&amp;", "0", "null", "日本語", "مرحبا", "🎹"),
    *(
        "👩‍👩‍👧",
        "a\u200cb",
        "❤\ufe0f",
        "\u200eleft",
        "\u202dx",
        "soft\u00adhyphen",
        "\u2068x\u2069",
    ),
    *("e\u0301", "\u00e9", "a\u2028b", "a\u0085b", "\u00a0x", "\u2068x\u2069"),
]
TOO_LONG = [lambda most: "x" * (most + 1), lambda most: "🎹" * (most // 2) + "x"]
LONGEST_NAME, LONGEST_LINE, LONGEST_ROOM = 40, 512, 512


def bad(most: int) -> list[Any]:
    return [*BAD, *(text(most) for text in TOO_LONG)]


def good(most: int) -> list[str]:
    return [*GOOD, "x" * most, "🎹" * (most // 2)]


async def two(site: Site, room: str) -> tuple[Client, Client]:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await alice.hears("p", id=bob.id)
    return alice, bob


@rule("10.1-1", "15-6", "15-8", "14-2", "6.3-1")
async def test_lines_of_chat(generous: Site, room: str) -> None:
    alice, bob = await two(generous, room)
    await alice.says(*({"m": "a", "message": text} for text in bad(LONGEST_LINE)))
    await bob.hears_nothing(after=alice)
    await alice.hears_nothing(after=bob)
    await alice.says(*({"m": "a", "message": text} for text in good(LONGEST_LINE)))
    for text in good(LONGEST_LINE):
        await bob.hears_next("a", a=text)


@rule("10.1-1", "15-6", "15-8", "14-2", "6.5-3")
async def test_direct_messages(generous: Site, room: str) -> None:
    alice, bob = await two(generous, room)
    head = {"m": "dm", "_id": bob.id}
    await alice.says(*({**head, "message": text} for text in bad(LONGEST_LINE)))
    await bob.hears_nothing(after=alice)
    await alice.hears_nothing(after=bob)
    await alice.says(*({**head, "message": text} for text in good(LONGEST_LINE)))
    for text in good(LONGEST_LINE):
        await bob.hears_next("dm", a=text)


@rule("10.1-1", "15-6", "15-8", "14-1")
async def test_names(generous: Site, room: str) -> None:
    alice, bob = await two(generous, room)
    for text in bad(LONGEST_NAME):
        await alice.says({"m": "userset", "set": {"name": text}})
    await bob.hears_nothing(after=alice)
    for text in good(LONGEST_NAME):
        await alice.calls_itself(text)
        await bob.hears_next("p", id=alice.id, name=text)


@rule("10.1-1", "15-6", "15-9", "14-3")
async def test_rooms(generous: Site, room: str) -> None:
    alice = await generous.join("alice", room)
    await alice.says(*({"m": "ch", "_id": text} for text in bad(LONGEST_ROOM)))
    await alice.hears_nothing()
    for text in good(LONGEST_ROOM):
        assert (await alice.enters(text))["ch"]["_id"] == text


@rule("15-9", "14-3")
@pytest.mark.parametrize("text", ["", " ", "x" * 513, "🎹" * 257, "a\nb", "a\u202eb", 5, None])
async def test_without_a_room_one_that_cannot_be_is_the_lobby(generous: Site, text: Any) -> None:
    alice = await generous.arrive("alice")
    await alice.says({"m": "ch", "_id": text})
    assert (await alice.hears_next("ch"))["ch"]["_id"] == "lobby"


GOOD_COLORS = ["#000000", "#ffffff", "#ABCDEF", "#a1B2c3"]
BAD_COLORS: list[Any] = [
    *("", "#", "#fff", "#abcde", "#abcdef0", "abcdef", "red", "#12345g", "rgb(1,2,3)"),
    *(" #abcdef", "#abcdef ", "#abcdef\n", "#abcde\u0661", "#\uff41bcdef", "#-12345"),
    *(None, 0, 0xABCDEF, True, [], ["#abcdef"], {}),
]


@rule("10.2-1", "15-7")
async def test_colours_of_people(generous: Site, room: str) -> None:
    alice, bob = await two(generous, room)
    for color in BAD_COLORS:
        await alice.says({"m": "userset", "set": {"color": color}})
    await bob.hears_nothing(after=alice)
    for color in GOOD_COLORS:
        await alice.says({"m": "userset", "set": {"color": color}})
        await bob.hears_next("p", id=alice.id, color=color.lower())


@rule("10.2-1", "15-7", "15-10")
@pytest.mark.parametrize("key", ["color", "color2"])
async def test_colours_of_rooms(generous: Site, room: str, key: str) -> None:
    alice, bob = await two(generous, room)
    for color in BAD_COLORS:
        await alice.sets_room({key: color})
    await bob.hears_nothing(after=alice)
    for color in GOOD_COLORS:
        await alice.sets_room({key: color})
        assert (await bob.hears_next("ch"))["ch"]["settings"][key] == color.lower()
