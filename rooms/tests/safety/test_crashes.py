"""A process that is killed, and a disk that is full, cost next to nothing (docs/operations.md)."""

from __future__ import annotations

import resource
import sqlite3
import time
from contextlib import closing

import pytest

from .conftest import Place

ROOM = "My room"
LOST_AT_MOST_S = 1.0
CHATTING_S = 2.0
FULL_BYTES = 65_536


@pytest.fixture
def place(data):
    return Place(data)


def stored(place):
    with closing(sqlite3.connect(place.data / "mpp.sqlite3")) as file:
        return [text for (text,) in file.execute("SELECT text FROM rooms_chatline ORDER BY id")]


async def test_every_line_that_was_relayed_a_second_before_a_kill_is_in_the_database(place):
    heard: list[tuple[float, str]] = []
    async with place.open() as site:
        alice, bob = await site.join("Alice", ROOM), await site.join("Bob", ROOM)
        began = time.monotonic()
        while time.monotonic() - began < CHATTING_S:
            text = f"line {len(heard)}"
            await alice.chats(text)
            await bob.hears("a", a=text)
            heard.append((time.monotonic(), text))
        place.server.kill()
        killed = time.monotonic()
    due = [text for at, text in heard if at < killed - LOST_AT_MOST_S]
    assert len(due) > 100
    assert set(due) <= set(stored(place))


async def test_with_a_full_disk_people_play_on_and_nothing_is_lost_once_there_is_room(place):
    async with place.open() as site:
        alice, bob = await site.join("Alice", ROOM), await site.join("Bob", ROOM)
        # Files may not grow any more: to a process that is what a full disk is.
        resource.prlimit(place.server.pid, resource.RLIMIT_FSIZE, (FULL_BYTES, -1))
        said = 0
        while "cannot be stored" not in place.server.log:
            await alice.chats(f"line {said}")
            await bob.hears("a", a=f"line {said}")
            said += 1
            assert said < 10_000
        assert "OperationalError" in place.server.log
        # The live part goes on.
        await alice.plays("c3")
        await bob.hears("n")
        await alice.chats("still here")
        await bob.hears("a", a="still here")
        await bob.sets_room({"color": "#123456"})
        resource.prlimit(place.server.pid, resource.RLIMIT_FSIZE, (-1, -1))
    # What could not be written waited, at the latest for the end.
    assert stored(place) == [*(f"line {number}" for number in range(said)), "still here"]
