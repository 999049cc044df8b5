"""What a room was before it was unloaded (docs/protocol.md §5.4 step 3a, §5.6)."""

from __future__ import annotations

import dataclasses
import logging

from django.db import Error as DatabaseError

from rooms.archive import NEVER_FORGOTTEN
from rooms.domain.memory import Memory
from rooms.domain.room import Room
from rooms.live import Live
from rooms.remembering import memory_of

log = logging.getLogger("rooms.services")


async def recall(live: Live, room_id: str) -> Memory:
    """What is remembered of a room that is not loaded; of one that never was, nothing."""
    left = await live.store.remembered(room_id)
    fresh = Room(room_id, live.limits).settings
    try:
        remembered = await live.archive.recall(room_id)
    except DatabaseError:
        # People can still play: the room opens as a new one, without a past.
        log.exception("A room could not be recalled")
        return left.memory if left else Memory(history_since=live.now)
    memory = memory_of(remembered, fresh)
    lasts = live.limits.forget_room_ms > 0 or remembered.persistent or room_id in NEVER_FORGOTTEN
    if left is None or left.memory.settings is None or remembered.last_used_at >= left.at:
        return memory
    if not lasts:
        return dataclasses.replace(memory, bans=left.memory.bans)
    # It was unloaded a moment ago, and that is not in the database yet. Who owns a room is decided
    # there.
    settings = left.memory.settings
    owner = memory.settings.owner_id if memory.settings else settings.owner_id
    return dataclasses.replace(left.memory, settings=dataclasses.replace(settings, owner_id=owner))
