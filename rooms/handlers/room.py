"""ch, chset, +ls, -ls (docs/protocol.md §4.5, §5)."""

from __future__ import annotations

from rooms.domain.names import FIRST_LOBBY
from rooms.domain.text import is_text
from rooms.handlers.registry import Needs, handles
from rooms.live import Live
from rooms.protocol.client import EnterRoom, SetRoom, SubscribeList, UnsubscribeList
from rooms.protocol.encoding import setting_fields
from rooms.services import governing
from rooms.services.entering import enter_room
from rooms.services.idling import stir
from rooms.session import Connection


def _is_nowhere(connection: Connection) -> bool:
    # A client that never gets a room would show that it is joining for ever.
    return connection.local is None


@handles(EnterRoom, Needs.USER, rate="rate_join", spares=_is_nowhere)
async def enter(live: Live, connection: Connection, message: EnterRoom) -> None:
    await stir(live, connection)
    room_id = message.id
    if not is_text(room_id, live.limits.room_id_length):
        if not _is_nowhere(connection):
            return
        room_id = FIRST_LOBBY
    await enter_room(live, connection, room_id, setting_fields(message.set))
    # It may be the second socket there of somebody who has been idle.
    await stir(live, connection)


@handles(SetRoom, Needs.ROOM, rate="rate_settings")
async def set_room(live: Live, connection: Connection, message: SetRoom) -> None:
    await governing.change_settings(live, connection, setting_fields(message.set))


@handles(SubscribeList, Needs.USER, rate="rate_list")
async def subscribe_list(live: Live, connection: Connection, message: SubscribeList) -> None:
    for room_id in await live.store.refresh():
        live.listing.mark(room_id)
    live.listing.subscribe(connection)


@handles(UnsubscribeList, Needs.USER, rate="rate_list")
async def unsubscribe_list(live: Live, connection: Connection, message: UnsubscribeList) -> None:
    live.listing.unsubscribe(connection)
