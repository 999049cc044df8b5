"""Many small database requests as few large ones."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from contextvars import Context
from time import perf_counter
from typing import Generic, TypeVar

from channels.db import database_sync_to_async

T = TypeVar("T")
R = TypeVar("R")

MOST_PER_BATCH = 256
LONGEST_PAUSE_S = 0.01


class Batcher(Generic[T, R]):
    """Group commit: while one batch is in the database thread, the next one gathers.

    `run` is synchronous, gets the items of a batch in the order of submission and returns one
    result for each. An idle batcher starts a batch at the next turn of the loop, and has no task
    when nothing is submitted; a busy one pauses for as long as the last batch took.
    """

    def __init__(
        self, run: Callable[[list[T]], list[R]], *, max_batch: int = MOST_PER_BATCH
    ) -> None:
        self._run = run
        self._max_batch = max_batch
        self._waiting: deque[tuple[T, asyncio.Future[R]]] = deque()
        self._worker: asyncio.Task[None] | None = None

    async def submit(self, item: T) -> R:
        """The result for `item`. Raises what `run` raised for the batch that `item` was in."""
        loop = asyncio.get_running_loop()
        if self._worker is None or self._worker.done() or self._worker.get_loop() is not loop:
            # What a loop that has ended left behind has nobody waiting for it.
            self._waiting.clear()
            # A batch belongs to no single caller, so it must not run in the context of one: the
            # thread that Django gives a request ends with that request.
            self._worker = loop.create_task(self._work(), context=Context())
        future: asyncio.Future[R] = loop.create_future()
        self._waiting.append((item, future))
        return await future

    async def _work(self) -> None:
        try:
            while batch := self._next_batch():
                started = perf_counter()
                await self._answer(batch)
                if self._waiting:
                    # A batch costs far more than an item of it: let more of them come together.
                    await asyncio.sleep(min(perf_counter() - started, LONGEST_PAUSE_S))
        finally:
            # Only a cancelled worker leaves any: nobody would answer them.
            for _, future in self._waiting:
                future.cancel()
            self._waiting.clear()

    async def _answer(self, batch: list[tuple[T, asyncio.Future[R]]]) -> None:
        try:
            results = await database_sync_to_async(self._run)([item for item, _ in batch])
            for (_, future), result in zip(batch, results, strict=True):
                if not future.done():
                    future.set_result(result)
        except Exception as error:
            for _, future in batch:
                if not future.done():
                    future.set_exception(error)
        finally:
            for _, future in batch:
                future.cancel()

    def _next_batch(self) -> list[tuple[T, asyncio.Future[R]]]:
        batch: list[tuple[T, asyncio.Future[R]]] = []
        while self._waiting and len(batch) < self._max_batch:
            item, future = self._waiting.popleft()
            # Whoever gave up waiting is done.
            if not future.done():
                batch.append((item, future))
        return batch
