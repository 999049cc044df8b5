"""That a cancelled task ends, whatever it was waiting for.

`asyncio.wait_for` of Python 3.11, by which redis-py sends, returns as if nothing had been when its
task is cancelled just as the answer is there. A loop around it would go on for ever.
"""

from __future__ import annotations

import asyncio
from types import TracebackType


class Cancellable:
    """`with Cancellable():` raises CancelledError at its end if a cancellation within was lost."""

    __slots__ = ("_before", "_task")

    def __enter__(self) -> None:
        self._task = asyncio.current_task()
        # What runs while its task is being cancelled may still finish.
        self._before = self._task.cancelling() if self._task else 0

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None and self._task and self._task.cancelling() > self._before:
            raise asyncio.CancelledError
