"""The binary form of custom messages (docs/protocol.md §9.3).

uint32 big-endian: length of the metadata; the metadata, one JSON object; then the raw payload.
"""

from __future__ import annotations

from struct import Struct

from msgspec import DecodeError
from msgspec.json import Decoder

from rooms.protocol.client import ClientMessage, Custom

_LENGTH = Struct(">I")
# One struct alone would not miss its `m`.
_metadata: Decoder[ClientMessage[float]] = Decoder(ClientMessage)


def read(frame: bytes) -> tuple[Custom, bytes] | None:
    """The message and its payload; None for anything that is no such frame."""
    if len(frame) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack_from(frame)
    end = _LENGTH.size + length
    if end > len(frame):
        return None
    try:
        message = _metadata.decode(frame[_LENGTH.size : end])
    except (DecodeError, UnicodeError, RecursionError):
        return None
    return (message, frame[end:]) if isinstance(message, Custom) else None


def write(metadata: bytes, payload: bytes) -> bytes:
    """A frame of an encoded message and its payload."""
    return _LENGTH.pack(len(metadata)) + metadata + payload
