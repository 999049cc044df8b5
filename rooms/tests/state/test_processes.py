"""Two processes over one Valkey: copies, gaps, and what is lost (rooms/state/redis.py)."""

from __future__ import annotations

import asyncio

import pytest

from rooms.domain.agreeing import agree
from rooms.state.base import StoreAway
from rooms.tests.domain.builders import START, person

from .stores import ALICE, BOB, CAROL, DAVE, ROOM


async def test_both_see_everybody(both):
    assert [one.people() for one in both] == [["alice", "bob"]] * 2


async def test_a_line_is_told_without_the_rest_of_the_room(both):
    first, second = both
    await first.says(ALICE, "hello")
    ((_, patch),) = first.published
    assert (patch["head"], patch["chat"]) == (None, None)
    assert second.hears(first)
    assert second.lines() == ["hello"]


async def test_a_missed_patch_is_noticed(both):
    first, second = both
    await first.enters(CAROL)
    first.published.clear()
    await first.says(ALICE, "hello")
    assert not second.hears(first)
    await second.recovers(BOB)
    assert (second.people(), second.lines()) == (["alice", "bob", "carol"], ["hello"])


async def test_a_change_on_an_old_copy_is_made_on_the_new_state(both):
    first, second = both
    await first.enters(CAROL)
    await second.says(BOB, "full house")
    assert (second.people(), second.lines()) == (["alice", "bob", "carol"], ["full house"])


async def test_at_once_no_more_come_in_than_there_is_room_for(two):
    guests = [person(f"guest {number}") for number in range(30)]
    tries = [two[number % 2].enters(guest) for number, guest in enumerate(guests)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(result is None for result in results) == 3


async def test_a_room_that_was_lost_is_stored_again_with_all_who_are_there(both, shards):
    first, second = both
    await first.says(ALICE, "before")
    second.hears(first)
    await shards.all[0].read("FLUSHALL")
    await second.recovers(BOB)
    await first.recovers(ALICE)
    assert first.people() == ["alice", "bob"]
    assert first.lines() == ["before"]


async def test_who_left_while_the_room_was_lost_is_not_brought_back(both, shards):
    first, second = both
    await shards.all[0].read("FLUSHALL")
    # The second still knows alice, who has gone from the first meanwhile.
    await second.recovers(BOB)
    await first.recovers()
    second.hears(first)
    assert second.people() == ["bob"]


async def test_who_was_put_out_meanwhile_stays_out(both):
    first, second = both
    await second.store.update(ROOM, lambda room: agree(room, "p1", {}, now=START, chance=0.5))
    first.hears(second)
    await first.recovers(ALICE)
    assert first.people() == ["bob"]


async def test_a_process_that_was_taken_for_dead_puts_its_people_back(both):
    first, second = both
    await second.store.update(ROOM, lambda room: agree(room, "p1", {}, now=START, chance=0.5))
    first.hears(second)
    await second.enters(CAROL)
    await second.enters(DAVE)
    await first.recovers(ALICE, put_back=True)
    assert first.people() == ["alice", "bob", "carol", "dave"]


async def test_the_crown_comes_back_to_who_was_taken_for_dead(both):
    first, second = both
    room, _ = await second.store.update(
        ROOM, lambda room: agree(room, "p1", {}, now=START, chance=0.5)
    )
    assert room.holder is None
    await first.recovers(ALICE, put_back=True)
    assert first.store.snapshot(ROOM).holder == ALICE.user_id


async def test_one_of_two_unloads_an_empty_room(two):
    first, second = two
    await first.enters(ALICE)
    await first.leaves(ALICE)
    unloaded = await asyncio.gather(
        first.store.unload_empty(START, 0), second.store.unload_empty(START, 0)
    )
    assert sorted(len(rooms) for rooms in unloaded) == [0, 1]


async def test_an_unloaded_room_is_remembered_for_who_opens_it_elsewhere(two):
    first, second = two
    await first.enters(ALICE)
    await first.says(ALICE, "last words")
    await first.leaves(ALICE)
    await first.store.unload_empty(START, 0)
    left = await second.store.remembered(ROOM)
    assert [line.text for line in left.memory.lines] == ["last words"]


async def test_an_open_room_left_nothing_behind(two):
    first, second = two
    await first.enters(ALICE)
    assert (await second.store.remembered(ROOM)).memory is None


async def test_the_list_has_the_rooms_of_others(two):
    first, second = two
    assert await second.store.refresh() == set()
    await first.enters(ALICE)
    assert await second.store.refresh() == {ROOM}
    assert [room.id for room in second.store.rooms()] == [ROOM]
    await first.leaves(ALICE)
    assert await second.store.refresh() == {ROOM}
    assert second.store.rooms() == []


async def test_who_asks_now_and_then_has_the_rooms_of_others_as_they_are(two):
    first, second = two
    assert await second.store.survey() == []
    await first.enters(ALICE)
    assert [room.id for room in await second.store.survey()] == [ROOM]
    assert second.store.rooms() == []
    await first.leaves(ALICE)
    assert await second.store.survey() == []


async def test_a_room_can_be_looked_at_that_this_process_does_not_hear_of(two):
    first, second = two
    assert await second.store.look(ROOM) is None
    await first.enters(ALICE)
    assert set((await second.store.look(ROOM)).participants) == {ALICE.user_id}
    assert second.store.snapshot(ROOM) is None


async def test_a_host_that_is_away_changes_nothing(two, shards):
    first, _ = two
    shards.all[0].away = True
    with pytest.raises(StoreAway):
        await first.enters(ALICE)
    shards.all[0].away = False
    await first.enters(ALICE)
    assert first.people() == ["alice"]
