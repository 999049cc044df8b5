"""Bad input over a real socket (docs/protocol.md §15): ignored, or closed with the code named."""

from __future__ import annotations

import json

import pytest
from websockets.frames import Frame, Opcode

from rooms.tests.clients import Site
from rooms.tests.lines import WebSocketLine
from rooms.tests.rules import rule

from .servers import Server

DEEP = 100_000

NO_MESSAGES = {
    "empty": "",
    "not JSON": "hello",
    "cut off": '[{"m":"a","message":"x"}',
    "trailing comma": '[{"m":"a","message":"x"},]',
    "an object": '{"m":"a","message":"x"}',
    "a string": '"a"',
    "a number": "5",
    "null": "null",
    "an empty array": "[]",
    "numbers": "[1,2.5,-3]",
    "null in it": "[null,true,false]",
    "strings": '["a","m"]',
    "arrays": '[[],[{"m":"a","message":"x"}]]',
    "no m": '[{"message":"x"},{}]',
    "m is no string": '[{"m":5},{"m":null},{"m":["a"]},{"m":{"m":"a"}}]',
    "unknown m": '[{"m":"nonsense"},{"m":""},{"m":"A","message":"x"}]',
    "server's m": '[{"m":"ls"},{"m":"p"},{"m":"c"},{"m":"nq"},{"m":"notification","text":"x"}]',
    "wrong types": '[{"m":"a","message":{}},{"m":"n","t":[],"n":5},{"m":"chset","set":"x"}]',
    "missing fields": '[{"m":"a"},{"m":"n"},{"m":"m"},{"m":"userset"},{"m":"kickban"}]',
    "nan": '[{"m":"m","x":NaN,"y":1},{"m":"n","t":NaN,"n":[{"n":"c3"}]}]',
    "infinity": '[{"m":"m","x":Infinity,"y":-Infinity}]',
    "overflow": '[{"m":"m","x":1e999,"y":-1e999},{"m":"n","t":1e999,"n":[{"n":"c3"}]}]',
    "endless digits": '[{"m":"m","x":' + "9" * 5000 + ',"y":1}]',
    "lone surrogate": '[{"m":"a","message":"\\ud800"}]',
    "low surrogate first": '[{"m":"a","message":"\\udc00\\ud800"}]',
    "surrogate in a key": '[{"\\ud800":1,"m":"a\\ud800","message":"x"}]',
    "deep arrays": "[" * DEEP,
    "deep closed arrays": "[" * (DEEP // 2) + "]" * (DEEP // 2),
    "deep objects": '[{"m":"a","x":' * (DEEP // 14),
    "deep in a field": '[{"m":"userset","set":' + "[" * DEEP + "]}]",
    "deep but closed in a field": '[{"m":"ch","_id":' + "[" * 50_000 + "]" * 50_000 + "}]",
    "byte order mark": '\ufeff[{"m":"a","message":"x"}]',
    "escaped nothing": '[{"m":"a","message":"\\u0000"}]',
}


@rule("15-1", "15-2", "15-5", "1-8", "1-11", "14-21")
@pytest.mark.parametrize("payload", NO_MESSAGES.values(), ids=NO_MESSAGES.keys())
async def test_what_is_no_message_is_ignored_and_the_socket_works_on(
    site: Site, room: str, payload: str
) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await alice.hears("p", id=bob.id)
    await alice.says_raw(payload)
    await bob.hears_nothing(after=alice)
    await alice.hears_nothing(after=bob)


BEFORE_HI = {name: payload for name, payload in NO_MESSAGES.items() if len(payload) < 16_000}
BEFORE_HI["deep"] = "[" * 16_000


@rule("15-1", "15-2")
@pytest.mark.parametrize("payload", BEFORE_HI.values(), ids=BEFORE_HI.keys())
async def test_before_hi_it_is_ignored_too(site: Site, payload: str) -> None:
    alice = await site.connect("alice")
    await alice.hears_next("b")
    await alice.says_raw(payload)
    await alice.says({"m": "hi"})
    await alice.hears_next("hi")


@rule("15-2", "15-5", "1-11", "1-8")
@pytest.mark.parametrize(
    "bad",
    [
        "5",
        "null",
        '{"m":"nonsense"}',
        '{"m":"a"}',
        '{"m":"a","message":"\\ud800"}',
        '{"m":"t","e":1e999}',
        '{"m":"n","t":1e999,"n":[{"n":"c3"}]}',
    ],
)
async def test_a_bad_element_does_not_spoil_the_others_of_its_frame(
    site: Site, room: str, bad: str
) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await alice.says_raw(f'[{{"m":"a","message":"one"}},{bad},{{"m":"a","message":"two"}}]')
    await bob.hears_next("a", a="one")
    await bob.hears_next("a", a="two")


async def test_many_bad_frames_do_no_harm(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    for number in range(500):
        await alice.says_raw(f"bad {number}")
    await alice.chats("still here")
    await bob.hears("a", a="still here")


@rule("1-6")
@pytest.mark.parametrize("payload", [b"", b"\x00", b"\xff" * 1000, b'[{"m":"bye"}]'])
async def test_binary_frames_that_are_no_custom_message_are_ignored(
    site: Site, room: str, payload: bytes
) -> None:
    alice = await site.join("alice", room)
    await alice.says_raw(payload)
    await alice.hears_nothing()


def frame_of(size: int) -> str:
    """A frame of so many bytes that says a line and fills up."""
    frame = json.dumps([{"m": "a", "message": "big", "filler": ""}])
    return frame.replace('""', f'"{"x" * (size - len(frame))}"')


@rule("1-13", "14-20")
async def test_131072_bytes_are_handled(site: Site, room: str) -> None:
    alice = await site.join("alice", room)
    await alice.says_raw(frame_of(131_072))
    await alice.hears("a", a="big")


@pytest.mark.one_process("the way in to several may lose the last frame of a socket that is reset")
@rule("1-13", "13-2", "14-20", "15-19")
async def test_131073_bytes_close_1009(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await alice.says_raw(frame_of(131_073))
    assert await alice.is_closed() == 1009
    await bob.hears_next("bye", p=alice.id)


@rule("13-6", "15-19")
async def test_300001_bytes_in_10_s_close_4002(site: Site) -> None:
    alice = await site.arrive("alice")
    for size in (131_072, 131_072, 40_000):
        await alice.says_raw(frame_of(size))
    assert await alice.is_closed() == 4002


@rule("13-6")
async def test_before_hi_16385_bytes_in_10_s_close_4002(site: Site) -> None:
    somebody = await site.connect()
    await somebody.says_raw(frame_of(16_385))
    assert await somebody.is_closed() == 4002


@rule("13-7", "15-19")
async def test_513_objects_in_a_frame_close_4003(site: Site) -> None:
    alice = await site.arrive("alice")
    await alice.says(*[{"m": "m"}] * 513)
    assert await alice.is_closed() == 4003


@rule("13-10", "15-19")
async def test_601_objects_in_10_s_close_4007(site: Site) -> None:
    alice = await site.arrive("alice")  # who said hi: one object
    for _ in range(6):
        await alice.says(*[{"m": "nonsense"}] * 100)
    assert await alice.is_closed() == 4007


@rule("13-15")
async def test_text_that_is_no_utf8_ends_the_socket(site: Site, server: Server, room: str) -> None:
    before = len(server.log)
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    assert isinstance(alice.line, WebSocketLine)
    await alice.line.socket.send(b'[{"m":"a","message":"\xed\xa0\x80"}]', text=True)
    # 1007, or nothing at all: daphne drops who breaks the WebSocket protocol.
    assert await alice.is_closed() in (1006, 1007)
    await bob.hears_next("bye", p=alice.id)
    # Anybody can bring it about, as often as they like.
    assert server.log[before:] == ""


async def test_a_frame_that_is_not_masked_ends_the_socket(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    assert isinstance(alice.line, WebSocketLine)
    alice.line.socket.transport.write(Frame(Opcode.TEXT, b"[]").serialize(mask=False))
    assert await alice.is_closed() in (1002, 1006)
    await bob.hears_next("bye", p=alice.id)


async def test_a_fragmented_frame_is_one_frame(site: Site, room: str) -> None:
    alice = await site.join("alice", room)
    assert isinstance(alice.line, WebSocketLine)
    await alice.line.socket.send(['[{"m":', '"a","message":', '"in parts"}]'])
    await alice.hears("a", a="in parts")
