import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.bot.pacing import BATCH_MS, WIRE, Pacer
from rooms.conf import Limits
from rooms.domain.quota import LOBBY, NORMAL, RIDICULOUS, TICK_MS, UNLIMITED, NoteQuota
from rooms.protocol.client import KEYS

from .fakes import scale, score_of


def play_all(score, quota, now=0.0):
    """All batches of a score played in time, with the moment of each."""
    pacer = Pacer(score)
    batches = []
    # A late stop may wait for the quota; it cannot wait for ever.
    while not pacer.finished and now < score.duration + 60_000:
        batches.append((now, pacer.batch(quota, now)))
        now += BATCH_MS
    assert pacer.finished
    return batches


def notes_of(batches):
    return [note for _, notes in batches for note in notes]


def strokes(notes):
    return [note for note in notes if note.s != 1]


def stops(notes):
    return [note for note in notes if note.s == 1]


def chord(at, size, velocity):
    return [(at, key, velocity) for key in KEYS[:size]]


def wall(seconds, per_batch, velocities=(0.2, 0.5, 0.8)):
    """Strokes without end: `per_batch` keys every tenth of a second, each with its stop."""
    events = []
    for tenth in range(seconds * 10):
        at = tenth * 100.0
        events += chord(at, per_batch, velocities[tenth % len(velocities)])
        events += chord(at + 50, per_batch, None)
    return score_of(*events)


def test_a_piece_within_the_quota_is_played_as_it_is_written():
    score = scale(seconds=10)
    batches = play_all(score, NoteQuota(LOBBY, 0))
    heard = [(now + n.d, n.n, None if n.s == 1 else n.v) for now, notes in batches for n in notes]
    assert heard == [(e.at, e.key, e.velocity) for e in score.events]


def test_notes_are_given_as_delays_within_their_batch():
    batches = play_all(
        score_of((0, "c4", 0.5), (130, "d4", 0.5), (299, "e4", 0.5)), NoteQuota(LOBBY, 0)
    )
    assert [[n.d for n in notes] for _, notes in batches] == [[0], [30], [99]]


def test_a_batch_holds_less_than_the_longest_delay():
    assert Limits().note_delay_max_ms >= BATCH_MS


def test_batch_never_exceeds_quota():
    quota = NoteQuota(LOBBY, 0)
    pacer = Pacer(wall(20, 40))
    for tenth in range(200):
        quota.advance(tenth * 100.0)
        points = quota.points
        notes = pacer.batch(quota, tenth * 100.0)
        assert len(notes) < points
        assert quota.points == points - len(notes)


def test_points_never_run_out_so_that_no_note_is_punished():
    quota = NoteQuota(LOBBY, 0)
    pacer = Pacer(wall(30, 60))
    for tenth in range(300):
        pacer.batch(quota, tenth * 100.0)
        assert quota.points >= 1


def test_a_dense_passage_gets_the_whole_quota():
    batches = play_all(wall(40, 40), NoteQuota(LOBBY, 0))
    sent = sum(len(notes) for now, notes in batches if now < 40_000)
    given = LOBBY.max + LOBBY.allowance * 19
    assert 0.9 * given <= sent <= given


@pytest.mark.parametrize("velocities", [(0.5,), (0.2, 0.5, 0.8)])
def test_a_dense_passage_is_thinned_evenly_not_cut_off(velocities):
    batches = play_all(wall(40, 40, velocities), NoteQuota(LOBBY, 0))
    seconds = [
        sum(len(notes) for now, notes in batches if second * 1000 <= now < second * 1000 + 1000)
        for second in range(10, 40)
    ]
    assert min(seconds) > LOBBY.allowance / 8


def test_stops_are_put_off_before_a_stroke_is_left_out():
    events = []
    for tenth in range(20):
        events += chord(tenth * 100.0, 40, 0.5) + chord(tenth * 100.0 + 50, 40, None)
    quota = NoteQuota(LOBBY, 0)
    quota.spend(0, 0)
    batches = play_all(score_of(*events), quota)
    in_time = notes_of(batches[:10])
    assert len(strokes(in_time)) > len(stops(in_time))


def test_quiet_strokes_are_left_out_first():
    events = chord(0, 88, 0.1) + [(50.0, key, 0.9) for key in KEYS[:20]]
    quota = NoteQuota(LOBBY, 0)
    quota.spend(LOBBY.max - 31, 0)
    played = strokes(Pacer(score_of(*events)).batch(quota, 0))
    assert sum(note.v == 0.9 for note in played) == 20
    assert sum(note.v == 0.1 for note in played) == 10


def test_a_stroke_left_out_needs_no_stop():
    quota = NoteQuota(LOBBY, 0)
    quota.spend(LOBBY.max - 2, 0)
    batches = play_all(score_of((0, "c4", 0.9), (10, "d4", 0.1), (20, "d4", None)), quota)
    assert [note.n for note in notes_of(batches)] == ["c4"]


def test_a_stop_that_could_not_be_paid_comes_with_the_next_points():
    quota = NoteQuota(LOBBY, 0)
    quota.spend(LOBBY.max - 2, 0)
    batches = play_all(score_of((0, "c4", 0.9), (50, "c4", None)), quota)
    late = [(now, note) for now, notes in batches for note in stops(notes)]
    assert [(now, note.n) for now, note in late] == [(TICK_MS, "c4")]


def test_a_stop_is_given_up_when_its_key_is_struck_again():
    quota = NoteQuota(LOBBY, 0)
    quota.spend(LOBBY.max - 3, 0)
    batches = play_all(
        score_of((0, "c4", 0.9), (50, "c4", None), (300, "c4", 0.9), (5000, "c4", None)), quota
    )
    assert [(now + n.d) for now, notes in batches for n in stops(notes)] == [5000]


def test_even_an_unlimited_quota_keeps_to_the_bytes_the_server_takes():
    events = [(tenth * 5.0, KEYS[tenth % 88], 0.5) for tenth in range(10_000)]
    events = [event for event in events for _ in range(5)]
    batches = play_all(score_of(*events), NoteQuota(UNLIMITED, 0))
    in_ten_seconds = [note for now, notes in batches if now < 10_000 for note in notes]
    assert len(in_ten_seconds) <= WIRE.max + 5 * WIRE.allowance


def test_breaking_off_stops_what_sounds():
    quota = NoteQuota(LOBBY, 0)
    pacer = Pacer(score_of((0, "c4", 0.5), (0, "e4", 0.5), (50, "c4", None), (900, "g4", 0.5)))
    pacer.batch(quota, 0)
    assert [(note.n, note.s) for note in pacer.release(quota, 100)] == [("e4", 1)]
    assert pacer.release(quota, 100) == []


def test_what_a_lost_connection_silenced_is_not_stopped_again():
    quota = NoteQuota(LOBBY, 0)
    pacer = Pacer(score_of((0, "c4", 0.5), (150, "c4", None)))
    pacer.batch(quota, 0)
    pacer.forget()
    assert pacer.batch(quota, 100) == []
    assert pacer.finished


_EVENTS = st.lists(
    st.tuples(
        st.floats(0, 9000),
        st.sampled_from(KEYS),
        st.one_of(st.none(), st.floats(0, 1)),
    ),
    min_size=1,
    max_size=60,
)


def crowd(events, copies):
    """The events in order, each so many times."""
    ordered = sorted(events, key=lambda event: event[0])
    return score_of(*(event for event in ordered for _ in range(copies)))


@given(
    events=_EVENTS,
    copies=st.integers(1, 60),
    params=st.sampled_from([LOBBY, NORMAL, RIDICULOUS]),
    phase=st.floats(0, TICK_MS - 1),
    delays=st.lists(st.floats(0, 90), min_size=1, max_size=20),
)
def test_a_server_whose_ticks_fall_elsewhere_takes_every_batch(
    events, copies, params, phase, delays
):
    """The server's quota began earlier and has the slack of protocol §11.2."""
    bots = NoteQuota(params, phase)
    servers = NoteQuota(params, 0, slack=params.allowance)
    for index, (now, notes) in enumerate(play_all(crowd(events, copies), bots, now=phase)):
        if notes:
            assert servers.spend(len(notes), now + delays[index % len(delays)])


@given(events=_EVENTS, copies=st.integers(1, 40))
def test_no_key_is_stopped_that_does_not_sound(events, copies):
    sounding = set()
    for note in notes_of(play_all(crowd(events, copies), NoteQuota(LOBBY, 0))):
        if note.s == 1:
            assert note.n in sounding
            sounding.discard(note.n)
        else:
            sounding.add(note.n)
