"""Who has not done anything for long is marked as away from keyboard (docs/protocol.md §3.3)."""

from __future__ import annotations

from rooms.live import Live
from rooms.session import Connection, LocalRoom


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
        if not meters.afk and now - meters.active_at >= live.limits.afk_ms:
            meters.afk = True
            await _mark(live, local.id, user_id, True)


async def _mark(live: Live, room_id: str, user_id: str, afk: bool) -> None:
    await live.store.update(room_id, lambda room: room.mark_afk(user_id, afk))
