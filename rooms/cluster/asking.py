"""Questions that one process puts to all those that hear of a group, and what they answer.

What can be asked is in `live.answers`, by topic. Who asks hears the group as well, or not: its own
answer is among the others, then.
"""

from __future__ import annotations

import asyncio
import logging
from itertools import count
from typing import Any

from rooms.live import Live
from rooms.redis_layer import RoomsRedisLayer
from rooms.state.shards import Shard

log = logging.getLogger("rooms.cluster")

PATIENCE_S = 0.25
"""Who asks does not wait longer; what is not answered by then is not known."""
ASK, ANSWER = "mpp.ask", "mpp.answer"


class Asking:
    """Asks and answers."""

    def __init__(self, layer: RoomsRedisLayer) -> None:
        self._layer = layer
        self._numbers = count(1)
        self._open: dict[int, _Question] = {}

    def begin(self, live: Live) -> None:
        live.hub.on_post(ASK, lambda message: self._answer(live, message))
        live.hub.on_post(ANSWER, self._take)

    async def ask(
        self,
        live: Live,
        shard: Shard,
        group: str,
        back: str,
        topic: str,
        about: Any,
        *,
        least: int = 1,
    ) -> list[Any]:
        """What is answered in time; `back` is the group of this process on the host of `group`.

        With fewer than `least` processes that hear of the group nobody is asked. Raises StoreAway.
        """
        _, listeners = await shard.read("PUBSUB", "NUMSUB", self._layer.address_of(group))
        if listeners < least:
            return []
        number = next(self._numbers)
        question = self._open[number] = _Question(listeners)
        message = {"type": ASK, "topic": topic, "about": about, "number": number, "back": back}
        try:
            await live.hub.send(group, message)
            async with asyncio.timeout(PATIENCE_S):
                await question.answered.wait()
        except TimeoutError:
            log.debug("Not every process has answered about %s", topic)
        finally:
            del self._open[number]
        return question.answers

    def _answer(self, live: Live, message: dict[str, Any]) -> None:
        answer = {
            "type": ANSWER,
            "number": message["number"],
            "answer": live.answers[message["topic"]](message["about"]),
        }
        live.spawn(live.hub.send(message["back"], answer))

    def _take(self, message: dict[str, Any]) -> None:
        if question := self._open.get(message["number"]):
            question.take(message["answer"])


class _Question:
    """Waits for so many answers as are `missing`."""

    def __init__(self, missing: int) -> None:
        self.answers: list[Any] = []
        self._missing = missing
        self.answered = asyncio.Event()

    def take(self, answer: Any) -> None:
        self.answers.append(answer)
        self._missing -= 1
        if not self._missing:
            self.answered.set()
