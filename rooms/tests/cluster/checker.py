"""Compares what everybody sees of a room with what is stored of it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, cast

from redis.asyncio import Redis

from rooms.domain.rules import RoomRules
from rooms.protocol import encoding
from rooms.state.documents import room_from, tail_from
from rooms.tests.lines import PATIENCE, Message

from .people import Inhabitant

_PAUSE_S = 0.05


async def stored(redis: Redis, room_id: str) -> Message | None:
    """The room as it is stored, in the words of `View.picture`."""
    head, chat = cast(list[bytes | None], await redis.hmget(f"mpp:room:{room_id}", "head", "chat"))
    if head is None:
        return None
    rules = RoomRules()
    room = room_from(room_id, rules, head, tail_from(rules, chat or b""))
    info: dict[str, Any] = encoding.room_info(room)
    return {
        "people": {
            one.user_id: (one.user.name, one.user.color) for one in room.participants.values()
        },
        "crown": info.get("crown"),
        "settings": info["settings"],
        "chat": [line.line_id for line in room.chat.lines()],
    }


async def agree(
    redis: Redis, people: Sequence[Inhabitant], room_id: str, seconds: float = PATIENCE
) -> None:
    """Return when all of them see the room as it is stored, with just them in it."""
    give_up = asyncio.get_running_loop().time() + seconds
    while differences := await _differences(redis, people, room_id):
        if asyncio.get_running_loop().time() > give_up:
            raise AssertionError("\n".join(differences[:5]))
        await asyncio.sleep(_PAUSE_S)


async def _differences(redis: Redis, people: Sequence[Inhabitant], room_id: str) -> list[str]:
    truth = await stored(redis, room_id)
    if truth is None:
        return ["nothing is stored"]
    ids = {one.id for one in people}
    found = []
    if set(truth["people"]) != ids:
        found.append(f"stored are {len(truth['people'])} people, {len(ids)} are there")
    for one in people:
        picture = one.view.picture()
        for part, value in truth.items():
            if one.view.room != room_id or picture[part] != value:
                found.append(f"{one.name} sees {part} {picture[part]}, stored is {value}")
                break
    return found
