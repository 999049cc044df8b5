"""A MIDI file as a list of keys struck and let go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import mido

from rooms.domain.text import is_text, utf16_length
from rooms.protocol.client import KEYS

from .errors import ScoreError

LOWEST, HIGHEST = 21, 108
"""The first and the last of the 88 keys as MIDI note numbers."""
TITLE_LENGTH = 80

_DRUMS = 9
_PEDAL, _SOUND_OFF, _NOTES_OFF = 64, 120, 123
_MIDI_FAULTS = (
    EOFError,
    OSError,
    ValueError,
    LookupError,
    TypeError,
    ArithmeticError,
    mido.KeySignatureError,
)

Finger = tuple[int, int]
"""Channel and MIDI note number: what holds a key down."""


@dataclass(frozen=True, slots=True)
class Event:
    """A key is struck with a velocity in 0..1, or let go (None), `at` ms after the start."""

    at: float
    key: str
    velocity: float | None


@dataclass(frozen=True, slots=True)
class Score:
    """A piece; its events are in order of time, `duration` is in ms."""

    title: str
    events: tuple[Event, ...]

    @property
    def duration(self) -> float:
        return self.events[-1].at


def key_name(note: int) -> str:
    """The key of a MIDI note number, moved by octaves into the 88 keys if it is outside."""
    if note < LOWEST:
        note += -(-(LOWEST - note) // 12) * 12
    elif note > HIGHEST:
        note -= -(-(note - HIGHEST) // 12) * 12
    return KEYS[note - LOWEST]


def read_score(path: Path, transpose: int = 0) -> Score:
    """Read a standard MIDI file (format 0 or 1), moved by `transpose` semitones.

    Raises ScoreError if the file is missing, not MIDI, or has nothing a piano can play.
    """
    if not path.is_file():
        raise ScoreError(f"{path}: there is no such file.")
    try:
        midi = mido.MidiFile(path, clip=True)
        _check_kind(midi, path)
        events = _events(midi, transpose)
    except _MIDI_FAULTS as fault:
        raise ScoreError(f"{path}: not a readable MIDI file ({fault}).") from fault
    if not events:
        raise ScoreError(f"{path}: holds no notes for a piano.")
    # A piece begins with its first note, whatever silence the file has before it.
    start = events[0].at
    return Score(_title(midi, path), tuple(replace(e, at=e.at - start) for e in events))


def _check_kind(midi: Any, path: Path) -> None:
    if midi.type not in (0, 1):
        raise ScoreError(f"{path}: MIDI format {midi.type}, expected 0 or 1.")
    if midi.ticks_per_beat <= 0:
        raise ScoreError(f"{path}: counts in SMPTE frames, expected ticks per quarter note.")


def _events(messages: Iterable[Any], transpose: int) -> list[Event]:
    keyboard = _Keyboard(transpose)
    for message in messages:
        keyboard.now += message.time * 1000
        if message.is_meta or getattr(message, "channel", _DRUMS) == _DRUMS:
            continue
        if message.type == "note_on" and message.velocity:
            keyboard.strike((message.channel, message.note), message.velocity)
        elif message.type in ("note_on", "note_off"):
            keyboard.lift((message.channel, message.note))
        elif message.type == "control_change":
            keyboard.control(message.channel, message.control, message.value)
    keyboard.let_go_all()
    return keyboard.events


class _Keyboard:
    """Fingers and pedals of all channels on one piano; collects what becomes of its keys.

    A key sounds until nothing holds it any more: no finger of any channel, no pedal.
    """

    def __init__(self, transpose: int) -> None:
        self.now = 0.0
        self.events: list[Event] = []
        self._transpose = transpose
        self._held: defaultdict[str, set[Finger]] = defaultdict(set)
        self._sustained: set[Finger] = set()
        self._pedals: set[int] = set()
        self._struck: dict[str, int] = {}

    def strike(self, finger: Finger, velocity: int) -> None:
        key = self._key(finger)
        self._held[key].add(finger)
        self._sustained.discard(finger)
        event = Event(self.now, key, round(velocity / 127, 3))
        last = self._struck.get(key)
        if last is not None and self.events[last].at == self.now:
            # Two voices on one key at one time are one stroke: the louder.
            event = max(event, self.events[last], key=lambda e: e.velocity or 0)
            self.events[last] = event
            return
        self._struck[key] = len(self.events)
        self.events.append(event)

    def lift(self, finger: Finger) -> None:
        if finger not in self._held[self._key(finger)]:
            return
        if finger[0] in self._pedals:
            self._sustained.add(finger)
        else:
            self._let_go(finger)

    def control(self, channel: int, control: int, value: int) -> None:
        if control == _PEDAL and value >= 64:
            self._pedals.add(channel)
        elif control == _PEDAL:
            self._pedals.discard(channel)
            for finger in sorted(f for f in self._sustained if f[0] == channel):
                self._let_go(finger)
        elif control in (_SOUND_OFF, _NOTES_OFF):
            self.let_go_all(channel)

    def let_go_all(self, channel: int | None = None) -> None:
        """Let go whatever a channel (or all of them) still holds."""
        fingers = {finger for held in self._held.values() for finger in held}
        for finger in sorted(f for f in fingers if channel in (None, f[0])):
            self._let_go(finger)

    def _key(self, finger: Finger) -> str:
        return key_name(finger[1] + self._transpose)

    def _let_go(self, finger: Finger) -> None:
        key = self._key(finger)
        self._sustained.discard(finger)
        self._held[key].discard(finger)
        if not self._held[key]:
            # Whoever strikes the key from now on, even at once, makes a stroke of its own.
            self._struck.pop(key, None)
            self.events.append(Event(self.now, key, None))


def _title(midi: Any, path: Path) -> str:
    """The name of the first track, else of the file, fit to be said in the chat."""
    names = [m.name for m in midi.tracks[0] if m.type == "track_name"]
    return _printable(_text(names[0]) if names else "") or _printable(path.stem) or "untitled"


def _text(latin: str) -> str:
    """mido reads text as Latin-1; many programs write UTF-8."""
    try:
        return latin.encode("latin-1").decode()
    except UnicodeError:
        return latin


def _printable(text: str) -> str:
    kept = "".join(c for c in text if is_text(f"x{c}", 3)).strip()
    while utf16_length(kept) > TITLE_LENGTH:
        kept = kept[:-1]
    return kept
