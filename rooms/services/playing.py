"""Notes and cursors: the hot path. No database, no store, nothing awaited (§6.1, §6.2).

Times are ms of the steady clock.
"""

from __future__ import annotations

from msgspec import UNSET

from rooms.domain.people import Right
from rooms.domain.text import numeric
from rooms.live import Live
from rooms.protocol import encoding
from rooms.protocol.client import Cursor, Notes
from rooms.services.idling import wake
from rooms.session import Connection
from rooms.sockets.frame import Kind

FARTHEST = 100_000.0
"""Percent of the window; cursors beyond are brought back to it."""


def play(live: Live, connection: Connection, message: Notes[float], now: float) -> None:
    """Relay notes to the other sockets of the room, if the player may and can pay for them."""
    local, meters, user = connection.local, connection.meters, connection.user
    if local is None or meters is None or user is None:
        return
    meters.active_at = now
    if meters.afk:
        wake(live, connection)
    room = local.room
    # Who was put out a moment ago still has a socket here.
    if user.vanished or user.user_id not in room.participants:
        return
    if (
        room.settings.crownsolo
        and room.holder != user.user_id
        and not user.may(Right.PLAY_ANYWHERE)
    ):
        return
    if not meters.notes.take(now):
        live.hub.tally.refused["rate_notes"] += 1
        return
    if not meters.quota.spend(message.cost, now):
        live.hub.tally.refused["note_quota"] += 1
        return
    for note in message.n:
        if note.s is not UNSET:
            note.v = UNSET
    fragment = encoding.notes(message.t, user.user_id, message.n)
    live.hub.batch(local.id).add(fragment, Kind.NOTE, connection.id, 0, None)


def move_cursor(live: Live, connection: Connection, message: Cursor, now: float) -> None:
    """Show the others where the cursor is; over the rate only the latest place is kept."""
    local, meters, user = connection.local, connection.meters, connection.user
    x, y = numeric(message.x), numeric(message.y)
    if local is None or meters is None or user is None or x is None or y is None:
        return
    meters.active_at = now
    if meters.afk:
        wake(live, connection)
    place = (_two_decimals(x), _two_decimals(y))
    local.cursors[user.user_id] = place
    seen = user.user_id in local.room.participants and not user.vanished
    if meters.cursor.take(now) and seen:
        fragment = encoding.cursor(user.user_id, *place)
        live.hub.publish_move(local.id, fragment, connection.id, user.user_id, place)


def _two_decimals(value: float) -> str:
    return f"{min(max(value, -FARTHEST), FARTHEST):.2f}"
