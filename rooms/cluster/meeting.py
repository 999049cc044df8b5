"""Where the cursors of a room are, for a process whose first person comes into it (protocol §3.3).

It asks the other processes in the room, each of which answers for its own people.
"""

from __future__ import annotations

import asyncio
from typing import Any

from rooms.cluster.asking import Asking
from rooms.groups import room_group
from rooms.live import Live
from rooms.state.shards import Shard

CURSORS = "room.cursors"
OTHERS = 2
"""Whoever asks hears of the room already: with fewer nobody else does."""


class Meeting:
    """One question a room and process at a time; `back` is as in `Asking.ask`."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self._asked: dict[str, asyncio.Event] = {}

    def begin(self, live: Live) -> None:
        live.answers[CURSORS] = lambda room_id: self._answer(live, room_id)

    async def ask(self, live: Live, shard: Shard, room_id: str, back: str) -> None:
        """Learn where the cursors of a room are. Raises StoreAway."""
        if room_id in live.hub.rooms:
            return
        if over := self._asked.get(room_id):
            await over.wait()
            return
        over = self._asked[room_id] = asyncio.Event()
        try:
            answers = await self._asking.ask(
                live, shard, room_group(room_id), back, CURSORS, room_id, least=OTHERS
            )
        finally:
            del self._asked[room_id]
            over.set()
        cursors = {user: place for answer in answers for user, place in answer.items()}
        if cursors:
            live.hub.met[room_id] = cursors

    def _answer(self, live: Live, room_id: str) -> dict[str, Any]:
        local = live.hub.rooms.get(room_id)
        return local.own_cursors() if local else {}
