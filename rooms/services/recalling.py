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
    # Before the database is read: what staff decide from now on changes the mark, or the open room.
    left = await live.store.remembered(room_id)
    memory = await _known(live, room_id, left.memory)
    return dataclasses.replace(memory, mark=left.mark)


async def _known(live: Live, room_id: str, left: Memory | None) -> Memory:
    fresh = Room(room_id, live.limits).settings
    try:
        remembered = await live.archive.recall(room_id)
    except DatabaseError:
        # People can still play: the room opens as a new one, without a past.
        log.exception("A room could not be recalled")
        return left or Memory(history_since=live.now)
    memory = memory_of(remembered, fresh)
    lasts = live.limits.forget_room_ms > 0 or remembered.persistent or room_id in NEVER_FORGOTTEN
    if left is None or left.settings is None:
        return memory
    if not lasts:
        return dataclasses.replace(memory, bans=left.bans)
    # It was unloaded a moment ago, and not all of that is in the database yet.
    return _merged(left, memory)


def _merged(left: Memory, stored: Memory) -> Memory:
    """What was left behind, with what staff decided since, and with whom they made the owner."""
    decided = max(left, stored, key=lambda memory: memory.decisions)
    settings = decided.settings or left.settings
    if settings and stored.settings:
        settings = dataclasses.replace(settings, owner_id=stored.settings.owner_id)
    # Lines that staff show again are in the database only, the newest ones perhaps not yet.
    lines = {(line.line_id, line.sent_at): line for line in (*stored.lines, *left.lines)}
    shown = [line for line in lines.values() if line.sent_at >= decided.history_since]
    return dataclasses.replace(
        left,
        settings=settings,
        lines=tuple(sorted(shown, key=lambda line: line.sent_at)),
        history_since=decided.history_since,
        decisions=decided.decisions,
    )
