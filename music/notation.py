"""A small notation for keyboard music and its translation into standard MIDI files.

A voice is a string of tokens:

=============  =====================================================================
``c4``         a note; octave in scientific pitch notation (``c4`` is middle C)
``f#3 bb2``    sharp and flat
``c4+e4+g4``   a chord
``r``          a rest
``:3/2``       length in beats, after a note; it holds until another length is given
``c4~``        tied to the same pitch that follows
``|``          a bar line, which is checked: the bar before it must be full
=============  =====================================================================

A beat is whatever ``Piece.beat`` says, in quarter notes (``Fraction(1)`` unless told).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from itertools import pairwise

import mido

TICKS_PER_QUARTER = 480
DAMPER_PEDAL = 64
#: MIDI velocities of the dynamic marks.
DYNAMICS = {"pp": 36, "p": 50, "mp": 62, "mf": 76, "f": 92, "ff": 108}
#: The first note of a bar is a little louder, so that the metre is heard.
DOWNBEAT_ACCENT = 4
#: A key is let go this many ticks early, so that it can be struck again.
RELEASE_GAP = 12
#: The pedal goes down a little after the chord, which keeps the last harmony out of it.
PEDAL_LAG = 30

_SEMITONES = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11}
_ACCIDENTALS = {"": 0, "#": 1, "b": -1}
_PITCH = re.compile(r"([a-g])([#b]?)(\d)")
_TOKEN = re.compile(r"(?P<pitches>[a-g#b\d+]+|r)(?P<tie>~?)(?::(?P<length>\d+(?:/\d+)?))?")


class NotationError(ValueError):
    """The notation of a voice cannot be read or a bar is not full."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One line of music; ``balance`` scales its velocities against the other voices."""

    name: str
    notes: str
    balance: float = 1.0


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece as data.

    ``tempo`` and ``dynamics`` list what holds from which bar on, as in ``1 p, 5 mf``; bars count
    from 1. The tempo, in beats per minute, changes at its bars; the dynamics glide from one
    mark to the next.
    ``pedal`` has one letter for each bar (or one letter for all): ``B`` renews the damper
    pedal every bar, ``H`` every half bar, ``Q`` every beat, ``-`` leaves it up.
    ``pickup`` is the length of an upbeat, in beats; it counts as bar 0.
    """

    slug: str
    title: str
    voices: tuple[Voice, ...]
    tempo: str
    dynamics: str
    pedal: str = "-"
    beats_per_bar: int = 4
    beat: Fraction = Fraction(1)
    pickup: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Sound:
    """One struck key: onset and length in beats, pitch as a MIDI note number."""

    onset: Fraction
    length: Fraction
    pitch: int


def read_pitch(text: str) -> int:
    """MIDI note number of one pitch such as ``f#3``; raises NotationError."""
    match = _PITCH.fullmatch(text)
    if match is None:
        raise NotationError(f"{text!r} is not a pitch")
    letter, accidental, octave = match.groups()
    return _SEMITONES[letter] + _ACCIDENTALS[accidental] + 12 * (int(octave) + 1)


def read_voice(notes: str, bar: Fraction, pickup: Fraction) -> tuple[list[Sound], Fraction]:
    """The sounds of a voice and its whole length in beats; raises NotationError."""
    sounds: list[Sound] = []
    tied: dict[int, Fraction] = {}
    now, length, bar_end, number = Fraction(0), Fraction(1), pickup or bar, 0 if pickup else 1
    for word in notes.split():
        if word == "|":
            if now != bar_end:
                raise NotationError(f"bar {number} ends at beat {now}, expected {bar_end}")
            bar_end, number = bar_end + bar, number + 1
            continue
        match = _TOKEN.fullmatch(word)
        if match is None:
            raise NotationError(f"{word!r} in bar {number} is not a note, chord, rest or bar line")
        length = Fraction(match["length"] or length)
        for pitch in _pitches(match["pitches"]):
            onset = tied.pop(pitch, now)
            if match["tie"]:
                tied[pitch] = onset
            else:
                sounds.append(Sound(onset, now + length - onset, pitch))
        now += length
    if now != bar_end or tied:
        raise NotationError(f"the last bar ends at beat {now}, expected {bar_end} and no open tie")
    return sounds, now


def _pitches(text: str) -> list[int]:
    return [] if text == "r" else [read_pitch(pitch) for pitch in text.split("+")]


def loudness(dynamics: str, bar: Fraction) -> float:
    """Velocity at a (fractional) bar number, between the marks around it."""
    points = [(number, DYNAMICS[mark]) for number, mark in _breakpoints(dynamics)]
    for (start, low), (end, high) in pairwise(points):
        if start <= bar < end:
            return low + (high - low) * float((bar - start) / (end - start))
    return float(points[-1][1] if bar >= points[0][0] else points[0][1])


def _breakpoints(text: str) -> list[tuple[int, str]]:
    pairs = (part.split() for part in text.split(","))
    return [(int(number), value) for number, value in pairs]


def to_midi(piece: Piece) -> bytes:
    """The piece as a standard MIDI file, format 1; the same piece gives the same bytes."""
    bar, pickup = Fraction(piece.beats_per_bar), piece.pickup
    read = [read_voice(voice.notes, bar, pickup) for voice in piece.voices]
    lengths = {length for _, length in read}
    if len(lengths) != 1:
        raise NotationError(f"the voices of {piece.slug} differ in length: {sorted(lengths)}")
    pedal = list(_pedal(piece, lengths.pop()))
    midi = mido.MidiFile(type=1, ticks_per_beat=TICKS_PER_QUARTER)
    midi.tracks.append(_track(piece.title, _tempo(piece)))
    for channel, (voice, (sounds, _)) in enumerate(zip(piece.voices, read, strict=True)):
        events = list(_strokes(piece, voice, sounds, channel))
        events += [(tick, message.copy(channel=channel)) for tick, message in pedal]
        midi.tracks.append(_track(voice.name, events))
    file = BytesIO()
    midi.save(file=file)
    return file.getvalue()


Timed = tuple[int, mido.Message | mido.MetaMessage]


def _tick(piece: Piece, beat: Fraction) -> int:
    return round(beat * piece.beat * TICKS_PER_QUARTER)


def _bar_start(piece: Piece, number: int) -> Fraction:
    """Beat at which a bar begins; bar 0 is the upbeat."""
    if number == 0:
        return Fraction(0)
    return piece.pickup + (number - 1) * piece.beats_per_bar


def _tempo(piece: Piece) -> Iterator[Timed]:
    for number, beats_per_minute in _breakpoints(piece.tempo):
        quarters_per_minute = float(beats_per_minute) * float(piece.beat)
        message = mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(quarters_per_minute))
        yield _tick(piece, _bar_start(piece, number)), message


def _strokes(piece: Piece, voice: Voice, sounds: Iterable[Sound], channel: int) -> Iterator[Timed]:
    for sound in sounds:
        bar = 1 + (sound.onset - piece.pickup) / piece.beats_per_bar
        velocity = loudness(piece.dynamics, bar) * voice.balance
        velocity += DOWNBEAT_ACCENT if bar.denominator == 1 else 0
        start, end = _tick(piece, sound.onset), _tick(piece, sound.onset + sound.length)
        strike = mido.Message("note_on", channel=channel, note=sound.pitch)
        yield start, strike.copy(velocity=max(1, min(127, round(velocity))))
        release = mido.Message("note_off", channel=channel, note=sound.pitch, velocity=0)
        yield max(start + 1, end - RELEASE_GAP), release


def _pedal(piece: Piece, end: Fraction) -> Iterator[Timed]:
    spans = {"B": Fraction(piece.beats_per_bar), "H": Fraction(piece.beats_per_bar, 2)}
    spans["Q"] = Fraction(1)
    bars = int((end - piece.pickup) / piece.beats_per_bar)
    for number in range(1, bars + 1):
        span = spans.get(piece.pedal if len(piece.pedal) == 1 else piece.pedal[number - 1])
        if span is None:
            continue
        for part in range(int(piece.beats_per_bar / span)):
            down = _bar_start(piece, number) + part * span
            press = mido.Message("control_change", control=DAMPER_PEDAL, value=127)
            yield _tick(piece, down) + PEDAL_LAG, press
            yield _tick(piece, down + span), press.copy(value=0)


def _track(name: str, events: Iterable[Timed]) -> mido.MidiTrack:
    track = mido.MidiTrack([mido.MetaMessage("track_name", name=name, time=0)])
    now = 0
    # Releases go before strokes of the same instant, or a repeated key would be let go at once.
    for tick, message in sorted(events, key=lambda e: (e[0], e[1].type == "note_on")):
        track.append(message.copy(time=tick - now))
        now = tick
    track.append(mido.MetaMessage("end_of_track", time=0))
    return track
