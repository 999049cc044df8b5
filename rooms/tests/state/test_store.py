"""What every store of rooms promises (rooms/state/base.py); a further store is one more maker."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

import pytest

from rooms.domain.errors import Refusal, RoomError
from rooms.domain.events import Event, Opened
from rooms.domain.memory import Memory
from rooms.domain.people import User
from rooms.domain.room import Room
from rooms.domain.rules import RoomRules
from rooms.domain.staff import set_owner
from rooms.state.base import Announce, Overtaken, RoomStore
from rooms.state.memory import MemoryStore
from rooms.tests.domain.builders import CURSOR, START, id_of, person

from .stores import redis_store

Make = Callable[[RoomRules, Announce, Callable[[], int]], RoomStore]
ALICE, BOB = person("alice"), person("bob")


class House:
    """A store, its clock, and what it announced."""

    def __init__(self, make: Make) -> None:
        self.now = START
        self.announced: list[tuple[str, int, list[Event]]] = []
        self.store = make(RoomRules(room_limit=3), self._announce, lambda: self.now)

    def _announce(self, room: Room, version: int, happened: list[Event]) -> None:
        self.announced.append((room.id, version, happened))

    async def enters(
        self, user: User, room_id: str = "room", mark: int | None = None
    ) -> tuple[Room, int]:
        def change(room: Room) -> list[Event]:
            memory = Memory(mark=mark)
            opened = [] if room.is_open else room.open(user, {}, memory, self.now)
            return [*opened, *room.join(user, user.name, self.now)]

        return await self.store.update(room_id, change)

    async def leaves(self, user: User, room_id: str = "room") -> tuple[Room, int]:
        return await self.store.update(
            room_id, lambda room: room.leave(user.user_id, [user.name], self.now, CURSOR, 0.5)
        )

    async def unloads(self, after_ms: int) -> list[str]:
        return [room.id for room in await self.store.unload_empty(self.now, after_ms)]

    async def lists(self) -> list[str]:
        await self.store.refresh()
        return sorted(room.id for room in self.store.rooms())

    @property
    def versions(self) -> list[int]:
        return [version for _, version, _ in self.announced]

    def people(self, room_id: str = "room") -> list[str]:
        room = self.store.snapshot(room_id)
        assert room is not None
        return [one.user.name for one in room.participants.values()]


@pytest.fixture(params=["memory", "redis"])
async def house(request):
    if request.param == "memory":
        yield House(MemoryStore)
        return
    shards = request.getfixturevalue("shards")
    yield House(partial(redis_store, shards))
    await shards.close()


async def test_a_room_that_was_opened_is_stored(house):
    room, version = await house.enters(ALICE)
    assert (room.id, version) == ("room", 1)
    assert house.people() == ["alice"]


async def test_a_room_that_nobody_opened_is_not_stored(house):
    await house.leaves(ALICE)
    assert house.store.snapshot("room") is None
    assert house.announced == []


async def test_an_unknown_room_has_no_snapshot(house):
    await house.enters(ALICE)
    assert house.store.snapshot("other") is None


async def test_rooms_have_the_rules_of_the_store(house):
    room, _ = await house.enters(ALICE)
    assert room.settings.limit == 3


async def test_the_next_change_sees_the_one_before(house):
    await house.enters(ALICE)
    await house.enters(BOB)
    assert house.people() == ["alice", "bob"]


async def test_versions_go_up_by_one(house):
    versions = [(await house.enters(ALICE))[1], (await house.enters(BOB))[1]]
    versions.append((await house.leaves(ALICE))[1])
    assert versions == [1, 2, 3]


async def test_every_room_has_versions_of_its_own(house):
    await house.enters(ALICE)
    _, version = await house.enters(ALICE, "other")
    assert version == 1


async def test_changes_are_announced_in_order_with_their_version(house):
    await house.enters(ALICE)
    await house.enters(BOB)
    assert house.versions == [1, 2]


async def test_what_happened_is_announced(house):
    await house.enters(ALICE)
    room_id, _, happened = house.announced[0]
    assert (room_id, happened[0]) == ("room", Opened())


async def test_the_version_returned_is_the_one_announced(house):
    _, version = await house.enters(ALICE)
    assert house.versions == [version]


async def test_of_many_who_come_at_once_as_many_get_in_as_there_is_room_for(house):
    crowd = [house.enters(person(f"guest {number}")) for number in range(20)]
    results = await asyncio.gather(*crowd, return_exceptions=True)
    refusals = [one for one in results if isinstance(one, RoomError)]
    assert {refusal.code for refusal in refusals} == {Refusal.FULL}
    assert (len(house.people()), len(refusals)) == (3, 17)
    assert house.versions == [1, 2, 3]


def refuse(room: Room) -> list[Event]:
    raise RoomError(Refusal.NOT_ALLOWED)


def break_down(room: Room) -> list[Event]:
    raise KeyError("a bug")


@pytest.mark.parametrize(("change", "error"), [(refuse, RoomError), (break_down, KeyError)])
async def test_what_a_change_raises_comes_through(house, change, error):
    await house.enters(ALICE)
    with pytest.raises(error):
        await house.store.update("room", change)


async def test_a_refused_change_is_neither_stored_nor_announced(house):
    await house.enters(ALICE)
    with pytest.raises(RoomError):
        await house.store.update("room", refuse)
    assert (house.people(), house.versions) == (["alice"], [1])


async def test_a_refused_change_takes_no_version(house):
    await house.enters(ALICE)
    with pytest.raises(RoomError):
        await house.store.update("room", refuse)
    _, version = await house.enters(BOB)
    assert version == 2


async def test_a_room_that_refuses_its_founder_is_not_stored(house):
    def open_and_refuse(room: Room) -> list[Event]:
        room.open(ALICE, {}, Memory(), START)
        return refuse(room)

    with pytest.raises(RoomError):
        await house.store.update("room", open_and_refuse)
    assert house.store.snapshot("room") is None
    _, version = await house.enters(BOB)
    assert version == 1


async def test_rooms_are_those_with_people(house):
    await house.enters(ALICE)
    await house.enters(BOB, "other")
    await house.leaves(ALICE)
    assert await house.lists() == ["other"]


async def test_rooms_may_change_while_they_are_looked_at(house):
    await house.enters(ALICE)
    await house.enters(BOB, "other")
    assert len(await house.lists()) == 2
    for room in house.store.rooms():
        await house.enters(ALICE, f"{room.id} too")
    assert len(await house.lists()) == 4


async def test_an_empty_room_is_still_there_for_a_while(house):
    await house.enters(ALICE)
    await house.leaves(ALICE)
    house.now += 2_999
    assert await house.unloads(3_000) == []
    assert house.people() == []


async def test_a_room_is_unloaded_when_it_was_empty_for_long_enough(house):
    await house.enters(ALICE)
    await house.leaves(ALICE)
    house.now += 3_000
    assert await house.unloads(3_000) == ["room"]
    assert house.store.snapshot("room") is None


async def test_a_room_is_unloaded_once(house):
    await house.enters(ALICE)
    await house.leaves(ALICE)
    await house.unloads(0)
    assert await house.unloads(0) == []


async def test_a_room_with_people_is_not_unloaded(house):
    await house.enters(ALICE)
    house.now += 10**9
    assert await house.unloads(0) == []
    assert house.people() == ["alice"]


async def test_who_comes_back_in_time_keeps_the_room(house):
    await house.enters(ALICE)
    await house.leaves(ALICE)
    house.now += 2_000
    await house.enters(ALICE)
    house.now += 10_000
    assert await house.unloads(3_000) == []


async def test_the_time_counts_from_when_the_last_one_went(house):
    await house.enters(ALICE)
    await house.leaves(ALICE)
    await house.enters(BOB)
    house.now += 10_000
    await house.leaves(BOB)
    house.now += 2_999
    assert await house.unloads(3_000) == []


async def test_a_change_of_an_empty_room_does_not_keep_it(house):
    await house.enters(ALICE)
    await house.leaves(ALICE)
    house.now += 2_000
    await house.leaves(BOB)
    house.now += 1_000
    assert await house.unloads(3_000) == ["room"]


async def test_an_unloaded_room_begins_anew(house):
    await house.enters(ALICE)
    await house.leaves(ALICE)
    await house.unloads(0)
    room, _ = await house.enters(BOB)
    assert (list(room.participants), room.holder) == ([id_of("bob")], id_of("bob"))


# Amending


async def test_a_room_is_not_opened_from_what_was_amended_since(house):
    before = await house.store.remembered("room")
    assert await house.store.amend("room", lambda room: []) is None
    with pytest.raises(Overtaken):
        await house.enters(ALICE, mark=before.mark)
    assert house.store.snapshot("room") is None
    after = await house.store.remembered("room")
    await house.enters(ALICE, mark=after.mark)
    assert house.people() == ["alice"]


async def test_a_room_that_was_opened_meanwhile_is_amended_itself(house):
    before = await house.store.remembered("room")
    await house.enters(ALICE, mark=before.mark)
    assert await house.store.amend("room", lambda room: set_owner(room, BOB.user_id)) is None
    assert house.store.snapshot("room").settings.owner_id == BOB.user_id
    await house.enters(BOB, mark=before.mark)
    assert house.people() == ["alice", "bob"]
