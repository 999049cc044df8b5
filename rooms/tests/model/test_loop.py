"""The loop whose time is fed keeps working however long it has run."""

from __future__ import annotations

import asyncio

import pytest

from rooms.tests.live.fakes import FakeClock

from .loop import FedLoop


@pytest.mark.parametrize("power", [0, 30, 34, 38])
def test_a_timer_that_is_due_runs_after_so_many_seconds(power):
    clock = FakeClock()
    clock.pass_s(2.0**power)

    async def wait() -> bool:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, FedLoop)
        ran = loop.create_future()
        loop.call_later(0.05, ran.set_result, None)
        clock.pass_s(0.05)
        # Not more than a few turns: a timer that never ran would have the loop turn for ever.
        for _ in range(5):
            await asyncio.sleep(0)
        return ran.done()

    with asyncio.Runner(loop_factory=lambda: FedLoop(clock)) as runner:
        assert runner.run(wait())
