"""The short way from a request that was read to an open socket, and who does not get it."""

from __future__ import annotations

import asyncio
import socket as sockets
from collections.abc import AsyncIterator
from email import message_from_bytes
from email.message import Message
from typing import Any

import pytest
import uvicorn
from websockets.asyncio.client import connect
from websockets.utils import accept_key

from mppsite.patience import PatientHttpProtocol
from rooms.sockets.base import DIRECT_EXTENSION, Socket
from rooms.sockets.frame import Frame
from rooms.sockets.upgrade import MOST_BYTES, UpgradeProtocol, plain_upgrade

KEY = b"dGhlIHNhbXBsZSBub25jZQ=="
PLAIN = {
    b"host": b"localhost",
    b"connection": b"Upgrade",
    b"upgrade": b"websocket",
    b"sec-websocket-version": b"13",
    b"sec-websocket-key": KEY,
}


def asked(**changed: bytes | None) -> list[tuple[bytes, bytes]]:
    """Headers of a plain upgrade but for those that are changed, or left out."""
    changes = {name.replace("_", "-").encode(): value for name, value in changed.items()}
    return [(name, value) for name, value in (PLAIN | changes).items() if value is not None]


@pytest.mark.parametrize(
    "headers",
    [
        asked(),
        asked(upgrade=b"WebSocket"),
        asked(connection=b"keep-alive, Upgrade"),
        asked(sec_websocket_extensions=b"permessage-deflate"),
        asked(origin=b"https://piano.example", cookie=b"a=\xe9"),
    ],
)
def test_what_browsers_and_bots_send_is_plain(headers: list[tuple[bytes, bytes]]) -> None:
    upgrade = plain_upgrade("GET", b"/ws?a=b", headers)
    assert upgrade is not None
    assert (upgrade.path, upgrade.query, upgrade.key) == (b"/ws", b"a=b", KEY.decode())


@pytest.mark.parametrize(
    "headers",
    [
        asked(upgrade=b"h2c"),
        asked(upgrade=None),
        asked(connection=b"close"),
        asked(sec_websocket_version=b"8"),
        asked(sec_websocket_key=b"short"),
        asked(sec_websocket_key=b"dGhlIHNhbXBsZSBub25jZR=="),
        asked(sec_websocket_key=None),
        [*asked(), (b"upgrade", b"websocket")],
        asked(cookie=b"x" * MOST_BYTES),
    ],
)
def test_what_the_library_may_refuse_is_left_to_it(headers: list[tuple[bytes, bytes]]) -> None:
    assert plain_upgrade("GET", b"/ws", headers) is None


def test_another_method_or_a_target_beyond_ascii_is_not_plain() -> None:
    assert plain_upgrade("POST", b"/ws", asked()) is None
    assert plain_upgrade("GET", b"/w\xc3\xa9", asked()) is None


def test_offered_subprotocols_are_known() -> None:
    upgrade = plain_upgrade("GET", b"/ws", asked(sec_websocket_protocol=b"mpp, other"))
    assert upgrade is not None
    assert upgrade.subprotocols == ["mpp", "other"]


class Echo:
    """Says what it hears, and keeps what it was told of each handshake."""

    def __init__(self) -> None:
        self.scopes: list[dict[str, Any]] = []
        self.protocols: list[UpgradeProtocol] = []
        self.accept: dict[str, Any] = {"type": "websocket.accept"}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await receive()
        if scope["path"] == "/refused":
            await send({"type": "websocket.http.response.start", "status": 429, "headers": []})
            await send({"type": "websocket.http.response.body", "body": b""})
            return
        self.scopes.append(dict(scope))
        await send(self.accept)
        protocol = scope["extensions"][DIRECT_EXTENSION]
        self.protocols.append(protocol)

        def echoed(payload: bytes) -> bool:
            socket.send(Frame([payload]))
            return True

        socket: Socket = protocol.attach(echoed)
        while (await receive())["type"] != "websocket.disconnect":
            pass


@pytest.fixture
async def echo() -> AsyncIterator[tuple[Echo, int]]:
    app, listener = Echo(), sockets.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        app,
        interface="asgi3",
        lifespan="off",
        log_config=None,
        http=PatientHttpProtocol,
        ws="rooms.sockets.upgrade:UpgradeProtocol",
        server_header=False,
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    yield app, listener.getsockname()[1]
    server.should_exit = True
    await serving


async def answer(port: int, request: bytes) -> tuple[int, Message]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    async with asyncio.timeout(10):
        head = await reader.readuntil(b"\r\n\r\n")
        line, _, fields = head.partition(b"\r\n")
        status = int(line.split()[1])
        if status != 101:
            # Whoever is refused is hung up on.
            await reader.read()
    writer.transport.abort()
    return status, message_from_bytes(fields)


def request(target: bytes, headers: list[tuple[bytes, bytes]]) -> bytes:
    lines = [b"GET " + target + b" HTTP/1.1", *(name + b": " + value for name, value in headers)]
    return b"\r\n".join([*lines, b"", b""])


async def test_the_answer_is_as_the_standard_says(echo: tuple[Echo, int]) -> None:
    status, headers = await answer(echo[1], request(b"/ws", asked()))
    assert status == 101
    assert headers["Sec-WebSocket-Accept"] == accept_key(KEY.decode())
    assert (headers["Upgrade"], headers["Connection"]) == ("websocket", "Upgrade")
    assert len(headers.get_all("Date", [])) == 1


async def test_people_are_heard_and_the_handshake_is_forgotten(echo: tuple[Echo, int]) -> None:
    app, port = echo
    async with connect(f"ws://127.0.0.1:{port}/ws%20a?b=c", proxy=None) as peer:
        await peer.send("hello")
        assert await peer.recv() == "[hello]"
        (scope,), (protocol,) = app.scopes, app.protocols
        assert (scope["type"], scope["path"], scope["query_string"]) == (
            *("websocket", "/ws a", b"b=c"),
        )
        assert scope["client"][0] == "127.0.0.1"
        for name in ("request", "response", "scope"):
            assert not hasattr(protocol, name)


async def test_the_long_way_has_the_same_scope(echo: tuple[Echo, int]) -> None:
    app, port = echo
    plain = [*asked(), (b"x-pad", b"a")]
    await answer(port, request(b"/a%20b?c", plain))
    await answer(port, request(b"/a%20b?c", [*plain, (b"x-pad", b"a")]))
    short, long = app.scopes
    for scope in (short, long):
        del scope["client"], scope["extensions"][DIRECT_EXTENSION]
    assert [*short.pop("headers"), (b"x-pad", b"a")] == long.pop("headers")
    assert short == long


async def test_the_application_may_choose_a_subprotocol(echo: tuple[Echo, int]) -> None:
    app, port = echo
    app.accept |= {"subprotocol": "mpp", "headers": [(b"x-a", b"b")]}
    _, headers = await answer(port, request(b"/ws", asked(sec_websocket_protocol=b"other,mpp")))
    assert (headers["Sec-WebSocket-Protocol"], headers["x-a"]) == ("mpp", "b")


async def test_the_application_may_refuse(echo: tuple[Echo, int]) -> None:
    status, _ = await answer(echo[1], request(b"/refused", asked()))
    assert status == 429


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (asked(sec_websocket_key=b"short"), 400),
        (asked(sec_websocket_version=b"8"), 400),
        (asked(cookie=b"x" * 20_000), 431),
    ],
)
async def test_what_is_wrong_is_answered_by_the_library(
    echo: tuple[Echo, int], headers: list[tuple[bytes, bytes]], status: int
) -> None:
    assert (await answer(echo[1], request(b"/ws", headers)))[0] == status
