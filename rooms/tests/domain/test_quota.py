"""The note quota (docs/protocol.md §11)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.domain.quota import (
    LOBBY,
    NORMAL,
    RIDICULOUS,
    TICK_MS,
    UNLIMITED,
    NoteQuota,
    QuotaParams,
)
from rooms.tests.rules import rule


@rule("11.1-1", "11.1-2", "11.1-3", "11.1-5")
@pytest.mark.parametrize(
    ("mode", "allowance", "most"),
    [
        (LOBBY, 200, 600),
        (NORMAL, 400, 1200),
        (RIDICULOUS, 600, 1800),
        (UNLIMITED, 1_000_000, 3_000_000),
    ],
)
def test_numbers_of_a_mode(mode, allowance, most):
    assert (mode.allowance, mode.max, mode.max_hist_len) == (allowance, most, 3)


def test_a_tick_comes_every_two_seconds():
    assert TICK_MS == 2000


@rule("11.2-6")
def test_check_values_of_the_contract():
    quota = NoteQuota(NORMAL, 0)
    assert quota.spend(1200, 0)
    assert quota.points == 0
    assert not quota.spend(1, 0)
    quota.advance(2000)
    assert quota.points == 400
    assert quota.spend(400, 2000)
    quota.advance(4000)
    assert quota.spend(400, 4000)
    quota.advance(6000)
    assert quota.points == 400
    # Three periods without a point left: each note costs 400.
    assert quota.spend(1, 6000)
    assert quota.points == 0
    assert not quota.spend(1, 6000)


def test_a_fresh_quota_is_full():
    assert NoteQuota(NORMAL, 0).points == 1200


@rule("11.2-3")
def test_slack_is_on_top_of_the_announced_maximum():
    quota = NoteQuota(NORMAL, 0, slack=400)
    assert (quota.points, quota.params.max) == (1600, 1200)


@rule("11.2-3")
def test_slack_does_not_raise_the_sustained_rate():
    quota = NoteQuota(NORMAL, 0, slack=400)
    quota.spend(1600, 0)
    quota.advance(2000)
    assert quota.points == 400


def test_slack_is_filled_up_again():
    quota = NoteQuota(NORMAL, 0, slack=400)
    quota.spend(1600, 0)
    quota.advance(8000)
    assert quota.points == 1600


def test_a_refusal_changes_nothing():
    quota = NoteQuota(NORMAL, 0)
    assert not quota.spend(1201, 0)
    assert quota.spend(1200, 0)


def test_points_come_with_the_tick_and_not_before():
    quota = NoteQuota(NORMAL, 0)
    quota.spend(1200, 0)
    assert not quota.spend(1, 1999)
    assert quota.spend(400, 2000)


def test_ticks_keep_their_phase_however_late_they_are_made_up_for():
    quota = NoteQuota(NORMAL, 0)
    quota.spend(1200, 0)
    assert quota.spend(400, 3999)
    assert quota.spend(400, 4000)


def test_points_do_not_grow_beyond_the_maximum():
    quota = NoteQuota(NORMAL, 0)
    quota.spend(100, 0)
    quota.advance(10_000)
    assert quota.points == 1200


def test_a_pause_ends_the_punishment():
    quota = NoteQuota(NORMAL, 0)
    for now in (0, 2000, 4000):
        quota.spend(quota.points, now)
        quota.advance(now + 2000)
    assert quota.spend(1, 8000)
    assert quota.points == 800 - 1


@rule("11.2-4")
def test_other_numbers_start_full():
    quota = NoteQuota(NORMAL, 0)
    quota.spend(1000, 0)
    assert quota.set_params(LOBBY, 0)
    assert quota.points == 600


def test_the_same_numbers_reset_nothing():
    quota = NoteQuota(NORMAL, 0)
    quota.spend(1000, 0)
    assert not quota.set_params(QuotaParams(400, 1200, 3), 0)
    assert quota.points == 200


def test_other_numbers_forget_the_punishment():
    quota = NoteQuota(NORMAL, 0)
    for now in (0, 2000, 4000):
        quota.spend(quota.points, now)
        quota.advance(now + 2000)
    quota.set_params(RIDICULOUS, 6000)
    assert quota.spend(1800, 6000)


def test_other_numbers_start_a_period_of_their_own():
    quota = NoteQuota(NORMAL, 0)
    quota.set_params(LOBBY, 1000)
    quota.spend(600, 1000)
    assert not quota.spend(1, 2999)
    assert quota.spend(200, 3000)


def test_scaled_numbers_keep_the_length_of_the_history():
    assert QuotaParams(400, 1200, 5).scaled(2) == QuotaParams(800, 2400, 5)


def test_scaled_down_to_almost_nothing_a_note_can_still_be_played():
    assert QuotaParams(400, 1200).scaled(0.0001) == QuotaParams(1, 1)


PARAMS = st.builds(
    lambda allowance, more: QuotaParams(allowance, allowance + more),
    st.integers(1, 500),
    st.integers(0, 2000),
)
# How long after the one before (ms), and how many notes.
SPENDINGS = st.lists(st.tuples(st.integers(0, 9000), st.integers(1, 2500)), max_size=20)


@rule("11.2-3")
@given(PARAMS, st.integers(0, 500), SPENDINGS)
def test_lazy_ticks_are_as_good_as_eager_ones(params, slack, spendings):
    lazy, eager = NoteQuota(params, 0, slack), NoteQuota(params, 0, slack)
    now = 0
    for pause, cost in spendings:
        for tick in range((now // TICK_MS + 1) * TICK_MS, now + pause + 1, TICK_MS):
            eager.advance(tick)
        now += pause
        assert lazy.spend(cost, now) == eager.spend(cost, now)
        assert lazy.points == eager.points


@given(PARAMS, SPENDINGS, st.integers(10**6, 10**15))
def test_after_any_long_silence_all_is_full_again(params, spendings, silence):
    quota, now = NoteQuota(params, 0), 0
    for pause, cost in spendings:
        now += pause
        quota.spend(cost, now)
    now += silence + params.max * TICK_MS
    assert quota.spend(params.max, now)


@given(PARAMS, st.integers(0, 500), SPENDINGS)
def test_points_are_never_negative_nor_too_many(params, slack, spendings):
    quota, now = NoteQuota(params, 0, slack), 0
    for pause, cost in spendings:
        now += pause
        quota.spend(cost, now)
        assert 0 <= quota.points <= params.max + slack


@given(PARAMS, st.integers(0, 500), SPENDINGS)
def test_notes_never_exceed_the_start_and_the_allowances_since(params, slack, spendings):
    quota, now, played = NoteQuota(params, 0, slack), 0, 0
    for pause, cost in spendings:
        now += pause
        played += cost if quota.spend(cost, now) else 0
        assert played <= params.max + slack + params.allowance * (now // TICK_MS)


# Another mode that does not fill the quota (11.2-7)


def changed_without_refill(quota, params, now, slack=0):
    assert quota.set_params(params, now, slack, refill=False)
    return quota


def test_without_a_refill_points_stay():
    quota = NoteQuota(NORMAL, 0)
    quota.spend(1000, 0)
    assert changed_without_refill(quota, RIDICULOUS, 0).points == 200


def test_without_a_refill_there_are_no_more_points_than_the_new_mode_has():
    assert changed_without_refill(NoteQuota(RIDICULOUS, 0), NORMAL, 0).points == 1200


def test_without_a_refill_ticks_that_were_due_are_those_of_the_old_mode():
    quota = NoteQuota(NORMAL, 0)
    quota.spend(1200, 0)
    assert changed_without_refill(quota, RIDICULOUS, 2000).points == 400


def test_without_a_refill_the_period_goes_on():
    quota = NoteQuota(NORMAL, 0)
    quota.spend(1200, 0)
    changed_without_refill(quota, RIDICULOUS, 1999)
    assert quota.spend(600, 2000)


def test_without_a_refill_the_punishment_stays():
    quota = NoteQuota(NORMAL, 0)
    for at in (0, 2000, 4000):
        assert quota.spend(1200 if at == 0 else 400, at)
    changed_without_refill(quota, RIDICULOUS, 6000)
    assert not quota.spend(1, 6000)
