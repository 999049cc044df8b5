"""What is decided in another process reaches the people of a server (docs/architecture.md §5)."""

from __future__ import annotations

import asyncio

import pytest

from rooms.tests.clients import Site

from .servers import Server

SCRIPT = """
from moderation.actors import OPERATOR
from moderation.services.bans import Terms, ban_issue
from moderation.services.rooms import notice_send, room_change_settings, room_kick
notice_send(by=OPERATOR, text="first", room_id={room!r})
room_change_settings(by=OPERATOR, room_id={room!r}, changes={{"limit": 7}})
room_kick(by=OPERATOR, room_id={room!r}, user_id={bob!r})
ban_issue(by=OPERATOR, terms=Terms(user_id={alice!r}, reason="last"))
"""


@pytest.mark.one_process(
    "every process looks for orders in its own time: a notice may come after what was ordered next"
)
async def test_what_an_operator_decides_in_a_shell_counts_at_once(
    site: Site, server: Server, room: str
) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    script = SCRIPT.format(room=room, alice=alice.id, bob=bob.id)
    await asyncio.to_thread(server.runs, script)
    for client in (alice, bob):
        await client.hears("notification", text="first")
    assert (await bob.hears("ch"))["ch"]["settings"]["limit"] == 7
    assert (await bob.hears("ch"))["ch"]["_id"] == "test/awkward"
    await alice.hears("bye", p=bob.id)
    assert "last" in (await alice.hears("notification"))["text"]
    assert await alice.is_closed() == 4008
