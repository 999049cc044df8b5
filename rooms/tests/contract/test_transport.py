"""Paths, origins and frames (docs/protocol.md §1)."""

from __future__ import annotations

import json

import pytest
from websockets.exceptions import InvalidStatus
from websockets.extensions.permessage_deflate import PerMessageDeflate

from rooms.tests.clients import Site
from rooms.tests.lines import WebSocketLine
from rooms.tests.rules import rule

from .servers import Server


@rule("1-1")
@pytest.mark.parametrize("path", ["/", "/ws", "/ws/", "/?c=room", "/ws?x=1"])
async def test_the_socket_is_at_the_root_and_at_ws(site: Site, path: str) -> None:
    somebody = await site.connect(path=path)
    await somebody.hears_next("b", code="")


@rule("1-1")
@pytest.mark.parametrize("path", ["/elsewhere", "/ws/more", "/wss", "/admin/"])
async def test_a_socket_on_another_path_is_refused_403(site: Site, path: str) -> None:
    with pytest.raises(InvalidStatus) as refusal:
        await site.connect(path=path)
    assert refusal.value.response.status_code == 403


@rule("1-2")
@pytest.mark.parametrize("path", ["/", "/?c=My%20room", "/My%20room", "/test/awkward"])
def test_the_page_is_at_every_room_link(server: Server, path: str) -> None:
    status, text = server.get(path)
    assert status == 200
    assert "<!doctype html>" in text.lower()


@rule("1-16")
@pytest.mark.parametrize(
    "origin", ["https://multiplayerpiano.net", "https://www.multiplayerpiano.com", "null"]
)
async def test_a_foreign_origin_is_accepted(site: Site, origin: str) -> None:
    bot = await site.connect(headers={"Origin": origin})
    await bot.hears_next("b")


@rule("1-3")
async def test_a_cookie_does_not_make_an_identity(site: Site) -> None:
    alice = await site.arrive("alice")
    cookie = {"Cookie": f"token={alice.token}; sessionid={alice.token}"}
    other = await site.arrive("other", headers=cookie)
    assert other.id != alice.id


@rule("1-14")
@pytest.mark.parametrize("compression", [None, "deflate"])
async def test_compression_may_be_offered(site: Site, compression: str | None, room: str) -> None:
    alice = await site.join("alice", room, compression=compression)
    await alice.chats("x" * 500)
    await alice.hears("a", a="x" * 500)


@rule("1-4")
async def test_the_objects_of_a_frame_are_handled_in_their_order(site: Site, room: str) -> None:
    bob = await site.join("bob", room)
    alice = await site.connect("alice")
    await alice.says(
        {"m": "hi"},
        {"m": "userset", "set": {"name": "first"}},
        {"m": "ch", "_id": room},
        {"m": "a", "message": "one"},
        {"m": "n", "t": 1, "n": [{"n": "c3"}]},
        {"m": "userset", "set": {"name": "second"}},
        {"m": "a", "message": "two"},
    )
    heard = [await bob.hears_next(kind) for kind in ("p", "a", "n", "p", "a")]
    assert [heard[0]["name"], heard[3]["name"]] == ["first", "second"]
    assert [heard[1]["a"], heard[4]["a"]] == ["one", "two"]
    assert heard[4]["p"]["name"] == "second"


@rule("1-4")
async def test_frames_are_handled_in_their_order(site: Site, room: str) -> None:
    bob = await site.join("bob", room)
    alice = await site.connect("alice")
    await alice.says({"m": "hi"})
    await alice.says({"m": "ch", "_id": room})
    await alice.says({"m": "m", "x": 1, "y": 2})
    await alice.says({"m": "a", "message": "then"})
    await alice.says({"m": "m", "x": 3, "y": 4})
    heard = [await bob.hears_next(kind) for kind in ("p", "m", "a", "m")]
    assert [heard[1]["x"], heard[3]["x"]] == ["1.00", "3.00"]


@rule("1-6")
async def test_binary_frames_are_ignored(site: Site, room: str) -> None:
    alice = await site.join("alice", room)
    for payload in (b"", b"\x00", json.dumps([{"m": "a", "message": "binary"}]).encode()):
        await alice.says_raw(payload)
    await alice.hears_nothing()


@rule("1-10", "4.1-2")
async def test_unknown_fields_are_ignored(site: Site, room: str) -> None:
    alice = await site.connect("alice")
    await alice.says({"m": "hi", "🐱": 5, "code": {"x": [1]}, "login": None})
    await alice.hears("hi")
    await alice.enters(room)
    await alice.says({"m": "a", "message": "hello", "_id": "stray"})
    await alice.hears("a", a="hello")


@rule("1-3")
async def test_no_subprotocol_is_spoken(site: Site) -> None:
    somebody = await site.connect(subprotocols=["mpp", "json"])
    assert isinstance(somebody.line, WebSocketLine)
    assert somebody.line.socket.subprotocol is None
    await somebody.hears_next("b")


@rule("1-3")
async def test_an_authorization_header_does_not_make_an_identity(site: Site) -> None:
    alice = await site.arrive("alice")
    other = await site.arrive("other", headers={"Authorization": f"Bearer {alice.token}"})
    assert other.id != alice.id


@rule("1-14")
async def test_of_extensions_nothing_but_deflate_is_negotiated(site: Site) -> None:
    somebody = await site.connect(compression="deflate")
    assert isinstance(somebody.line, WebSocketLine)
    assert {type(one) for one in somebody.line.socket.protocol.extensions} <= {PerMessageDeflate}
    assert (await somebody.says_hi())["m"] == "hi"


@rule("1-5")
async def test_a_frame_of_the_server_is_an_array_of_one_or_several(site: Site, room: str) -> None:
    alice = await site.connect("alice")
    assert [message["m"] for message in await alice.hears_frame()] == ["b"]
    await alice.says_hi()
    await alice.says({"m": "ch", "_id": room})
    assert [message["m"] for message in await alice.hears_frame()] == ["ch", "c", "nq"]


TOO_LARGE = ["1e999", "-1e999", "9" * 400]


@rule("1-8", "10.3-1")
@pytest.mark.parametrize("number", TOO_LARGE, ids=lambda number: number[:6])
async def test_a_number_that_browsers_cannot_read_is_never_sent(
    site: Site, room: str, number: str
) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await alice.hears("p", id=bob.id)
    target = {"mode": "id", "id": bob.id}
    for message in (
        {"m": "n", "t": "NUMBER", "n": [{"n": "c3"}]},
        {"m": "m", "x": "NUMBER", "y": 1},
        {"m": "m", "x": 1, "y": "NUMBER"},
        {"m": "custom", "target": target, "data": "NUMBER"},
        {"m": "custom", "target": target, "data": {"deep": ["NUMBER"]}},
    ):
        await alice.says_raw(json.dumps([message]).replace('"NUMBER"', number))
    await bob.hears_nothing(after=alice)
    await alice.says_raw(f'[{{"m":"t","e":{number}}},{{"m":"t","e":1}}]')
    answers = [message for message in await alice.hears_before_mark() if message["m"] == "t"]
    assert [answer["e"] for answer in answers if "e" in answer] == [1]


@rule("1-8")
@pytest.mark.parametrize("half", ["\\ud800", "\\udc00", "\\udc00\\ud800"])
async def test_half_a_surrogate_pair_is_never_sent(site: Site, room: str, half: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await alice.hears("p", id=bob.id)
    for message in (
        {"m": "a", "message": "xHALF"},
        {"m": "dm", "_id": bob.id, "message": "xHALF"},
        {"m": "userset", "set": {"name": "xHALF"}},
        {"m": "custom", "target": {"mode": "id", "id": bob.id}, "data": ["xHALF"]},
    ):
        await alice.says_raw(json.dumps([message]).replace("HALF", half))
    await bob.hears_nothing(after=alice)
    await alice.hears_nothing()
