"""Words that are not shown, from the database to the chat (protocol §5.2, §6.3)."""

from __future__ import annotations

import asyncio

import pytest
from django.db import OperationalError

from rooms import keeper, selectors
from rooms.keeper import keep, refresh_words
from rooms.live import Live
from rooms.models import FilteredWord
from rooms.tests.live.conftest import House
from rooms.tests.rules import rule

from .conftest import ROOM


@pytest.fixture(autouse=True)
async def listed(house: House) -> None:
    await FilteredWord.objects.acreate(word="darn", everywhere=True)
    await FilteredWord.objects.acreate(word="heck")
    await refresh_words(house.live)


async def shown(house: House, room_settings: dict[str, bool]) -> list[str]:
    """What the holder of the crown and then a guest are seen to say."""
    alice, bob = await house.join("alice", ROOM, room_settings), await house.join("bob", ROOM)
    lines = []
    for speaker in (alice, bob):
        await speaker.chats("Darn heck")
        lines.append((await bob.hears("a"))["a"])
    return lines


async def test_words_for_everywhere_are_hidden_in_every_room(house: House) -> None:
    assert await shown(house, {}) == ["**** heck", "**** heck"]


@rule("5.2-4")
async def test_the_other_words_are_hidden_where_asked_but_for_the_holder(house: House) -> None:
    assert await shown(house, {"no cussing": True}) == ["**** heck", "**** ****"]


async def test_an_added_word_counts_after_a_refresh(house: House) -> None:
    await FilteredWord.objects.acreate(word="gosh", everywhere=True)
    await refresh_words(house.live)
    assert house.live.words.everywhere.clean("gosh darn") == "**** ****"


async def test_the_keeper_brings_the_words_at_the_start(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    refreshed = asyncio.Event()

    async def refresh(live: Live) -> None:
        await refresh_words(live)
        refreshed.set()

    monkeypatch.setattr(keeper, "refresh_words", refresh)
    await FilteredWord.objects.all().adelete()
    keeping = asyncio.create_task(keep(house.live))
    await refreshed.wait()
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)
    assert house.live.words.everywhere.clean("darn") == "darn"


async def test_while_the_database_fails_the_old_words_stay(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    failed, again = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def fail() -> list[tuple[str, bool]]:
        loop.call_soon_threadsafe((again if failed.is_set() else failed).set)
        raise OperationalError("disk on fire")

    monkeypatch.setattr(selectors, "filtered_words", fail)
    monkeypatch.setattr(keeper, "REFRESH_S", 0)
    keeping = asyncio.create_task(keep(house.live))
    await again.wait()
    keeping.cancel()
    await asyncio.gather(keeping, return_exceptions=True)
    assert "refresh_words failed" in caplog.text
    assert house.live.words.everywhere.clean("darn") == "****"
