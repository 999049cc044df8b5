"""When what was published goes out (rooms/cycle.py)."""

from __future__ import annotations

import asyncio

import pytest

from rooms.cycle import DeliveryCycle, finish_now
from rooms.groups import room_group
from rooms.layer import LeanInMemoryChannelLayer
from rooms.sockets.frame import Kind
from rooms.tally import Tally

FOR_EVER_S = 3_600


class Desk:
    """A cycle over a layer, and the messages that came out of it."""

    def __init__(self) -> None:
        self.layer = LeanInMemoryChannelLayer()
        self.tally = Tally()
        self.cycle = DeliveryCycle(self.layer, 0, self.tally)
        self.came: asyncio.Queue[list[bytes]] = asyncio.Queue()

    async def open(self, *rooms: str) -> None:
        channel = await self.layer.new_channel("test.")
        for room in rooms:
            await self.layer.group_add(room_group(room), channel)
        self.layer.listen(channel, lambda message: self.came.put_nowait(message["fragments"]))
        self.task = asyncio.create_task(self.cycle.run(at_once=True))
        await asyncio.sleep(0)

    def note(self, fragment: bytes, room: str = "room") -> None:
        self.cycle.batch(room).add(fragment, Kind.NOTE, "one.1", 0, None)

    def move(self, fragment: bytes, room: str = "room") -> None:
        self.cycle.batch(room, FOR_EVER_S).add(fragment, Kind.CURSOR, "one.1", 0, None)


@pytest.fixture
async def desk():
    desk = Desk()
    await desk.open("room", "other")
    yield desk
    desk.task.cancel()
    await asyncio.gather(desk.task, return_exceptions=True)


async def turns_of_the_loop():
    for _ in range(10):
        await asyncio.sleep(0)


async def test_a_note_goes_out_by_itself(desk):
    desk.note(b"1")
    assert await desk.came.get() == [b"1"]


async def test_what_is_published_in_one_turn_goes_out_together(desk):
    desk.note(b"1")
    desk.note(b"2")
    assert await desk.came.get() == [b"1", b"2"]


async def test_a_move_waits(desk):
    desk.move(b"1")
    await turns_of_the_loop()
    assert desk.came.empty()


async def test_a_note_takes_moves_of_its_room_along_in_order(desk):
    desk.move(b"1")
    await turns_of_the_loop()
    desk.note(b"2")
    desk.move(b"3")
    assert await desk.came.get() == [b"1", b"2", b"3"]


async def test_moves_of_other_rooms_go_with_it(desk):
    desk.move(b"1", room="other")
    desk.note(b"2")
    assert {tuple(await desk.came.get()) for _ in range(2)} == {(b"1",), (b"2",)}


async def test_a_move_after_a_run_waits_again(desk):
    desk.note(b"1")
    await desk.came.get()
    desk.move(b"2")
    await turns_of_the_loop()
    assert desk.came.empty()


async def test_what_a_delivery_leads_to_goes_out_with_the_next_run(desk):
    (channel,) = desk.layer.groups[room_group("room")]

    def answer(message):
        desk.came.put_nowait(message["fragments"])
        if message["fragments"] == [b"1"]:
            desk.note(b"2")

    desk.layer.listen(channel, answer)
    desk.note(b"1")
    assert [await desk.came.get(), await desk.came.get()] == [[b"1"], [b"2"]]


async def test_what_was_published_before_the_first_run_is_not_lost():
    desk = Desk()
    desk.note(b"1")
    await desk.open("room")
    assert await desk.came.get() == [b"1"]
    desk.task.cancel()
    await asyncio.gather(desk.task, return_exceptions=True)


async def test_a_layer_that_says_it_never_waits_must_not():
    async def waits():
        await asyncio.sleep(0)

    with pytest.raises(RuntimeError, match="has waited"):
        finish_now(waits())


async def test_how_long_the_first_of_a_run_waited_is_counted(desk):
    await turns_of_the_loop()
    before = sum(desk.tally.tick_lags.counts)
    desk.note(b"1")
    desk.note(b"2")
    await desk.came.get()
    assert sum(desk.tally.tick_lags.counts) == before + 1
    assert desk.tally.tick_lags.total > 0


async def test_what_may_wait_is_not_late(desk):
    await turns_of_the_loop()
    before = sum(desk.tally.tick_lags.counts)
    desk.move(b"1")
    await turns_of_the_loop()
    assert sum(desk.tally.tick_lags.counts) == before
