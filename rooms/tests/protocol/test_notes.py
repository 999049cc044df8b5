"""Notes: what is repaired, what is dropped, what they cost (docs/protocol.md §6.1)."""

from __future__ import annotations

import json
import math

import pytest

from rooms.protocol.client import KEYS, Note
from rooms.tests.rules import rule

from .frames import decode

NOW = 1_700_000_000_000


def notes(*elements, t=NOW):
    """The message that these elements decode to; they may be JSON already."""
    shown = [one if isinstance(one, str) else json.dumps(one) for one in elements]
    time = t if isinstance(t, str) else json.dumps(t)
    (message,) = decode(f'[{{"m":"n","t":{time},"n":[{",".join(shown)}]}}]', 1)
    return message


def played(*elements):
    message = notes(*elements)
    return message.n if message else None


@rule("6.1-1")
def test_there_are_88_keys():
    assert len(set(KEYS)) == 88
    assert (KEYS[0], KEYS[1], KEYS[2], KEYS[3], KEYS[-1]) == ("a-1", "as-1", "b-1", "c0", "c7")


@rule("6.1-1")
@pytest.mark.parametrize("key", KEYS)
def test_every_key_can_be_played(key):
    assert played({"n": key}) == [Note(key)]


BAD_KEYS = ["c-1", "gs-1", "cs7", "h3", "C3", "c#3", "bs3", "es3", "c", "3", "", " c3", "c3\n"]


@rule("6.1-1", "6.1-7")
@pytest.mark.parametrize("key", [*BAD_KEYS, 3, None, True, ["c3"], {"c3": 1}])
def test_a_note_without_a_key_is_dropped(key):
    assert played({"n": "c3"}, {"n": key}) == [Note("c3")]


@pytest.mark.parametrize("element", [1, '"c3"', "null", "true", [], ["c3"], {}, {"v": 1}])
def test_an_element_that_is_no_note_is_dropped(element):
    assert played({"n": "c3"}, element, {"n": "d3"}) == [Note("c3"), Note("d3")]


def test_nothing_is_left_when_every_element_is_bad():
    assert notes({"n": "x"}, 1) is None


def test_nothing_is_left_of_an_empty_list():
    assert notes() is None


@pytest.mark.parametrize("listed", ["{}", '"c3"', "null", "1", "true"])
def test_notes_are_a_list(listed):
    assert decode(f'[{{"m":"n","t":1,"n":{listed}}}]', 1) == [None]


@rule("6.1-8")
def test_further_keys_of_a_note_are_stripped():
    assert played({"n": "c3", "x": 1, "p": "somebody"}) == [Note("c3")]


@rule("6.1-2", "14-11")
@pytest.mark.parametrize(
    ("delay", "kept"),
    [
        *((0, 0), (200, 200), (12.5, 12.5), (201, 200), (1e9, 200), (-1, 0), (-0.5, 0)),
        *(("5", 0), (None, 0), (True, 0), ([], 0), ("soon", 0)),
    ],
)
def test_a_delay_is_from_0_to_200_ms(delay, kept):
    assert played({"n": "c3", "d": delay}) == [Note("c3", d=kept)]


@rule("6.1-2")
def test_a_delay_is_kept_only_if_given():
    assert played({"n": "c3", "x": None}, 1) == [Note("c3")]


@rule("6.1-3", "14-12")
@pytest.mark.parametrize(
    ("velocity", "kept"),
    [
        *((0, 0), (1, 1), (0.25, 0.25), (1.5, 1), (127, 1), (-1, 0)),
        *(("0.5", 0.5), ("1", 1), ("2", 1), ("-1", 0), ("+0.5", 0.5)),
    ],
)
def test_a_velocity_is_from_0_to_1(velocity, kept):
    assert played({"n": "c3", "v": velocity}) == [Note("c3", v=kept)]


@rule("6.1-3")
@pytest.mark.parametrize("velocity", ["loud", "", "1e0", "nan", None, True, [], {}])
def test_a_velocity_that_is_no_number_is_left_out(velocity):
    assert played({"n": "c3", "v": velocity}) == [Note("c3")]


@rule("6.1-4")
@pytest.mark.parametrize("stop", [1, True, 2, -1, 0.5, "1", "0", "yes", [], [0], {}, {"x": 1}])
def test_what_javascript_takes_for_true_is_a_stop(stop):
    assert played({"n": "c3", "s": stop}) == [Note("c3", s=1)]


@rule("6.1-4")
@pytest.mark.parametrize("stop", [0, 0.0, False, None, ""])
def test_what_javascript_takes_for_false_is_no_stop(stop):
    assert played({"n": "c3", "s": stop}) == [Note("c3")]


@rule("6.1-4")
def test_a_repaired_stop_has_no_velocity():
    assert played({"n": "c3", "s": True, "v": 0.5, "d": 10}) == [Note("c3", s=1, d=10)]


def test_notes_that_need_no_repair_come_as_they_are():
    message = notes({"n": "c3", "d": 5, "v": 1}, {"n": "c3", "s": 1, "d": 7})
    assert message.n == [Note("c3", d=5, v=1), Note("c3", s=1, d=7)]


@pytest.mark.parametrize("time", [0, -1, NOW, NOW + 0.5, 2**53 - 1, -(2**53) + 1, 1e300])
@pytest.mark.parametrize("other", [{"n": "d3"}, 1], ids=["whole", "repaired"])
def test_the_time_is_relayed_unchanged(time, other):
    assert notes({"n": "c3"}, other, t=time).t == time


@pytest.mark.parametrize(
    "time", ['"1"', "null", "true", "[]", "{}", "1e999", "NaN", "9" * 400], ids=lambda t: t[:5]
)
def test_without_a_time_there_are_no_notes(time):
    assert notes({"n": "c3"}, t=time) is None


def test_a_time_has_to_be_there():
    assert decode('[{"m":"n","n":[{"n":"c3"}]}]', 1) == [None]


def test_notes_have_to_say_that_they_are_notes():
    assert decode('[{"t":1,"n":[{"n":"c3"}]}]', 1) == [None]


@rule("1-8")
def test_a_whole_time_beyond_what_browsers_count_stays_finite():
    time = notes({"n": "c3"}, t="1" + "0" * 300).t
    assert isinstance(time, float)
    assert math.isfinite(time)


@rule("6.1-9")
def test_notes_cost_what_was_received():
    assert notes({"n": "c3"}, {"n": "d3"}).cost == 2


@rule("6.1-9")
def test_bad_elements_cost_as_well():
    assert notes({"n": "c3"}, 1, {"n": "x"}, {}).cost == 4


@rule("6.1-7")
@pytest.mark.parametrize(("count", "left"), [(12_000, 1), (12_001, None)])
def test_more_elements_than_a_frame_can_hold_of_notes_are_not_looked_through(count, left):
    message = notes({"n": "c3"}, *["1"] * (count - 1))
    assert (len(message.n) if message else None) == left
