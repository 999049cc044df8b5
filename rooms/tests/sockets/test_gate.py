"""A gate is what protocol objects ask of asyncio.Event (rooms/sockets/mailbox.py)."""

from __future__ import annotations

import asyncio

from rooms.sockets.mailbox import Gate


async def test_it_is_open_at_first():
    gate = Gate()
    assert gate.is_set()
    assert await gate.wait()


async def test_all_who_wait_are_let_in_when_it_opens():
    gate = Gate()
    gate.clear()
    waiting = [asyncio.create_task(gate.wait()) for _ in range(3)]
    await asyncio.sleep(0)
    assert not any(task.done() for task in waiting)
    gate.set()
    assert await asyncio.gather(*waiting) == [True] * 3


async def test_who_gave_up_waiting_does_no_harm():
    gate = Gate()
    gate.clear()
    waiting = [asyncio.create_task(gate.wait()) for _ in range(2)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    gate.set()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert [task.cancelled() for task in waiting] == [True, False]
