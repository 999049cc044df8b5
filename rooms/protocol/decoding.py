"""Frames to typed messages (docs/protocol.md §1, §15)."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Annotated, Any, Literal, cast

import msgspec
from msgspec import UNSET, Meta, Raw, Struct
from msgspec.json import Decoder

from rooms.domain.text import finite, numeric

from .client import KEYS, ClientMessage, Note, RepairedNotes

Message = ClientMessage[float]
"""What a client may send, decoded and checked."""

_KEYS = frozenset(KEYS)
_elements = Decoder(list[Raw])

_MARK = rb"\u0000"
_HALF = rb"\\u[dD][89a-fA-F][0-9a-fA-F]{2}"
_PAIR = rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_HALVES = re.compile(rb"(?:" + _HALF + rb")+")
# Possessive, and all of it in one match: a frame may consist of escapes.
_SOUND = re.compile(rb"(?:[^\\]++|" + _PAIR + rb"|(?!" + _HALF + rb")\\.)*+", re.DOTALL)

_MOST_REPAIRED = 12_000
"""Elements of one message of notes: no frame holds as many good ones, and nobody pays for more."""

# What decoding raises over bad input; all of it means "not a message".
_BAD_INPUT = (msgspec.DecodeError, UnicodeError, RecursionError, ValueError)


class TooManyObjects(Exception):
    """A frame holds more objects than a server takes at once."""


class _LooseNotes(Struct):
    # No tag: outside of a union a tag may be missing.
    m: Literal["n"]
    t: Any
    n: Annotated[list[Any], Meta(min_length=1)]


_loose_notes = Decoder(_LooseNotes)


class FrameDecoder:
    """Decodes frames of at most `most` objects, and notes that are up to `longest_delay_ms` late.

    The limits are built into the parser, so that a note costs no more for them.
    """

    __slots__ = ("_element", "_frame", "_longest_delay_ms", "_most")

    def __init__(self, *, most: int, longest_delay_ms: int) -> None:
        self._most = most
        self._longest_delay_ms = longest_delay_ms
        to_longest = Meta(ge=0, le=longest_delay_ms)
        delay = Annotated[int, to_longest] | Annotated[float, to_longest]
        # Known at run time only, so to the type checker these are no types.
        message, list_of = cast(Any, ClientMessage)[delay], cast(Any, list)
        self._frame: Decoder[list[Message | None]] = Decoder(list_of[message])
        self._element: Decoder[Message] = Decoder(message)

    def decode(self, payload: bytes | str) -> list[Message | None]:
        """The messages of a frame in order, None for each that is none.

        A frame that is no JSON array counts as one element. Raises TooManyObjects.
        """
        try:
            messages = self._frame.decode(payload)
        except _BAD_INPUT:
            return self._decode_singly(payload)
        if len(messages) > self._most:
            raise TooManyObjects
        return messages

    def _decode_singly(self, payload: bytes | str) -> list[Message | None]:
        """One bad element does not spoil the others of its frame."""
        raw = (
            payload.encode("utf-8", "surrogatepass") if isinstance(payload, str) else bytes(payload)
        )
        # Looked for first: most bad frames hold none.
        marked = _marked(raw) if _HALVES.search(raw) else raw
        spoilt = marked is not raw
        try:
            elements = _elements.decode(marked)
        except _BAD_INPUT:
            return [None]
        if len(elements) > self._most:
            raise TooManyObjects
        return [
            None if spoilt and _MARK in bytes(element) else self._decode_element(element)
            for element in elements
        ]

    def _decode_element(self, element: Raw) -> Message | None:
        with suppress(*_BAD_INPUT):
            return self._element.decode(element)
        try:
            return _repair(_loose_notes.decode(element), self._longest_delay_ms)
        except _BAD_INPUT:
            return None


def _marked(raw: bytes) -> bytes:
    """The parser gives up on a whole frame over half a surrogate pair; a mark it can pass."""
    parts: list[bytes] = []
    start = 0
    while sound := _SOUND.match(raw, start):
        parts.append(sound[0])
        lone = _HALVES.match(raw, sound.end())
        if lone is None:
            parts.append(raw[sound.end() :])
            break
        parts.append(_MARK)
        start = lone.end()
    return b"".join(parts) if len(parts) > 2 else raw


def _repair(notes: _LooseNotes, longest_delay_ms: int) -> RepairedNotes | None:
    """Clamp what may be clamped and drop the rest (docs/protocol.md §6.1)."""
    if len(notes.n) > _MOST_REPAIRED:
        return None
    time = finite(notes.t)
    repaired = (_repair_note(note, longest_delay_ms) for note in notes.n)
    good = [note for note in repaired if note is not None]
    if time is None or not good:
        return None
    return RepairedNotes(t=time, n=good, received=len(notes.n))


def _repair_note(raw: Any, longest_delay_ms: int) -> Note[float] | None:
    key = raw.get("n") if isinstance(raw, dict) else None
    # Only hashable values can be looked up.
    if not isinstance(key, str) or key not in _KEYS:
        return None
    note: Note[float] = Note(n=key)
    if "d" in raw:
        note.d = min(max(finite(raw["d"]) or 0, 0), longest_delay_ms)
    # What JavaScript takes for true: empty lists and objects are.
    if raw.get("s") not in (None, 0, ""):
        note.s = 1
    elif (velocity := numeric(raw.get("v"))) is not None:
        note.v = min(max(velocity, 0), 1)
    else:
        note.v = UNSET
    return note
