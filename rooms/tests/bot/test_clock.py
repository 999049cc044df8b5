from hypothesis import given
from hypothesis import strategies as st

from rooms.bot.clock import ServerClock


def test_the_greeting_gives_a_first_idea():
    clock = ServerClock()
    clock.greeted(server=5000, received=100)
    assert clock.at(150) == 5050


def test_a_round_trip_is_taken_to_be_as_long_one_way_as_the_other():
    clock = ServerClock()
    clock.answered(server=5000, sent=100, received=140)
    assert clock.at(120) == 5000


def test_the_shortest_round_trip_is_believed():
    clock = ServerClock()
    clock.answered(server=5000, sent=0, received=10)
    clock.answered(server=9000, sent=1000, received=3000)
    assert clock.offset == 4995


def test_an_old_short_round_trip_is_forgotten_some_time():
    clock = ServerClock()
    clock.answered(server=5000, sent=0, received=1)
    for _ in range(5):
        clock.answered(server=7000, sent=1000, received=1020)
    assert clock.offset == 5990


def test_after_a_restart_the_greeting_counts_again():
    clock = ServerClock()
    clock.answered(server=5000, sent=0, received=10)
    clock.restart()
    clock.greeted(server=100, received=0)
    assert clock.offset == 100


@given(
    offset=st.floats(-1e12, 1e12),
    trips=st.lists(st.tuples(st.floats(0, 500), st.floats(0, 500)), min_size=1, max_size=8),
)
def test_the_error_is_at_most_half_the_shortest_of_the_last_round_trips(offset, trips):
    clock = ServerClock()
    for there, back in trips:
        clock.answered(server=there + offset, sent=0, received=there + back)
    shortest = min(there + back for there, back in trips[-5:])
    assert abs(clock.offset - offset) <= shortest / 2 + 1e-3
