"""Messages of the server as encoded JSON objects, ready to be joined into a frame.

Sections are those of docs/protocol.md. Every function returns one fragment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from msgspec import Struct
from msgspec.json import Encoder

from rooms.domain.chat import Line
from rooms.domain.crown import Crown
from rooms.domain.people import Participant, Tag, User
from rooms.domain.quota import QuotaParams
from rooms.domain.room import Room
from rooms.domain.settings import RoomSettings
from rooms.domain.text import finite

from .client import Note

_encode = Encoder().encode
_MANY_DIGITS = re.compile(rb"[0-9]{309}")

Position = tuple[float | str, float | str]
"""Where a cursor is: numbers until it first moved, strings of two decimals after (§3.3)."""

UNMOVED: Position = (200, 100)

_RENAMED = {
    "no_cussing": "no cussing",
    "allow_bots": "allowBots",
    "min_online_time": "minOnlineTime",
}
_SERVER_ONLY = {"closed_until"}
_SETTING_NAMES = {
    setting.name: _RENAMED.get(setting.name, setting.name)
    for setting in fields(RoomSettings)
    if setting.name not in _SERVER_ONLY
}
_OPTIONAL_SETTINGS = ("color2", "min_online_time", "owner_id")


class _Notes(Struct, tag_field="m", tag="n", gc=False):
    t: float
    p: str
    n: list[Note[float]]


class _Cursor(Struct, tag_field="m", tag="m", gc=False):
    id: str
    x: str
    y: str


def setting_fields(wish: Any) -> dict[str, Any]:
    """A client's settings under our names; {} for what is no object (§5.2)."""
    if not isinstance(wish, dict):
        return {}
    return {ours: wish[wire] for ours, wire in _SETTING_NAMES.items() if wire in wish}


def challenge() -> bytes:
    """`b`: without it the live client never says `hi` (§4.1)."""
    return b'{"m":"b","code":""}'


def hello(
    user: User,
    *,
    now: float,
    token: str | None,
    motd: str,
    account: Mapping[str, str] | None = None,
) -> bytes:
    """`hi` (§4.1); `account` is the `accountInfo` of somebody who has logged in."""
    message = {
        "m": "hi",
        "t": now,
        "u": {"_id": user.user_id, "name": user.name, "color": user.color, **_tag(user.tag)},
        "permissions": _permissions(user),
        "motd": motd,
    }
    if token is not None:
        message["token"] = token
    if account is not None:
        message["accountInfo"] = account
    return _encode(message)


def permissions(user: User) -> bytes:
    """`permissions`: they are others than `hi` said (§12.1)."""
    return _encode({"m": "permissions", "permissions": _permissions(user)})


def _permissions(user: User) -> dict[str, bool]:
    return dict.fromkeys(sorted(user.rights), True)


def time(now: float, echo: float | None) -> bytes:
    """`t` (§4.2)."""
    if echo is None:
        return _encode({"m": "t", "t": now})
    return _encode({"m": "t", "t": now, "e": echo})


def notes(time: float, user_id: str, played: list[Note[float]]) -> bytes:
    """`n` (§6.1)."""
    return _encode(_Notes(time, user_id, played))


def cursor(user_id: str, x: str, y: str) -> bytes:
    """`m` (§6.2)."""
    return _encode(_Cursor(user_id, x, y))


def room_state(
    room: Room,
    cursors: Mapping[str, Position],
    recipient: str | None = None,
    *,
    vanished: bool = False,
) -> bytes:
    """`ch`: with `p` for one recipient, without for all; with who vanished for staff (§5.7)."""
    message: dict[str, Any] = {"m": "ch"}
    if recipient is not None:
        message["p"] = recipient
    message["ch"] = room_info(room, vanished=vanished)
    message["ppl"] = [
        _participant(person, cursors.get(user_id, UNMOVED))
        for user_id, person in room.participants.items()
        if vanished or not person.user.vanished
    ]
    return _encode(message)


def joined(person: Participant, position: Position) -> bytes:
    """`p`: somebody came, or changed (§6.6)."""
    return _encode({"m": "p", **_participant(person, position)})


def left(user_id: str) -> bytes:
    """`bye` (§6.6)."""
    return _encode({"m": "bye", "p": user_id})


def said(line: Line) -> bytes:
    """`a`, or `dm` if the line has a recipient (§6.3, §6.5)."""
    return _encode(_line(line))


def history(lines: Iterable[Line]) -> bytes:
    """`c` (§6.4)."""
    return _encode({"m": "c", "c": [_line(line) for line in lines]})


def quota(params: QuotaParams) -> bytes:
    """`nq` (§11.1)."""
    return _encode(
        {
            "m": "nq",
            "allowance": params.allowance,
            "max": params.max,
            "maxHistLen": params.max_hist_len,
        }
    )


def custom(data: Any, sender: Participant) -> bytes:
    """`custom` (§9.1)."""
    user = {**_person(sender.user), "afk": sender.afk}
    del user["id"]
    return _encode({"m": "custom", "data": data, "p": sender.user_id, "u": user})


def size_of(data: Any) -> int | None:
    """Bytes of `data` as compact JSON (§9.2); None for what JSON cannot carry to a browser."""
    try:
        encoded = _encode(data)
        # Whole numbers have no bound here, but one of so many digits is Infinity to a browser.
        if _MANY_DIGITS.search(encoded) and not _all_finite(data):
            return None
    except (OverflowError, ValueError, RecursionError):
        return None
    return len(encoded)


def _all_finite(data: Any) -> bool:
    if isinstance(data, dict):
        return all(map(_all_finite, data.values()))
    if isinstance(data, list):
        return all(map(_all_finite, data))
    return not isinstance(data, int | float) or isinstance(data, bool) or finite(data) is not None


def rooms(infos: Iterable[Mapping[str, Any]], *, complete: bool) -> bytes:
    """`ls` (§4.5)."""
    return _encode({"m": "ls", "c": complete, "u": list(infos)})


def notification(fields: Mapping[str, Any]) -> bytes:
    """`notification` (§8.2)."""
    return _encode({"m": "notification", **fields})


def room_info(room: Room, *, vanished: bool = False) -> dict[str, Any]:
    """The channelInfo object (§5.3), with who vanished counted or not."""
    info: dict[str, Any] = {
        "_id": room.id,
        "id": room.id,
        "count": len(room.participants) if vanished else room.visible_to_all(),
        "settings": _settings(room.settings),
    }
    if room.crown is not None:
        info["crown"] = _crown(room.crown)
    return info


def _settings(settings: RoomSettings) -> dict[str, Any]:
    values = {wire: getattr(settings, ours) for ours, wire in _SETTING_NAMES.items()}
    for ours in _OPTIONAL_SETTINGS:
        if values[wire := _SETTING_NAMES[ours]] is None:
            del values[wire]
    if not settings.lobby:
        del values["lobby"]
    return values


def _crown(crown: Crown) -> dict[str, Any]:
    holder = {"participantId": crown.user_id} if crown.held else {}
    return {
        "userId": crown.user_id,
        **holder,
        "time": crown.time,
        "startPos": {"x": crown.start.x, "y": crown.start.y},
        "endPos": {"x": crown.end.x, "y": crown.end.y},
    }


def people(room: Room, cursors: Mapping[str, Position]) -> list[dict[str, Any]]:
    """Participants whom everybody may see, as in `ch` (§5.3 `ppl`)."""
    return [
        _participant(person, cursors.get(user_id, UNMOVED))
        for user_id, person in room.participants.items()
        if not person.user.vanished
    ]


def _participant(person: Participant, position: Position) -> dict[str, Any]:
    x, y = position
    shown = {**_person(person.user), "x": x, "y": y, "afk": person.afk}
    return {**shown, "vanished": True} if person.user.vanished else shown


def _person(user: User) -> dict[str, Any]:
    return {
        "_id": user.user_id,
        "id": user.user_id,
        "name": user.name,
        "color": user.color,
        **_tag(user.tag),
    }


def _tag(tag: Tag | None) -> dict[str, Any]:
    return {"tag": {"text": tag.text, "color": tag.color}} if tag else {}


def _line(line: Line) -> dict[str, Any]:
    head = {"id": line.line_id, "t": line.sent_at, "a": line.text}
    reply = {"r": line.reply_to} if line.reply_to else {}
    if line.recipient is None:
        return {"m": "a", **head, "p": _person(line.sender), **reply}
    people = {"sender": _person(line.sender), "recipient": _person(line.recipient)}
    return {"m": "dm", **head, **people, **reply}
