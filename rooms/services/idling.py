"""Who has not done anything for long is marked as away from keyboard (docs/protocol.md §3.3)."""

from __future__ import annotations

from contextlib import suppress

from rooms.live import Live
from rooms.session import Connection, LocalRoom
from rooms.state.base import StoreAway


async def stir(live: Live, connection: Connection) -> None:
    """The user of a socket did something in its room; what comes of it shows nobody idle."""
    local, meters = connection.local, connection.meters
    if local is None or meters is None:
        return
    meters.active_at = live.clock.steady()
    if meters.afk:
        meters.afk = False
        await _mark(live, local.id, connection.user_id, False)


def wake(live: Live, connection: Connection) -> None:
    """Somebody marked as idle is back; for the hot path, which waits for nothing."""
    local, meters = connection.local, connection.meters
    if local is not None and meters is not None:
        meters.afk = False
        live.spawn(_mark(live, local.id, connection.user_id, False))


async def mark_idle(live: Live, local: LocalRoom, now: float) -> None:
    """Mark all in a room who have been idle for too long; `now` is ms of the steady clock."""
    for user_id, meters in list(local.meters.items()):
        if meters.afk:
            continue
        person = local.room.participants.get(user_id)
        if now - meters.active_at >= live.limits.afk_ms:
            meters.afk = True
            await _mark(live, local.id, user_id, True)
        elif person is not None and person.afk:
            # Another process, where the user has a socket too, has heard nothing for long.
            await _mark(live, local.id, user_id, False)


async def _mark(live: Live, room_id: str, user_id: str, afk: bool) -> None:
    # With the store away the mark stays as it is until the next sweep that reaches it.
    with suppress(StoreAway):
        await live.store.update(room_id, lambda room: room.mark_afk(user_id, afk))
