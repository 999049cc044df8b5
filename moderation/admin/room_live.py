"""What happens in a room now, as JSON: the page shows it and asks for it again and again."""

from __future__ import annotations

from typing import Any

from moderation.actors import Actor
from moderation.live import view
from moderation.selectors.room_records import public_lines
from rooms.models import ChatLine, RoomRecord

LINES = 60


def room_as_json(room: RoomRecord, actor: Actor) -> dict[str, Any]:
    """People and the last public lines. Addresses are for those only who may see them."""
    now = view.room_now(room.room_id)
    people = now.people if now else ()
    lines = list(public_lines(room.room_id)[:LINES])
    return {
        "is_open": now is not None,
        "visible": bool(now and now.visible),
        "kind": now.kind if now else "",
        "people": [
            _person(one, actor) for one in people if not one.vanished or actor.has_right("vanish")
        ],
        "lines": [line_as_json(line) for line in lines[::-1]],
        "may_hide": actor.may("hide_lines"),
    }


def line_as_json(line: ChatLine) -> dict[str, Any]:
    """A public line; `row` is its key, `at` ms since the epoch."""
    return {
        "row": line.pk,
        "at": line.sent_at,
        "user": line.user_id,
        "name": line.name,
        "color": line.color,
        "text": line.text,
        "hidden": line.hidden,
    }


def _person(person: view.PersonNow, actor: Actor) -> dict[str, Any]:
    sees_addresses = actor.may("see_addresses")
    return {
        "id": person.user_id,
        "name": person.name,
        "color": person.color,
        "tag": person.tag,
        "afk": person.afk,
        "vanished": person.vanished,
        "crown": person.holds_crown,
        "staff": person.rank > 0,
        "sockets": [
            {"seconds": one.seconds, **({"address": one.address} if sees_addresses else {})}
            for one in person.sockets
        ],
    }
