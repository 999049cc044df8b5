"""What servers print holds neither what people say nor where they are (docs/privacy.md)."""

from __future__ import annotations

import json
import re
import socket
from http.client import HTTPConnection

import pytest

from rooms.tests.clients import Client, Site
from rooms.tests.lines import Closed

from .servers import HOST, Server

WORDS = "what alice says to bob"
NETWORK = "203.0.113."
ADDRESS, ANOTHER, THIRD = (f"{NETWORK}{host}" for host in (77, 78, 79))
LOCAL = re.compile(r"127\.0\.0\.1:(\d+)|127\.0\.0\.1'")


async def closes(client: Client) -> None:
    """All is heard until the server closes."""
    with pytest.raises(Closed):
        while True:
            await client.line.receive()


async def talk(site: Site, room: str) -> None:
    """Every message that carries words, well-formed and not."""
    alice = await site.join("alice", room, address=ADDRESS)
    bob = await site.join("bob", room, address=ANOTHER)
    await alice.says({"m": "+custom"})
    for message in (
        {"m": "a", "message": WORDS},
        {"m": "a", "message": [WORDS]},
        {"m": "dm", "message": WORDS, "_id": bob.id},
        {"m": "dm", "message": WORDS, "_id": WORDS},
        {"m": "custom", "data": WORDS, "target": {"mode": "subscribed"}},
        {"m": "userset", "set": {"name": WORDS, "color": WORDS}},
        {"m": "chset", "set": {"color": WORDS, "chat": WORDS}},
        {"m": "kickban", "_id": bob.id, "ms": WORDS},
        {"m": "notification", "text": WORDS},
        {"m": "siteban", "id": bob.id, "reason": WORDS},
        {"m": "n", "t": WORDS, "n": [{"n": WORDS}]},
    ):
        await alice.says(message)
    await alice.says_raw(f'[{{"m":"a","message":"{WORDS}"')
    await bob.hears("a", a=WORDS)
    await bob.hears_before_mark(after=alice)


async def break_limits(site: Site, room: str) -> None:
    """Frames that close the socket, with words in them."""
    for payload in (WORDS * 8_000, json.dumps([{"m": "a", "message": WORDS}] * 600)):
        carol = await site.join("carol", room, address=THIRD)
        await carol.says_raw(payload)
        await closes(carol)
    early = await site.connect("dora", address=ADDRESS)
    await early.says_raw(WORDS * 1_000)
    await closes(early)


def knock(server: Server, payload: bytes) -> None:
    """Send bytes that are no request, and go."""
    with socket.create_connection((HOST, server.port)) as line:
        line.sendall(payload)
        line.shutdown(socket.SHUT_WR)
        while line.recv(4096):
            pass


def ask(server: Server, method: str, path: str, body: str = "", **headers: str) -> None:
    connection = HTTPConnection(HOST, server.port)
    connection.request(method, path, body, {"X-Forwarded-For": ADDRESS, **headers})
    connection.getresponse().read()
    connection.close()


async def test_nothing_printed_tells_what_people_say_or_where_they_are(
    site: Site, server: Server, room: str
) -> None:
    await talk(site, room)
    await break_limits(site, room)
    ask(server, "POST", "/api/v1/reports", json.dumps({"text": WORDS}))
    ask(server, "POST", "/admin/login/", f"username={WORDS}&password={WORDS}")
    ask(server, "GET", "/", Host=ADDRESS)
    ask(server, "GET", "/static/nothing")
    knock(server, f"{WORDS}\r\n\r\n".encode())
    knock(server, f"GET /ws HTTP/1.1\r\nUpgrade: {WORDS}\r\n\r\n".encode())
    assert WORDS not in server.log
    assert NETWORK not in server.log
    assert set(LOCAL.findall(server.log)) <= server.ports
