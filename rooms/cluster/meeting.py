"""Where the cursors of a room are, for a process whose first person comes into it (protocol §3.3).

It asks the other processes in the room, each of which answers for its own people.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from rooms.groups import room_group
from rooms.live import Live
from rooms.redis_layer import RoomsRedisLayer
from rooms.state.shards import Shard

log = logging.getLogger("rooms.cluster")

PATIENCE_S = 0.25
"""Who comes in does not wait longer; cursors are learnt as they move, then."""
ASK, ANSWER = "mpp.cursors.ask", "mpp.cursors.answer"


class Meeting:
    """Asks and answers; `back` is the group of this process on the host of a room."""

    def __init__(self, layer: RoomsRedisLayer) -> None:
        self._layer = layer
        self._asked: dict[str, _Question] = {}

    def begin(self, live: Live) -> None:
        live.hub.on_post(ASK, lambda message: self._answer(live, message))
        live.hub.on_post(ANSWER, self._take)

    async def ask(self, live: Live, shard: Shard, room_id: str, back: str) -> None:
        """Learn where the cursors of a room are. Raises StoreAway."""
        if room_id in live.hub.rooms:
            return
        if question := self._asked.get(room_id):
            await question.over.wait()
            return
        question = self._asked[room_id] = _Question()
        try:
            await self._put(question, live, shard, room_id, back)
        finally:
            del self._asked[room_id]
            question.over.set()
        if question.cursors:
            live.hub.met[room_id] = question.cursors

    async def _put(
        self, question: _Question, live: Live, shard: Shard, room_id: str, back: str
    ) -> None:
        group = room_group(room_id)
        _, listeners = await shard.read("PUBSUB", "NUMSUB", self._layer.address_of(group))
        if listeners < 2:
            return
        # This process itself, which has nobody there, answers as well.
        question.missing = listeners
        try:
            await live.hub.send(group, {"type": ASK, "room": room_id, "back": back})
            async with asyncio.timeout(PATIENCE_S):
                await question.answered.wait()
        except TimeoutError:
            log.debug("Not every process has said where the cursors of a room are")

    def _answer(self, live: Live, message: dict[str, Any]) -> None:
        local = live.hub.rooms.get(message["room"])
        answer = {
            "type": ANSWER,
            "room": message["room"],
            "cursors": local.own_cursors() if local else {},
        }
        live.spawn(live.hub.send(message["back"], answer))

    def _take(self, message: dict[str, Any]) -> None:
        if question := self._asked.get(message["room"]):
            question.take(message["cursors"])


class _Question:
    """Waits for so many answers as are `missing`."""

    def __init__(self) -> None:
        self.cursors: dict[str, tuple[str, str]] = {}
        self.missing = 0
        self.answered = asyncio.Event()
        self.over = asyncio.Event()

    def take(self, cursors: dict[str, tuple[str, str]]) -> None:
        self.cursors.update(cursors)
        self.missing -= 1
        if not self.missing:
            self.answered.set()
