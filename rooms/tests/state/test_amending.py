"""What one process amends of a room that is open by others, or was unloaded by them."""

from __future__ import annotations

import pytest

from rooms.domain.staff import hide_line, set_owner
from rooms.state.base import Overtaken
from rooms.state.scripts import KEPT_MS, document
from rooms.tests.domain.builders import START

from .stores import ALICE, BOB, ROOM, line_id


async def test_what_a_room_left_behind_is_amended_from_anywhere(two):
    first, second = two
    for text in ("good", "bad"):
        await first.enters(ALICE)
        await first.says(ALICE, text)
    await first.leaves(ALICE)
    await first.store.unload_empty(START, 0)
    amended = await second.store.amend(ROOM, lambda room: hide_line(room, line_id("bad")))
    assert [line.text for line in amended.chat.lines()] == ["good"]
    left = await first.store.remembered(ROOM)
    assert [line.text for line in left.memory.lines] == ["good"]


async def test_an_open_room_is_amended_for_all(both):
    first, second = both
    await first.says(ALICE, "bad")
    second.hears(first)
    assert await second.store.amend(ROOM, lambda room: hide_line(room, line_id("bad"))) is None
    assert first.hears(second)
    assert first.lines() == []


async def test_what_one_process_amends_no_other_opens_as_it_was(two):
    first, second = two
    before = await first.store.remembered(ROOM)
    assert await second.store.amend(ROOM, lambda room: []) is None
    with pytest.raises(Overtaken):
        await first.enters(ALICE, before.mark)
    await first.enters(ALICE, (await first.store.remembered(ROOM)).mark)
    assert first.people() == ["alice"]


async def test_who_amends_a_room_that_it_hears_nothing_of_keeps_no_copy(two):
    first, second = two
    await first.enters(ALICE)
    await second.store.amend(ROOM, lambda room: set_owner(room, ALICE.user_id))
    assert second.store.snapshot(ROOM) is None
    await second.enters(BOB)
    assert second.store.snapshot(ROOM).settings.owner_id == ALICE.user_id


async def test_what_is_amended_is_not_kept_for_ever(two, shards):
    first, _ = two
    await first.store.amend(ROOM, lambda room: [])
    assert 0 < await shards.all[0].read("PTTL", document(ROOM)) <= KEPT_MS
