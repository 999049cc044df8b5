"""How often something may be done (docs/protocol.md §14.1)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.domain.rates import Rate, TokenBucket


def taken(bucket, times, now):
    return sum(bucket.take(now) for _ in range(times))


def test_as_many_as_the_count_are_allowed_at_once():
    assert taken(TokenBucket(Rate(4, 4), 0), 10, now=0) == 4


def test_tokens_come_back_evenly():
    bucket = TokenBucket(Rate(4, 4), 0)
    taken(bucket, 4, now=0)
    assert not bucket.take(999)
    assert bucket.take(1999)
    assert not bucket.take(1999)


def test_a_refusal_costs_nothing():
    bucket = TokenBucket(Rate(1, 1), 0)
    taken(bucket, 1, now=0)
    assert [bucket.take(now) for now in (250, 500, 750, 1000)] == [False, False, False, True]


def test_tokens_do_not_gather_beyond_the_count():
    bucket = TokenBucket(Rate(4, 4), 0)
    assert taken(bucket, 10, now=1_000_000) == 4


def test_a_count_below_one_allows_one_after_its_longer_time():
    bucket = TokenBucket(Rate(0.5, 1), 0)
    assert [bucket.take(now) for now in (0, 1000, 1999, 2000)] == [True, False, False, True]


def test_a_higher_rate_brings_no_tokens_by_itself():
    bucket = TokenBucket(Rate(4, 4), 0)
    taken(bucket, 4, now=0)
    bucket.change_rate(Rate(10, 4))
    assert not bucket.take(0)


def test_a_higher_rate_fills_faster_from_now_on():
    bucket = TokenBucket(Rate(4, 4), 0)
    taken(bucket, 4, now=0)
    bucket.change_rate(Rate(10, 4))
    assert taken(bucket, 20, now=2000) == 5


def test_a_higher_rate_holds_more():
    bucket = TokenBucket(Rate(4, 4), 0)
    bucket.change_rate(Rate(10, 4))
    assert taken(bucket, 20, now=60_000) == 10


def test_a_lower_rate_takes_away_what_it_cannot_hold():
    bucket = TokenBucket(Rate(10, 4), 0)
    bucket.change_rate(Rate(4, 4))
    assert taken(bucket, 20, now=0) == 4


def test_a_scaled_rate_counts_more_in_the_same_time():
    assert Rate(4, 5).scaled(10) == Rate(40, 5)


RATES = st.builds(Rate, st.integers(1, 50), st.integers(1, 60))
PAUSES = st.lists(st.integers(0, 3000), min_size=1, max_size=60)


@given(RATES, PAUSES)
def test_no_window_has_more_than_the_burst_and_what_came_back_in_it(rate, pauses):
    bucket, now, allowed = TokenBucket(rate, 0), 0, []
    for pause in pauses:
        now += pause
        if bucket.take(now):
            allowed.append(now)
    for first, start in enumerate(allowed):
        for last in range(first, len(allowed)):
            refilled = (allowed[last] - start) * rate.count / (rate.seconds * 1000)
            assert last - first + 1 <= rate.count + refilled + 1e-6


@given(RATES, st.integers(1, 50))
def test_who_keeps_the_pace_is_never_refused(rate, times):
    bucket = TokenBucket(rate, 0)
    taken(bucket, 50, now=0)
    pace = rate.seconds * 1000 / rate.count + 1e-3
    assert all(bucket.take(number * pace) for number in range(1, times + 1))


@pytest.mark.parametrize("seconds", [1, 4, 60])
def test_an_empty_bucket_is_full_after_the_seconds_of_its_rate(seconds):
    bucket = TokenBucket(Rate(10, seconds), 0)
    taken(bucket, 10, now=0)
    assert taken(bucket, 20, now=seconds * 1000) == 10


def test_several_tokens_can_be_taken_at_once():
    bucket = TokenBucket(Rate(16_384, 10), 0)
    assert bucket.take(0, 16_000)
    assert not bucket.take(0, 385)
    assert bucket.take(0, 384)


def test_more_than_the_bucket_holds_can_never_be_taken():
    assert not TokenBucket(Rate(10, 1), 0).take(1_000_000, 11)
