"""A cancelled task ends, also if what it waits for swallows that (rooms/state/cancelling.py)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

import pytest

from rooms.state.cancelling import Cancellable
from rooms.tests.lines import PATIENCE


async def swallow() -> None:
    with suppress(asyncio.CancelledError):
        await asyncio.Event().wait()


async def begun(work: Callable[[], Coroutine[Any, Any, None]]) -> asyncio.Task[None]:
    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    return task


async def test_a_loop_ends_although_a_library_has_swallowed_its_cancellation():
    async def work():
        while True:
            with Cancellable():
                await swallow()

    task = await begun(work)
    task.cancel()
    await asyncio.wait([task], timeout=PATIENCE)
    assert task.cancelled()


async def test_what_runs_after_a_cancellation_may_finish():
    async def work():
        try:
            await asyncio.Event().wait()
        finally:
            with Cancellable():
                await asyncio.sleep(0)
            finished.set()

    finished = asyncio.Event()
    task = await begun(work)
    task.cancel()
    await asyncio.wait([task], timeout=PATIENCE)
    assert finished.is_set()


async def test_an_error_within_is_not_hidden():
    with pytest.raises(ValueError, match="of the call"), Cancellable():
        raise ValueError("of the call")


async def test_a_time_limit_around_it_stays_a_time_limit():
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            with Cancellable():
                await swallow()
