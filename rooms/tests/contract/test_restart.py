"""What outlives a server: rooms, chat, bans and names (docs/protocol.md §5.4 3a, §5.6)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from rooms.tests.clients import Site
from rooms.tests.lines import dial_url
from rooms.tests.rules import rule

from .conftest import server_on_copy
from .servers import Server

ROOM = "My room"
SERVER_CLOSING = 4000


@pytest.fixture
async def mortal(template: Path, tmp_path: Path, kind: str) -> AsyncIterator[Server]:
    """A server that a test may stop and start; it does not believe proxies."""
    server = server_on_copy(template, kind, tmp_path / kind)
    await asyncio.to_thread(server.start)
    yield server
    await asyncio.to_thread(server.stop)


async def restarted(server: Server, site: Site) -> Site:
    """Stop the server under its people's feet and start it again on the same data."""
    await asyncio.to_thread(server.stop)
    await site.close()
    await asyncio.to_thread(server.start)
    return Site(dial_url(server.url))


@rule("5.4-4", "5.6-4", "8.1-9")
async def test_a_server_brings_back_what_it_knew_after_sigterm(mortal: Server) -> None:
    site = Site(dial_url(mortal.url))
    alice = await site.join("alice", ROOM, {"visible": False, "limit": 7, "color": "#abcdef"})
    bob = await site.join("bob", ROOM)
    carol = await site.join("carol", ROOM)
    await alice.kickbans(bob, 3_600_000)
    await carol.hears("bye", p=bob.id)
    await alice.chats("early")
    await alice.gives_crown(carol)
    await carol.hears("nq")
    # The stop follows at once: this line has no time to be written behind.
    await alice.chats("the last word")
    await alice.hears("a", a="the last word")

    site = await restarted(mortal, site)
    guest = await site.arrive("guest")
    room = await guest.enters(ROOM, {"limit": 50})
    settings = room["ch"]["settings"]
    assert (settings["visible"], settings["limit"], settings["color"]) == (False, 7, "#abcdef")
    history = (await guest.hears_next("c"))["c"]
    assert [line["a"] for line in history] == ["early", "the last word"]
    assert history[0]["p"]["name"] == "alice"

    banned = await site.arrive("bob", bob.token)
    assert banned.id == bob.id
    assert (await banned.enters(ROOM))["ch"]["_id"] == "test/awkward"

    await site.close()


@rule("2-7", "5.4-4")
async def test_the_last_holder_is_remembered_through_a_restart(mortal: Server) -> None:
    site = Site(dial_url(mortal.url))
    alice = await site.join("alice", ROOM, {"limit": 7})
    bob = await site.join("bob", ROOM)
    await alice.gives_crown(bob)
    await bob.hears("nq")

    site = await restarted(mortal, site)
    holder = await site.arrive("bob", bob.token)
    room = await holder.enters(ROOM, {"limit": 9})
    assert room["ch"]["settings"]["limit"] == 9
    assert room["ch"]["crown"]["participantId"] == bob.id
    await site.close()


@rule("13-4", "8.2-16")
async def test_before_the_server_goes_everybody_is_told_and_closed_4000(mortal: Server) -> None:
    site = Site(dial_url(mortal.url))
    alice = await site.join("alice", ROOM)
    roomless = await site.arrive("roomless")
    stranger = await site.connect("stranger")
    stopping = asyncio.create_task(asyncio.to_thread(mortal.stop))
    for client in (alice, roomless, stranger):
        notice = await client.hears("notification", id="server-restart", target="#piano")
        assert notice["duration"] >= 1000
        assert str(notice["duration"] // 1000) in notice["text"]
        assert await client.is_closed() == SERVER_CLOSING
    await stopping
    await site.close()


@pytest.mark.one_process("it starts a server of a kind")
@rule("3.2-6")
async def test_without_trusted_proxies_a_forwarded_address_is_not_believed(
    mortal: Server,
) -> None:
    await asyncio.to_thread(mortal.stop)
    believer_of_nobody = Server(mortal.kind, mortal.data, MPP_IDENTITY="per-address")
    await asyncio.to_thread(believer_of_nobody.start)
    site = Site(dial_url(believer_of_nobody.url))
    one = await site.arrive("one", address="10.1.1.1")
    two = await site.arrive("two", address="10.2.2.2")
    assert one.id == two.id
    await site.close()
    await asyncio.to_thread(believer_of_nobody.stop)
