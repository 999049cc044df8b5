"""Facts about batches."""

from __future__ import annotations

import asyncio
import threading

import pytest
from asgiref.sync import ThreadSensitiveContext
from channels.db import database_sync_to_async

from rooms.batching import Batcher

# Batches run where connections are looked after, so there has to be a database.
pytestmark = pytest.mark.django_db(transaction=True)


class Doubler:
    """Doubles numbers and keeps the batches it got; `gate` holds a batch up while it is shut."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.started = threading.Semaphore(0)
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self, numbers: list[int]) -> list[int]:
        self.batches.append(numbers)
        self.started.release()
        assert self.gate.wait(5)
        if 13 in numbers:
            raise ArithmeticError("unlucky")
        return [2 * number for number in numbers]

    async def is_started(self) -> None:
        assert await asyncio.to_thread(self.started.acquire, timeout=5)


@pytest.fixture
def doubler() -> Doubler:
    return Doubler()


async def test_what_comes_in_one_turn_is_one_batch(doubler):
    batcher = Batcher(doubler)
    assert await asyncio.gather(*(batcher.submit(n) for n in range(5))) == [0, 2, 4, 6, 8]
    assert doubler.batches == [[0, 1, 2, 3, 4]]


async def test_what_comes_during_a_batch_is_the_next_one(doubler):
    batcher = Batcher(doubler)
    doubler.gate.clear()
    first = asyncio.create_task(batcher.submit(1))
    await doubler.is_started()
    late = [asyncio.create_task(batcher.submit(n)) for n in (2, 3)]
    await asyncio.sleep(0)
    doubler.gate.set()
    assert await asyncio.gather(first, *late) == [2, 4, 6]
    assert doubler.batches == [[1], [2, 3]]


async def test_a_batch_has_a_most(doubler):
    batcher = Batcher(doubler, max_batch=2)
    assert await asyncio.gather(*(batcher.submit(n) for n in range(5))) == [0, 2, 4, 6, 8]
    assert doubler.batches == [[0, 1], [2, 3], [4]]


async def test_a_failure_reaches_everybody_in_its_batch_and_nobody_else(doubler):
    batcher = Batcher(doubler, max_batch=2)
    results = await asyncio.gather(*(batcher.submit(n) for n in (13, 1, 2)), return_exceptions=True)
    assert [type(result) for result in results] == [ArithmeticError, ArithmeticError, int]


async def test_a_wrong_number_of_results_is_a_failure():
    batcher: Batcher[int, int] = Batcher(lambda numbers: [])
    with pytest.raises(ValueError):
        await batcher.submit(1)


async def test_who_gave_up_is_left_out(doubler):
    batcher = Batcher(doubler)
    doubler.gate.clear()
    first = asyncio.create_task(batcher.submit(1))
    await doubler.is_started()
    gone, staying = (asyncio.create_task(batcher.submit(n)) for n in (2, 3))
    await asyncio.sleep(0)
    gone.cancel()
    first.cancel()
    await asyncio.sleep(0)
    doubler.gate.set()
    assert await staying == 6
    assert doubler.batches == [[1], [3]]


async def test_an_idle_batcher_has_no_task(doubler):
    batcher = Batcher(doubler)
    await batcher.submit(1)
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_batches_of_one_are_all_answered(doubler):
    batcher = Batcher(doubler, max_batch=1)
    assert await asyncio.gather(*(batcher.submit(n) for n in range(3))) == [0, 2, 4]
    assert doubler.batches == [[0], [1], [2]]


async def test_a_batch_outlives_the_request_that_began_it(doubler):
    """A request of Django has a thread of its own, which ends with it."""
    batcher: Batcher[int, int] = Batcher(lambda items: [threading.get_ident() for _ in items])
    database_thread = await database_sync_to_async(threading.get_ident)()
    async with ThreadSensitiveContext():
        assert await batcher.submit(1) == database_thread


def test_it_works_again_in_another_loop(doubler):
    batcher = Batcher(doubler)

    async def interrupted() -> None:
        doubler.gate.clear()
        for n in (1, 2):
            asyncio.create_task(batcher.submit(n))  # noqa: RUF006
            await asyncio.sleep(0)
        await doubler.is_started()
        doubler.gate.set()

    asyncio.run(interrupted())
    assert asyncio.run(asyncio.wait_for(batcher.submit(5), 5)) == 10
