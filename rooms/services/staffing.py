"""What staff do at the piano (docs/protocol.md §12.2). All of it is recorded before it is done.

Every function raises RoomError if the actor may not, and logs that somebody tried.
"""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from typing import Literal

from rooms import notices
from rooms.desk import DeskError
from rooms.domain.errors import Refusal, RoomError
from rooms.domain.people import Right, User
from rooms.domain.text import is_text
from rooms.live import Live
from rooms.services import chatting
from rooms.services.people import known_user, show_user, with_profile
from rooms.session import Connection
from rooms.telling import tell

log = logging.getLogger("rooms.staff")

_USER_ID = re.compile(r"[0-9a-f]{24}", re.ASCII)


async def clear_chat(live: Live, connection: Connection) -> None:
    """`clearchat`: empty the history of the room."""
    actor, local = _staff(connection, Right.CLEAR_CHAT), connection.local
    if local is None:
        raise RoomError(Refusal.NOT_HERE)
    await live.desk.record(by=actor.user_id, action="clearchat", room=local.id, at=live.now)
    if connection.local is local:
        await chatting.clear_chat(live, connection)


async def vanish(live: Live, connection: Connection, vanished: bool) -> None:
    """`v`: be seen by nobody but staff, or by everybody again."""
    actor = _staff(connection, Right.VANISH)
    if actor.vanished == vanished:
        raise RoomError(Refusal.NOTHING_TO_DO)
    await live.desk.record(
        by=actor.user_id,
        action="vanish" if vanished else "unvanish",
        room=connection.local.id if connection.local else "",
        at=live.now,
    )
    await show_user(live, replace(connection.user or actor, vanished=vanished))


async def ban_from_site(
    live: Live,
    connection: Connection,
    target_id: str,
    length_ms: float | None,
    reason: str,
    note: str,
) -> None:
    """`siteban`: keep somebody out for `length_ms`, None: for ever, and close their sockets."""
    actor, longest = _staff(connection, Right.SITE_BAN), live.limits.ban_text_length
    if (
        not _USER_ID.fullmatch(target_id)
        or not is_text(reason, longest)
        or (note and not is_text(note, longest))
        or (length_ms is not None and length_ms < 0)
    ):
        raise RoomError(Refusal.NOTHING_TO_DO)
    try:
        await live.desk.ban_from_site(
            by=actor.user_id,
            target=target_id,
            reason=reason,
            note=note,
            length_ms=length_ms,
            longest_ms=live.limits.siteban_ms,
            at=live.now,
        )
    except DeskError as error:
        if error.outranked:
            tell(connection, notices.outranked())
        log.warning("A site ban by %s was refused: %s", actor.user_id, error)
        raise RoomError(Refusal.NOT_ALLOWED) from error


async def change_profile_of(
    live: Live,
    connection: Connection,
    target_id: str,
    field: Literal["name", "color"],
    value: str,
) -> None:
    """`setname`, `setcolor`: as that user would, here or not, locked or not."""
    actor = _staff(connection, Right.USERSET_OTHERS)
    target = await _person(live, target_id)
    if target.rank > actor.rank:
        tell(connection, notices.outranked())
        raise RoomError(Refusal.OUTRANKED)
    wish: dict[str, object] = {field: value}
    if with_profile(live, target, wish) == target:
        raise RoomError(Refusal.NOTHING_TO_DO)
    await live.desk.record(
        by=actor.user_id,
        action=f"set{field}",
        target=target_id,
        before={field: getattr(target, field)},
        after={field: value},
        at=live.now,
    )
    # The target may have come, or changed the other field, while that was written.
    target = with_profile(live, await _person(live, target_id), wish)
    await show_user(live, target)
    live.archive.remember_profile(user_id=target_id, name=target.name, color=target.color)


def _staff(connection: Connection, right: str) -> User:
    """The user of a socket. Raises RoomError without the right."""
    user = connection.user
    if user is None or not user.may(right):
        log.warning("%s tried what takes the right %s", connection.user_id, right)
        raise RoomError(Refusal.NOT_ALLOWED)
    return user


async def _person(live: Live, user_id: str) -> User:
    """Somebody who is here, or was ever here. Raises RoomError."""
    user = await known_user(live, user_id)
    if user is None:
        raise RoomError(Refusal.NOT_HERE)
    return user
