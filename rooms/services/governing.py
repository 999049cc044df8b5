"""Room settings, crown and bans (docs/protocol.md §5.8, §7.3, §8.1)."""

from __future__ import annotations

from collections.abc import Mapping

from rooms import notices
from rooms.domain import governing
from rooms.domain.errors import Refusal, RoomError
from rooms.domain.people import User
from rooms.live import Live
from rooms.services.people import known_user
from rooms.session import Connection, LocalRoom
from rooms.telling import cursor_of, tell


def _here(connection: Connection) -> tuple[LocalRoom, User]:
    if connection.local is None or connection.user is None:
        raise RoomError(Refusal.NOT_HERE)
    return connection.local, connection.user


async def change_settings(live: Live, connection: Connection, wish: Mapping[str, object]) -> None:
    """`chset`. Raises RoomError if the actor may not, or nothing of it is valid."""
    local, actor = _here(connection)
    await live.store.update(local.id, lambda room: governing.change_settings(room, actor, wish))


async def pass_crown(live: Live, connection: Connection, target: object) -> None:
    """`chown`: give, take or drop. Raises RoomError if the actor may not."""
    local, actor = _here(connection)
    to = target if isinstance(target, str) else None
    start = cursor_of(live.hub, local.id, local.room.holder or actor.user_id)
    end = cursor_of(live.hub, local.id, to)
    now, chance = live.now, live.chance.fraction()
    await live.store.update(
        local.id,
        lambda room: governing.pass_crown(
            room, actor, to, now=now, start=start, end=end, chance=chance
        ),
    )


async def kickban(live: Live, connection: Connection, target_id: str, ms: float) -> None:
    """Ban somebody from the room for `ms`, and put them out. Raises RoomError."""
    local, actor = _here(connection)
    target = await _known_user(live, local, target_id)
    if target is None or ms < 0:
        raise RoomError(Refusal.NOT_HERE)
    at = cursor_of(live.hub, local.id, target_id)
    now, chance = live.now, live.chance.fraction()
    try:
        await live.store.update(
            local.id,
            lambda room: governing.kickban(room, actor, target, ms, now=now, at=at, chance=chance),
        )
    except RoomError as refusal:
        if refusal.code is Refusal.OUTRANKED:
            tell(connection, notices.outranked())
        raise


async def unban(live: Live, connection: Connection, target_id: str) -> None:
    """Lift a ban. Raises RoomError if there is none, or the actor may not."""
    local, actor = _here(connection)
    now = live.now
    await live.store.update(local.id, lambda room: governing.unban(room, actor, target_id, now))
    tell(connection, notices.unbanned(await _known_user(live, local, target_id)))


async def _known_user(live: Live, local: LocalRoom, user_id: str) -> User | None:
    """Somebody in the room, somebody elsewhere on the site, or somebody who was ever here."""
    if person := local.room.participants.get(user_id):
        return person.user
    return await known_user(live, user_id)
