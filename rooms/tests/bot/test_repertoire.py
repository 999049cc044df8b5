"""The MIDI files in music/ and the script that makes them."""

import subprocess
import sys
from pathlib import Path

import mido
import pytest

from rooms.bot.pacing import BATCH_MS, Pacer
from rooms.bot.score import read_score
from rooms.domain.quota import LOBBY, NoteQuota

MUSIC = Path(__file__).parents[3] / "music"
FILES = sorted(MUSIC.glob("*.mid"))
pieces = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def test_the_script_makes_the_same_bytes_again(tmp_path):
    subprocess.run([sys.executable, MUSIC / "compose.py", tmp_path], check=True)
    made = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert made == {file.name: file.read_bytes() for file in FILES}


def test_there_is_a_choice():
    assert len(FILES) >= 4


def test_the_readme_names_every_file():
    text = (MUSIC / "README.md").read_text()
    assert all(f"`{file.name}`" in text for file in FILES)


@pieces
def test_a_piece_lasts_half_a_minute_to_a_minute_and_a_half(file):
    assert 30 <= mido.MidiFile(file).length <= 90


@pieces
def test_a_piece_has_two_hands_and_dynamics(file):
    score = read_score(file)
    velocities = {event.velocity for event in score.events if event.velocity is not None}
    octaves = {event.key[-1] for event in score.events}
    assert len(velocities) > 5
    assert len(octaves) >= 4


@pieces
def test_a_piece_says_who_wrote_it(file):
    assert read_score(file).title.split(":")[0] in {
        "Bach",
        "Beethoven",
        "Pachelbel",
        "Petzold",
        "Satie",
    }


@pieces
def test_a_piece_is_played_whole_in_a_lobby(file):
    score = read_score(file)
    pacer, quota, now = Pacer(score), NoteQuota(LOBBY, 0), 0.0
    while not pacer.finished:
        pacer.batch(quota, now)
        now += BATCH_MS
    assert pacer.sent == len(score.events)


def test_the_prelude_begins_and_ends_in_c():
    events = read_score(MUSIC / "bach-prelude-c-major.mid").events
    strokes = [event for event in events if event.velocity is not None]
    # MIDI note 60, middle C, is c3 on the wire.
    assert [event.key for event in strokes[:8]] == ["c3", "e3", "g3", "c4", "e4", "g3", "c4", "e4"]
    last = strokes[-1].at
    assert {e.key for e in strokes if e.at == last} == {"c1", "c2", "e3", "g3", "c4"}


def test_the_joy_is_sung_in_d():
    right = mido.MidiFile(MUSIC / "beethoven-ode-to-joy.mid").tracks[1]
    tune = [m.note for m in right if m.type == "note_on"][:15]
    assert tune == [66, 66, 67, 69, 69, 67, 66, 64, 62, 62, 64, 66, 66, 64, 64]
