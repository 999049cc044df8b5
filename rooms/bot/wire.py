"""The bot's end of the wire: what it sends is what the server reads; what it listens to is here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from rooms.protocol.client import ClientMessage


class User(msgspec.Struct):
    """Who the server takes the bot for."""

    name: str = ""
    color: str = ""


class Greeting(msgspec.Struct):
    """`hi`: the server time, who the bot is, and a token if it changed."""

    t: float
    u: User
    token: str | None = None


class ServerTime(msgspec.Struct):
    """`t`: the server time and the `e` of the question."""

    t: float
    e: float | None = None


class RoomInfo(msgspec.Struct):
    """The part of a channelInfo the bot needs."""

    id: str = msgspec.field(name="_id")


class Room(msgspec.Struct):
    """`ch`: where the bot is now."""

    ch: RoomInfo


class Quota(msgspec.Struct):
    """`nq`, §11.1."""

    allowance: int
    max: int
    maxHistLen: int = 3


class Chat(msgspec.Struct):
    """`a`: something said in the room."""

    a: str


class Notice(msgspec.Struct):
    """`notification`: why something was refused, for instance."""

    title: str = ""
    text: str = ""


Heard = Greeting | ServerTime | Room | Quota | Chat | Notice

_HEARD: dict[str, type[Heard]] = {
    "hi": Greeting,
    "t": ServerTime,
    "ch": Room,
    "nq": Quota,
    "a": Chat,
    "notification": Notice,
}


class _Kind(msgspec.Struct):
    m: str


_frame = msgspec.json.Decoder(list[msgspec.Raw])
_kind = msgspec.json.Decoder(_Kind)
_decoders: dict[str, msgspec.json.Decoder[Any]] = {
    kind: msgspec.json.Decoder(shape) for kind, shape in _HEARD.items()
}
_encoder = msgspec.json.Encoder()


def encode(messages: Sequence[ClientMessage[float]]) -> str:
    """One text frame."""
    return _encoder.encode(messages).decode()


def decode(frame: str | bytes) -> Iterator[Heard]:
    """The messages of a frame the bot cares for; what is malformed or unknown is passed over."""
    try:
        elements = _frame.decode(frame)
    except (msgspec.MsgspecError, UnicodeError):
        return
    for element in elements:
        try:
            decoder = _decoders.get(_kind.decode(element).m)
            if decoder is not None:
                yield decoder.decode(element)
        except (msgspec.MsgspecError, UnicodeError):
            continue
