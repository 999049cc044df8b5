import contextlib

import mido
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.bot.errors import ScoreError
from rooms.bot.score import TITLE_LENGTH, key_name, read_score
from rooms.protocol.client import KEYS

from .fakes import TICKS, off, on, pedal, write_midi

C4 = 72


@pytest.fixture
def read(tmp_path):
    """Reads a file made of tracks, as (ms, key, velocity)."""

    def read(*tracks, transpose=0, **options):
        score = read_score(write_midi(tmp_path / "piece.mid", *tracks, **options), transpose)
        return [(round(e.at), e.key, e.velocity) for e in score.events]

    return read


def title_of(track, tmp_path):
    return read_score(write_midi(tmp_path / "a-file.mid", track)).title


@pytest.mark.parametrize(
    ("note", "key"), [(21, "a-1"), (22, "as-1"), (24, "c0"), (60, "c3"), (69, "a3"), (108, "c7")]
)
def test_keys_have_their_names_on_the_wire(note, key):
    assert key_name(note) == key


@given(st.integers(-200, 400))
def test_every_note_number_is_brought_to_one_of_the_88_keys_in_octaves(note):
    assert (21 + KEYS.index(key_name(note)) - note) % 12 == 0


@given(st.integers(21, 108))
def test_notes_of_the_piano_stay_where_they_are(note):
    assert KEYS.index(key_name(note)) == note - 21


def test_velocity_becomes_a_share_of_one(read):
    assert read([(0, on(C4, 127)), (TICKS, off(C4))]) == [(0, "c4", 1.0), (500, "c4", None)]


def test_a_stroke_of_velocity_zero_lets_go(read):
    assert read([(0, on(C4)), (TICKS, on(C4, 0))])[1] == (500, "c4", None)


def test_letting_go_of_what_is_not_held_is_nothing(read):
    assert read([(0, off(C4)), (0, on(60)), (TICKS, off(60)), (TICKS, off(60))])[-1][1] == "c3"


def test_tempo_changes_move_what_follows(read):
    slow = mido.MetaMessage("set_tempo", tempo=1_000_000)
    conductor = [(TICKS, slow)]
    notes = [(0, on(C4)), (2 * TICKS, off(C4))]
    assert read(conductor, notes) == [(0, "c4", 0.504), (1500, "c4", None)]


def test_a_file_of_format_0_is_read(read):
    assert len(read([(0, on(C4)), (TICKS, off(C4))], kind=0)) == 2


def test_silence_before_the_first_note_is_left_out(read):
    assert read([(5 * TICKS, on(C4)), (6 * TICKS, off(C4))])[0][0] == 0


def test_drums_are_not_played(read):
    events = read([(0, on(C4, channel=9)), (0, on(60)), (TICKS, off(C4, 9)), (TICKS, off(60))])
    assert {key for _, key, _ in events} == {"c3"}


def test_transposition_is_in_semitones(read):
    assert read([(0, on(C4)), (TICKS, off(C4))], transpose=-3)[0][1] == "a3"


def test_the_pedal_holds_a_note_until_it_is_lifted(read):
    track = [(0, on(C4)), (10, pedal(True)), (TICKS, off(C4)), (2 * TICKS, pedal(False))]
    assert read(track) == [(0, "c4", 0.504), (1000, "c4", None)]


def test_the_pedal_of_one_channel_does_not_hold_another(read):
    track = [(0, pedal(True, channel=1)), (0, on(C4)), (TICKS, off(C4))]
    assert read(track)[-1] == (500, "c4", None)


def test_a_key_under_the_finger_outlasts_the_pedal(read):
    track = [(0, pedal(True)), (0, on(C4)), (TICKS, pedal(False)), (2 * TICKS, off(C4))]
    assert read(track)[-1] == (1000, "c4", None)


def test_a_key_struck_again_under_the_pedal_is_not_stopped_first(read):
    track = [(0, pedal(True)), (0, on(C4)), (100, off(C4)), (TICKS, on(C4)), (600, off(C4))]
    assert [v is None for _, _, v in read(track)] == [False, False, True]


def test_a_key_held_by_two_voices_sounds_until_both_let_go(read):
    first = [(0, on(C4)), (TICKS, off(C4))]
    second = [(100, on(C4, channel=1)), (2 * TICKS, off(C4, channel=1))]
    assert [at for at, _, velocity in read(first, second) if velocity is None] == [1000]


def test_two_voices_striking_a_key_together_are_one_stroke_the_louder(read):
    track = [(0, on(C4, 20)), (0, on(C4, 127, channel=1)), (1, on(60)), (2, off(60))]
    assert read(track)[0] == (0, "c4", 1.0)
    assert sum(v is not None and key == "c4" for _, key, v in read(track)) == 1


def test_what_is_never_let_go_ends_with_the_piece(read):
    assert read([(0, on(C4)), (TICKS, on(60)), (2 * TICKS, off(60))])[-1] == (1000, "c4", None)


def test_all_notes_off_lets_go_of_its_channel(read):
    panic = mido.Message("control_change", control=123, value=0)
    track = [(0, on(C4)), (TICKS, panic), (2 * TICKS, on(60)), (3 * TICKS, off(60))]
    assert (500, "c4", None) in read(track)


def test_the_title_is_the_name_of_the_first_track(tmp_path):
    name = mido.MetaMessage("track_name", name="Ode")
    assert title_of([(0, name), (0, on(C4)), (9, off(C4))], tmp_path) == "Ode"


def test_a_title_in_utf8_is_understood(tmp_path):
    name = mido.MetaMessage("track_name", name="Gymnopédie".encode().decode("latin-1"))
    assert title_of([(0, name), (0, on(C4))], tmp_path) == "Gymnopédie"


def test_without_a_title_the_piece_is_called_like_its_file(tmp_path):
    assert title_of([(0, on(C4))], tmp_path) == "a-file"


def test_a_title_is_cleaned_of_what_chat_would_refuse(tmp_path):
    name = mido.MetaMessage("track_name", name="A\nb\x00" + "x" * 200)
    title = title_of([(0, name), (0, on(C4))], tmp_path)
    assert title.startswith("Abxx")
    assert len(title) == TITLE_LENGTH


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"hello", "not a readable MIDI file"),
        (b"MThd\0\0\0\x06\0\x02\0\0\0\x60", "format 2"),
        (b"MThd\0\0\0\x06\0\x01\0\0\xe7\x28", "SMPTE"),
        (b"MThd\0\0\0\x06\0\x01\0\0\0\x60", "no notes"),
    ],
)
def test_what_cannot_be_played_is_named_with_its_reason(tmp_path, content, reason):
    (tmp_path / "bad.mid").write_bytes(content)
    with pytest.raises(ScoreError, match=f"bad.mid.*{reason}"):
        read_score(tmp_path / "bad.mid")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ScoreError, match=r"nowhere\.mid: there is no such file"):
        read_score(tmp_path / "nowhere.mid")


_HEADER = b"MThd\0\0\0\x06\0\x01\0\x01\0\x60MTrk\0\0\0\x20"


@given(st.binary(max_size=64), st.sampled_from([b"", _HEADER]))
def test_any_bytes_are_a_score_or_a_score_error(tmp_path_factory, content, header):
    path = tmp_path_factory.mktemp("fuzz") / "some.mid"
    path.write_bytes(header + content)
    with contextlib.suppress(ScoreError):
        assert read_score(path).events
