"""Servers of another kind: everybody is somebody new, the crown is soon free, words are listed."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from rooms.tests.clients import Client, Site
from rooms.tests.lines import Message, dial_url
from rooms.tests.rules import rule

from .conftest import KINDS, Servers, server_on_copy

PICKUP_MS = 1
SETTINGS = {
    "MPP_IDENTITY": "fresh",
    "MPP_CROWN_PICKUP_MS": str(PICKUP_MS),
    "MPP_KICKBAN_MAX_MS": "120000",
}
WORDS = {"darn": True, "heck": False}
"""Whether a word is hidden in every room, or only where asked."""


@pytest.fixture(scope="module")
def prepared(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Servers of each kind; the words were in the database when they started."""
    base = tmp_path_factory.mktemp("prepared")
    servers = {kind: server_on_copy(template, kind, base / kind, **SETTINGS) for kind in KINDS}
    for server in servers.values():
        for word in WORDS.items():
            server.change("INSERT INTO rooms_filteredword (word, everywhere) VALUES (?, ?)", *word)
        server.launch()
    for server in servers.values():
        server.wait_until_ready()
    yield servers
    for server in servers.values():
        server.stop()


@pytest.fixture
async def other(prepared: Servers, kind: str) -> AsyncIterator[Site]:
    site = Site(dial_url(prepared[kind].url))
    yield site
    await site.close()


async def fallen(alice: Client, bob: Client) -> Message:
    """Have alice drop the crown, and wait until it is free; how it lies before bob."""
    await alice.drops_crown()
    await alice.hears("ch")
    crown: Message = (await bob.hears("ch"))["ch"]["crown"]
    while time.time() * 1000 < crown["time"] + PICKUP_MS:
        pass
    return crown


@rule("3.2-3", "3.2-8")
async def test_without_a_token_everybody_is_somebody_new(other: Site) -> None:
    # No proxy is believed here: both come from the loopback.
    one, two = await other.arrive("one"), await other.arrive("two")
    assert one.id != two.id
    assert (await other.arrive("one", one.token)).id == one.id


@rule("7.3-5", "7.4-1", "7.1-3")
async def test_a_crown_that_lay_long_enough_is_taken_by_anybody(other: Site, room: str) -> None:
    alice, bob = await other.join("alice", room), await other.join("bob", room)
    lay = await fallen(alice, bob)
    await bob.takes_crown()
    for listener in (alice, bob):
        crown = (await listener.hears("ch"))["ch"]["crown"]
        assert crown["userId"] == crown["participantId"] == bob.id
        assert crown["time"] > lay["time"]


@rule("7.3-5")
async def test_a_crown_that_lay_long_enough_is_given_by_anybody(other: Site, room: str) -> None:
    alice, bob = await other.join("alice", room), await other.join("bob", room)
    carol = await other.join("carol", room)
    await fallen(alice, bob)
    await bob.gives_crown(carol)
    assert (await alice.hears("ch"))["ch"]["crown"]["participantId"] == carol.id


@rule("7.3-7")
@pytest.mark.parametrize("target", [None, "", "nobody", "a" * 24, 5])
async def test_who_asks_for_nobody_leaves_a_free_crown_where_it_lies(
    other: Site, room: str, target: object
) -> None:
    alice, bob = await other.join("alice", room), await other.join("bob", room)
    lay = await fallen(alice, bob)
    await bob.says({"m": "chown", "id": target})
    await alice.hears_nothing("ch", after=bob)
    carol = await other.arrive("carol")
    assert (await carol.enters(room))["ch"]["crown"] == lay


@rule("7.3-8", "7.2-2")
async def test_who_held_it_once_does_not_get_it_from_who_holds_it(other: Site, room: str) -> None:
    alice, bob = await other.join("alice", room), await other.join("bob", room)
    await fallen(alice, bob)
    await bob.takes_crown()
    for listener in (alice, bob):
        assert (await listener.hears("ch"))["ch"]["crown"]["participantId"] == bob.id
    await alice.takes_crown()
    await bob.hears_nothing("ch", after=alice)


@rule("8.1-4")
async def test_the_longest_kickban_is_a_setting(other: Site, room: str) -> None:
    alice, bob = await other.join("alice", room), await other.join("bob", room)
    await alice.kickbans(bob, 3_600_000)
    assert "2 minutes" in (await bob.hears("notification"))["text"]


@rule("5.2-4")
@pytest.mark.parametrize(
    ("asked", "holder", "guest"),
    [(False, "**** heck", "**** heck"), (True, "**** heck", "**** ****")],
)
async def test_listed_words_become_asterisks_where_asked_but_not_for_the_holder(
    other: Site, room: str, asked: bool, holder: str, guest: str
) -> None:
    alice = await other.join("alice", room, {"no cussing": asked})
    bob = await other.join("bob", room)
    for speaker, shown in ((alice, holder), (bob, guest)):
        await speaker.chats("Darn heck")
        assert (await bob.hears("a"))["a"] == shown
