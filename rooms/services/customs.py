"""Custom messages: anything that scripts want to tell each other (docs/protocol.md §9)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rooms.live import Live
from rooms.protocol import binary, encoding
from rooms.session import Connection
from rooms.sockets.frame import Frame

CUSTOM = "custom.send"
"""Type of the message by which processes pass custom messages on."""


def send_custom(
    live: Live,
    connection: Connection,
    target: Mapping[str, Any],
    data: Any,
    payload: bytes | None = None,
) -> None:
    """Pass on what the target and the quota allow; the rest is dropped (§9.1, §9.2)."""
    local, user = connection.local, connection.user
    addressed, ids = _addressees(target, live.limits.custom_ids)
    size = encoding.size_of(data)
    if local is None or user is None or user.vanished or not addressed or size is None:
        return
    person = local.room.participants.get(user.user_id)
    quota = live.limits.custom_quota.scaled(user.rate_factor)
    rates = live.hub.users[user.user_id].rates
    amount = size + len(payload or b"")
    if person is None or not rates.allow("custom", quota, live.clock.steady(), amount):
        return
    message = encoding.custom(data, person)
    everywhere = target.get("global") is True and live.limits.custom_global
    room_id = None if everywhere else local.id
    live.hub.post(
        {
            "type": CUSTOM,
            "room": room_id,
            "ids": ids,
            "sender": user.user_id,
            "message": message if payload is None else binary.write(message, payload),
            "binary": payload is not None,
        },
        room_id,
    )


def _addressees(target: Mapping[str, Any], most: int) -> tuple[bool, list[str] | None]:
    """Whether the target is valid, and the ids it names; None means all subscribers."""
    mode = target.get("mode")
    if mode == "subscribed":
        return True, None
    ids = [target.get("id")] if mode == "id" else target.get("ids") if mode == "ids" else None
    if not isinstance(ids, list) or not 1 <= len(ids) <= most:
        return False, None
    return all(isinstance(user_id, str) for user_id in ids), ids


def take_custom(live: Live, message: Mapping[str, Any]) -> None:
    """Give a custom message to the sockets of this process that it is for."""
    ids, sender = message["ids"], message["sender"]
    frame = None if message["binary"] else Frame([message["message"]])
    for connection in _candidates(live, message["room"], ids):
        wanted = connection.custom if ids is None else connection.user_id in ids
        if not wanted or connection.user_id == sender:
            continue
        connection.tally.told("custom", len(message["message"]))
        if frame is None:
            connection.socket.send_bytes(message["message"])
        else:
            connection.socket.send(frame)


def _candidates(live: Live, room_id: str | None, ids: Iterable[str] | None) -> Iterable[Connection]:
    if room_id is not None:
        local = live.hub.rooms.get(room_id)
        return local.connections.values() if local else ()
    if ids is None:
        return [connection for connection in live.hub.connections if connection.local]
    named = [one for user_id in set(ids) for one in live.hub.connections_of(user_id)]
    return [connection for connection in named if connection.local]
