"""The notation the repertoire is written in."""

import importlib
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import mido
import pytest

BAR = Fraction(4)
NONE = Fraction(0)


@pytest.fixture
def notation(monkeypatch):
    monkeypatch.syspath_prepend(Path(__file__).parents[3] / "music")
    return importlib.import_module("notation")


@pytest.mark.parametrize(
    ("pitch", "number"), [("c4", 60), ("a4", 69), ("f#3", 54), ("bb2", 46), ("b2", 47), ("cb4", 59)]
)
def test_pitches_are_scientific(notation, pitch, number):
    assert notation.read_pitch(pitch) == number


def test_a_length_holds_until_the_next(notation):
    sounds, length = notation.read_voice("c4:1/2 d4 e4:1 r:2", BAR, NONE)
    assert [(s.onset, s.length) for s in sounds] == [(0, 0.5), (0.5, 0.5), (1, 1)]
    assert length == 4


def test_a_tie_makes_one_sound_of_two_notes(notation):
    sounds, _ = notation.read_voice("r:3 c4~:1 | c4:1 r:3", BAR, NONE)
    assert [(s.onset, s.length) for s in sounds] == [(3, 2)]


def test_the_notes_of_a_chord_sound_together(notation):
    sounds, _ = notation.read_voice("c4+e4+g4:4", BAR, NONE)
    assert {(s.onset, s.pitch) for s in sounds} == {(0, 60), (0, 64), (0, 67)}


@pytest.mark.parametrize(
    ("voice", "fault"),
    [
        ("c4:3 | d4:4", "bar 1 ends at beat 3"),
        ("c4:4 | d4:3", "the last bar"),
        ("c4:4~", "not a note"),
        ("c4~:4", "no open tie"),
        ("h4:4", "not a note"),
        ("c:4", "not a pitch"),
    ],
)
def test_a_fault_is_named(notation, voice, fault):
    with pytest.raises(notation.NotationError, match=fault):
        notation.read_voice(voice, BAR, NONE)


def test_an_upbeat_is_a_bar_of_its_own(notation):
    _, length = notation.read_voice("c4:1 | d4:4", BAR, Fraction(1))
    assert length == 5


def test_dynamics_glide_between_their_marks(notation):
    marks = "1 p, 5 f"
    levels = [notation.loudness(marks, Fraction(bar)) for bar in (0, 1, 3, 5, 9)]
    assert levels == [50, 50, 71, 92, 92]


def midi_of(notation, **changes):
    voice = notation.Voice("right", "c4:1 c4 c4 c4 | c4:4")
    piece = notation.Piece(
        **{
            "slug": "x",
            "title": "X",
            "voices": (voice,),
            "tempo": "1 120",
            "dynamics": "1 mf",
            **changes,
        }
    )
    return mido.MidiFile(file=BytesIO(notation.to_midi(piece)))


def test_tempo_counts_beats_of_the_piece(notation):
    assert midi_of(notation).length == pytest.approx(4, abs=0.05)
    eighths = midi_of(notation, beat=Fraction(1, 2))
    assert eighths.length == pytest.approx(4, abs=0.05)


def test_a_repeated_key_is_let_go_before_it_is_struck_again(notation):
    down = 0
    for message in midi_of(notation):
        if message.type in ("note_on", "note_off"):
            down += 1 if message.type == "note_on" else -1
            assert 0 <= down <= 1


@pytest.mark.parametrize(
    ("letters", "presses"), [("-", 0), ("B", 2), ("H", 4), ("Q", 8), ("-B", 1)]
)
def test_the_pedal_is_renewed_as_its_letters_say(notation, letters, presses):
    messages = [m for m in midi_of(notation, pedal=letters) if m.type == "control_change"]
    assert [m.value for m in messages] == [127, 0] * presses


def test_voices_must_be_of_one_length(notation):
    voices = (notation.Voice("a", "c4:4"), notation.Voice("b", "c4:4 | c4"))
    with pytest.raises(notation.NotationError, match="differ in length"):
        midi_of(notation, voices=voices)
