"""Custom messages in the model (§9)."""

from __future__ import annotations

import json
from typing import Any

from . import numbers, words
from .people import Socket
from .world import World, in_room, with_user


@with_user("+custom")
def follow(world: World, socket: Socket, message: dict[str, Any]) -> None:
    assert socket.user
    if socket.user.buckets.take("custom subscription", world.now):
        socket.custom = True


@with_user("-custom")
def leave(world: World, socket: Socket, message: dict[str, Any]) -> None:
    assert socket.user
    if socket.user.buckets.take("custom subscription", world.now):
        socket.custom = False


@in_room("custom")
def custom(
    world: World, socket: Socket, message: dict[str, Any], payload: bytes | None = None
) -> None:
    place, presence, target = socket.place, socket.presence, message.get("target")
    assert place
    assert presence
    data = message.get("data")
    if not isinstance(target, dict) or not _is_sayable(data):
        return
    wanted = _wanted(target)
    if wanted is not None and not wanted:
        return
    size = len(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode())
    amount = size + len(payload or b"")
    sender = presence.user
    if not sender.buckets.take("custom", world.now, amount):
        return
    shown = {**sender.person(), "afk": presence.afk}
    del shown["id"]
    said = {"m": "custom", "data": data, "p": sender.id, "u": shown}
    everywhere = target.get("global") is True
    heard_in = list(world.places.values()) if everywhere else [place]
    for one in [one for room in heard_in for one in room.sockets]:
        is_wanted = one.custom if wanted is None else one.user and one.user.id in wanted
        if is_wanted and one.user is not sender:
            one.expect(said if payload is None else (said, payload))


def _wanted(target: dict[str, Any]) -> list[str] | None:
    """The ids of a target; None: all who follow; empty: it is no good target."""
    mode = target.get("mode")
    if mode == "subscribed":
        return None
    ids = [target.get("id")] if mode == "id" else target.get("ids") if mode == "ids" else []
    if not isinstance(ids, list) or len(ids) > numbers.CUSTOM_IDS:
        return []
    return ids if all(isinstance(user_id, str) for user_id in ids) else []


def _is_sayable(data: Any) -> bool:
    """Whether a browser can be told it (§1-8)."""
    if isinstance(data, dict):
        return all(map(_is_sayable, data.values()))
    if isinstance(data, list):
        return all(map(_is_sayable, data))
    is_number = isinstance(data, int | float) and not isinstance(data, bool)
    return not is_number or words.finite(data) is not None
