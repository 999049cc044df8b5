"""Who sends a request byte by byte, or not at all, is cut off; others are not (14-24)."""

from __future__ import annotations

import pytest

from rooms.tests.contract.servers import HOST
from rooms.tests.rules import rule

from .conftest import Place, answer_to

WHOLE = f"GET /healthz HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()
UPGRADE = f"GET /ws HTTP/1.1\r\nHost: {HOST}\r\nConnection: Upgrade\r\nUpgrade: websock".encode()
REFUSED = (
    f"GET /ws HTTP/1.1\r\nHost: {HOST}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
).encode()
ORIGIN = "https://piano.example"
BODY = f"POST /appeal/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 100\r\n\r\nx".encode()


@pytest.fixture
def place(data):
    return Place(data, MPP_REQUEST_MS="300", MPP_ORIGINS=ORIGIN)


@rule("14-24")
async def test_what_does_not_come_in_time_is_cut_off_and_nobody_else(place):
    async with place.open() as site:
        alice = await site.join("Alice", "My room", headers={"Origin": ORIGIN})
        port = place.server.port
        assert answer_to(port).startswith(b"HTTP/1.1 408 ")
        assert answer_to(port, UPGRADE).startswith(b"HTTP/1.1 408 ")
        assert b"200 OK" not in answer_to(port, BODY)
        second = answer_to(port, WHOLE, UPGRADE)
        assert second.startswith(b"HTTP/1.1 200 ")
        assert b"408" in second
        assert answer_to(port, REFUSED).startswith(b"HTTP/1.1 403 ")
        # That took longer than a request may; a WebSocket is none any more.
        await alice.chats("still here")
        await alice.hears("a", a="still here")
    # Whoever is refused writes nothing into the log: disks would be filled by it.
    lines = place.server.log.splitlines()
    assert not [line for line in lines if "INFO mppsite.serve: Serving on" not in line]
