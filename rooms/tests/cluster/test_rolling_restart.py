"""Workers are stopped and started one after the other; people notice next to nothing."""

from __future__ import annotations

import asyncio

from .people import Rumour
from .town import WORKERS, Town

SERVER_CLOSING = 4000


async def test_a_rolling_restart_loses_nobody_and_no_line(town: Town, room: str) -> None:
    people = await town.crowd(room)
    founder, crown = people[0], people[0].view.crown
    rumours = [Rumour(one, 0.1) for one in people[:3]]
    for number in range(WORKERS):
        await asyncio.to_thread(town.workers[number].stop)
        await asyncio.to_thread(town.workers[number].start)
        # Those of this worker are back by the next one before that is stopped.
        await town.agree(people, room)
    for rumour in rumours:
        await rumour.end()
    await town.agree(people, room)

    assert {code for one in people for code in one.closed_with} == {SERVER_CLOSING}
    # Nobody was seen to leave, so the crown was never dropped.
    assert not any(one.view.left for one in people)
    assert founder.view.crown == crown
    heard = set().union(*(one.view.heard for one in people))
    await town.has_stored(room, heard)


async def test_who_does_not_come_back_is_gone_after_a_while(town: Town, room: str) -> None:
    people = await town.crowd(room, 6)
    lost = [people.pop(3), people.pop(0)]
    for one in lost:
        one.does_not_return()
    await asyncio.to_thread(town.workers[0].stop)
    await town.agree(people, room)
    crown = people[0].view.crown
    assert crown is not None
    assert "participantId" not in crown
