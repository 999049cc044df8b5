"""Who sends a request or frames without end is refused, and nothing is kept of it."""

from __future__ import annotations

import pytest

from rooms.tests.contract.servers import HOST
from rooms.tests.lines import WebSocketLine
from rooms.tests.rules import rule

from .conftest import Place, answer_to, hangs_up_after

HEAD, BODY = 5_000, 20_000
"""Bytes that requests of this site may have."""
GET = f"GET /healthz HTTP/1.1\r\nHost: {HOST}\r\n".encode()
POST = f"POST /appeal/ HTTP/1.1\r\nHost: {HOST}\r\n".encode()
FIELD = b"X-Field: " + b"x" * 1_000 + b"\r\n"
CHUNK = b"3e8\r\n" + b"x" * 1_000 + b"\r\n"


@pytest.fixture
def place(data):
    return Place(data, MPP_HEAD_BYTES=str(HEAD), MPP_BODY_BYTES=str(BODY))


@rule("14-24")
async def test_what_is_too_large_is_refused_before_the_application_has_it(place):
    async with place.open():
        port = place.server.port
        assert answer_to(port, GET, *[FIELD] * 5).startswith(b"HTTP/1.1 431 ")
        assert answer_to(port, b"GET /" + b"x" * HEAD + b"x").startswith(b"HTTP/1.1 431 ")
        sized = POST + f"Content-Length: {10 * BODY}\r\n\r\n".encode()
        assert answer_to(port, sized, b"x" * BODY, b"x").startswith(b"HTTP/1.1 413 ")
        chunked = POST + b"Transfer-Encoding: chunked\r\n\r\n"
        assert answer_to(port, chunked, *[CHUNK] * 21).startswith(b"HTTP/1.1 413 ")
        fits = POST + f"Connection: close\r\nContent-Length: {BODY}\r\n\r\n".encode()
        assert answer_to(port, fits, b"x" * BODY).startswith(b"HTTP/1.1 403 ")  # no CSRF token
    assert "Traceback" not in place.server.log


@rule("13-10")
async def test_pings_count_as_messages(data):
    place = Place(data, MPP_LIMIT_SCALE="1")
    async with place.open() as site:
        alice, bob = await site.join("Alice", "My room"), await site.join("Bob", "My room")
        assert isinstance(alice.line, WebSocketLine)
        for _ in range(600):
            await alice.line.socket.ping()
        assert await alice.is_closed() == 4007
        await bob.chats("still here")
        await bob.hears("a", a="still here")


async def test_who_hangs_up_during_the_upgrade_leaves_no_line_in_the_log(data):
    place = Place(data)
    async with place.open() as site:
        upgrade = (
            f"GET /ws HTTP/1.1\r\nHost: {HOST}\r\nConnection: Upgrade\r\n"
            "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        ).encode()
        for _ in range(20):
            hangs_up_after(place.server.port, upgrade)
        await site.join("Alice", "My room")
    assert "Traceback" not in place.server.log
