"""Frames as a server with the limits of the contract decodes them."""

from __future__ import annotations

from functools import cache

from rooms.protocol.decoding import FrameDecoder, Message

LONGEST_DELAY_MS = 200


def decode(payload: bytes | str, most: int) -> list[Message | None]:
    """The messages of a frame of at most `most` objects."""
    return _decoder(most).decode(payload)


@cache
def _decoder(most: int) -> FrameDecoder:
    return FrameDecoder(most=most, longest_delay_ms=LONGEST_DELAY_MS)
