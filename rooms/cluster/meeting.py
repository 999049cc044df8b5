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
        if room_id in live.hub.rooms or room_id in self._asked:
            return
        group = room_group(room_id)
        _, listeners = await shard.read("PUBSUB", "NUMSUB", self._layer.address_of(group))
        if listeners < 2:
            return
        question = self._asked[room_id] = _Question(listeners - 1)
        try:
            await live.hub.send(group, {"type": ASK, "room": room_id, "back": back})
            async with asyncio.timeout(PATIENCE_S):
                await question.answered.wait()
        except TimeoutError:
            log.debug("Not every process has said where the cursors of a room are")
        finally:
            del self._asked[room_id]
        live.hub.met[room_id] = question.cursors

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
    """Waits for so many answers; that of this process itself, which has nobody there, is one."""

    def __init__(self, others: int) -> None:
        self.cursors: dict[str, tuple[str, str]] = {}
        self.answered = asyncio.Event()
        self._missing = others + 1

    def take(self, cursors: dict[str, tuple[str, str]]) -> None:
        self.cursors.update(cursors)
        self._missing -= 1
        if not self._missing:
            self.answered.set()
