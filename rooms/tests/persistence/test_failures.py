"""Facts about what was accepted while the database fails, and at the end of the process."""

from __future__ import annotations

import asyncio
import logging
import threading

import pytest
from django.db import OperationalError

from rooms import writes
from rooms.archive import LINES_PER_WRITE, Archive
from rooms.conf import Limits
from rooms.desk import Desk
from rooms.models import ChatLine, Player, RoomRecord
from rooms.records import Bundle

from .makers import ALICE, BOB, START, said, used


class Database:
    """The writes: the next `fails` of them fail, `gate` holds them up while it is shut."""

    def __init__(self) -> None:
        self.fails = 0
        self.attempts = 0
        self.began = threading.Event()
        self.gate = threading.Event()
        self.gate.set()
        self.stored = asyncio.Event()
        self._store = writes.store_bundle

    def __call__(self, bundle: Bundle, *, now: int, desk: Desk) -> None:
        self.attempts += 1
        self.began.set()
        assert self.gate.wait(5)
        if self.fails:
            self.fails -= 1
            raise OperationalError("disk on fire")
        self._store(bundle, now=now, desk=desk)
        if self._loop.is_running():
            self._loop.call_soon_threadsafe(self.stored.set)

    def watch(self) -> None:
        self._loop = asyncio.get_running_loop()


@pytest.fixture
async def storage(database, monkeypatch) -> Database:
    storage = Database()
    storage.watch()
    monkeypatch.setattr(writes, "store_bundle", storage)
    return storage


async def stored_texts() -> list[str]:
    return [line.text async for line in ChatLine.objects.order_by("sent_at", "id")]


async def test_what_is_remembered_is_written_without_being_asked(archive, storage):
    archive.remember_line(said("hello"))
    await asyncio.wait_for(storage.stored.wait(), 5)
    assert await stored_texts() == ["hello"]


async def test_what_comes_together_is_written_together(archive, storage):
    for n in range(100):
        archive.remember_line(said(str(n)))
    await asyncio.wait_for(storage.stored.wait(), 5)
    assert storage.attempts == 1
    assert await stored_texts() == [str(n) for n in range(100)]


async def test_the_first_line_does_not_wait_and_the_next_ones_gather(clock, storage):
    archive = Archive(limits=Limits(), now=clock, flush_ms=60_000)
    archive.remember_line(said("one"))
    await asyncio.wait_for(storage.stored.wait(), 5)
    for text in ("two", "three"):
        archive.remember_line(said(text))
        await asyncio.sleep(0)
    assert await stored_texts() == ["one"]
    await archive.flush()
    assert storage.attempts == 2


async def test_a_long_backlog_is_worked_off_without_a_rest(clock, storage):
    archive = Archive(limits=Limits(), now=clock, flush_ms=60_000)
    for n in range(3 * LINES_PER_WRITE):
        archive.remember_line(said(str(n)))
    while await ChatLine.objects.acount() < 3 * LINES_PER_WRITE:
        storage.stored.clear()
        await asyncio.wait_for(storage.stored.wait(), 5)
    assert storage.attempts == 3


async def test_an_idle_archive_has_neither_timer_nor_task(archive, storage):
    archive.remember_line(said("hello"))
    await asyncio.wait_for(storage.stored.wait(), 5)
    await archive.flush()
    await asyncio.gather(*(asyncio.all_tasks() - {asyncio.current_task()}))
    assert archive._timer is None
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_a_failing_database_loses_nothing_and_is_tried_again(archive, storage, caplog):
    storage.fails = 3
    archive.remember_line(said("one"))
    archive.remember_room(used())
    archive.remember_ban(room_id="room", user_id=BOB, by=ALICE, expires_at=START + 1)
    await asyncio.wait_for(storage.stored.wait(), 5)
    await archive.flush()
    assert storage.attempts == 4
    assert await stored_texts() == ["one"]
    assert await RoomRecord.objects.acount() == 1
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


async def test_what_is_newer_than_a_failed_write_stays_newer(archive, storage):
    storage.fails = 1
    storage.gate.clear()
    archive.remember_room(used(settings={"limit": 1}))
    archive.remember_line(said("one"))
    assert await asyncio.to_thread(storage.began.wait, 5)
    archive.remember_room(used(settings={"limit": 2}))
    archive.remember_line(said("two"))
    storage.gate.set()
    await asyncio.wait_for(storage.stored.wait(), 5)
    await archive.flush()
    assert await stored_texts() == ["one", "two"]
    assert (await RoomRecord.objects.aget()).settings == {"limit": 2}


async def test_a_room_comes_back_whole_while_it_is_being_written(archive, storage):
    storage.gate.clear()
    archive.remember_room(used())
    archive.remember_line(said("one"))
    assert await asyncio.to_thread(storage.began.wait, 5)
    archive.remember_line(said("two"))
    recall = asyncio.create_task(archive.recall("room"))
    await asyncio.sleep(0)
    storage.gate.set()
    assert [line.text for line in (await recall).lines] == ["one", "two"]


async def test_flush_tells_that_the_database_fails_and_keeps_everything(archive, storage):
    storage.fails = 1
    archive.remember_line(said("one"))
    with pytest.raises(OperationalError):
        await archive.flush()
    await archive.flush()
    assert await stored_texts() == ["one"]


async def test_over_the_backlog_the_oldest_lines_go_and_are_counted(clock, storage, caplog):
    archive = Archive(now=clock, limits=Limits(chat_backlog=3), flush_ms=1, retry_ms=1)
    storage.fails = 1_000_000
    for n in range(5):
        archive.remember_line(said(str(n)))
    with pytest.raises(OperationalError):
        await archive.flush()
    archive.remember_line(said("5"))
    assert not [record for record in caplog.records if "dropped" in record.message]
    storage.fails = 0
    await archive.flush()
    assert await stored_texts() == ["3", "4", "5"]
    (told,) = [record for record in caplog.records if "dropped" in record.message]
    assert told.args == (3,)


async def test_an_entry_that_cannot_be_stored_does_not_hold_up_the_others(archive, storage, caplog):
    archive.remember_line(said("one"))
    archive.remember_room(used(settings={"limit": object()}))
    archive.remember_line(said("two"))
    archive.remember_profile(user_id=ALICE, name="Alice", color="#123456")
    await archive.flush()
    assert await stored_texts() == ["one", "two"]
    assert await Player.objects.acount() == 1
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


@pytest.mark.django_db(transaction=True)
def test_at_exit_everything_is_written_without_a_loop(archive):
    archive.remember_room(used())
    for n in range(2_000):
        archive.remember_line(said(str(n)))
    archive.flush_at_exit()
    assert ChatLine.objects.count() == 2_000
    assert RoomRecord.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_at_exit_what_a_loop_left_behind_is_written(clock):
    archive = Archive(limits=Limits(), now=clock, flush_ms=60_000)

    async def chat() -> None:
        archive.remember_line(said("hello"))

    asyncio.run(chat())
    archive.flush_at_exit()
    assert ChatLine.objects.count() == 1


async def test_at_exit_a_write_under_way_is_waited_for_and_not_repeated(archive, storage):
    storage.gate.clear()
    archive.remember_line(said("one"))
    assert await asyncio.to_thread(storage.began.wait, 5)
    archive.remember_line(said("two"))
    exiting = asyncio.create_task(asyncio.to_thread(archive.flush_at_exit))
    await asyncio.sleep(0)
    storage.gate.set()
    await exiting
    assert await stored_texts() == ["one", "two"]


@pytest.mark.django_db(transaction=True)
def test_an_exit_without_a_database_says_what_is_lost(archive, monkeypatch, caplog):
    def fail(bundle: Bundle, *, now: int) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(writes, "store_bundle", fail)
    archive.remember_line(said("one"))
    archive.flush_at_exit()
    assert "1 unwritten entries are lost" in caplog.text


@pytest.mark.parametrize("fails", [0, 1])
async def test_what_was_being_written_of_who_is_forgotten_is_stored_by_then_or_never(
    archive, storage, fails
):
    storage.fails = fails
    storage.gate.clear()
    archive.remember_line(said("on its way"))
    archive.remember_profile(user_id=ALICE, name="Alice", color="#ff0000")
    await asyncio.to_thread(storage.began.wait)
    forgotten = asyncio.create_task(archive.forget_person(ALICE))
    await asyncio.sleep(0)
    storage.gate.set()
    assert await forgotten == {"room"}
    then = await stored_texts()
    assert then == ([] if fails else ["on its way"])
    await archive.flush()
    assert await stored_texts() == then
    assert await Player.objects.acount() == 1 - fails
