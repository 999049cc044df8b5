"""Which strings and numbers are acceptable (docs/protocol.md §1, §10.1, §10.3)."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.domain.text import finite, is_text, numeric, utf16_length
from rooms.tests.rules import rule

LONGEST = 40
# As docs/protocol.md §10.1 lists them; further control characters follow below.
FORBIDDEN_BY_NAME = [
    *("\u000a", "\u000d", "\u000b", "\u0000", "\u0009"),
    *("\u202e", "\u2066", "\u2067", "\u202b", "\u200f"),
]
CONTROLS = [*map(chr, range(0x20)), "\x7f"]
HALF_PAIRS = ["\ud800", "\udbff", "\udc00", "\udfff"]


@rule("1-7")
@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("abc", 3),
        ("ä", 1),
        ("\uffff", 1),
        ("\U00010000", 2),
        ("🎹", 2),
        ("a🎹b", 4),
        ("👩‍👩‍👧", 8),
    ],
)
def test_length_is_counted_in_utf16_units(text, length):
    assert utf16_length(text) == length


@rule("1-7")
@given(st.text())
def test_length_is_that_of_javascript(text):
    assert utf16_length(text) == len(text.encode("utf-16-le", "surrogatepass")) // 2


@rule("10.1-1")
@pytest.mark.parametrize("text", ["a", "Anonymous", " padded ", "ÄÖ ü", "日本語", "مرحبا", "🎹"])
def test_ordinary_text_is_fine(text):
    assert is_text(text, LONGEST)


@rule("10.1-1")
@pytest.mark.parametrize("text", ["👩‍👩‍👧", "a\u200db", "a\u200cb", "❤\ufe0f"])
def test_joiners_of_emoji_and_scripts_are_fine(text):
    assert is_text(text, LONGEST)


@rule("10.1-1")
@pytest.mark.parametrize("text", ["\u200eleft", "\u202dx", "soft\u00adhyphen", "\u2068x\u2069"])
def test_direction_marks_that_are_not_listed_are_fine(text):
    assert is_text(text, LONGEST)


@rule("10.1-1")
@pytest.mark.parametrize("character", FORBIDDEN_BY_NAME + CONTROLS + HALF_PAIRS, ids=ascii)
def test_a_forbidden_character_spoils_a_text_wherever_it_stands(character):
    assert not is_text(character + "ab", LONGEST)
    assert not is_text("a" + character + "b", LONGEST)
    assert not is_text("ab" + character, LONGEST)


@rule("10.1-1")
@pytest.mark.parametrize(
    "text",
    ["", " ", "   ", "\u00a0", "\u3000 \u2003", "\ufeff", " \ufeff ", "\ufeff\u2003\ufeff"],
    ids=ascii,
)
def test_white_space_alone_is_no_text(text):
    assert not is_text(text, LONGEST)


@rule("10.1-1")
def test_text_may_be_as_long_as_the_limit():
    assert is_text("x" * LONGEST, LONGEST)


@rule("10.1-1")
def test_text_may_not_be_longer_than_the_limit():
    assert not is_text("x" * (LONGEST + 1), LONGEST)


@rule("1-7", "10.1-1")
def test_the_limit_counts_utf16_units():
    assert is_text("🎹" * (LONGEST // 2), LONGEST)
    assert not is_text("🎹" * (LONGEST // 2) + "x", LONGEST)


@rule("10.1-1")
@pytest.mark.parametrize("value", [None, 1, 1.5, True, b"text", ["text"], {"text": 1}])
def test_only_strings_are_text(value):
    assert not is_text(value, LONGEST)


@rule("10.3-1")
@pytest.mark.parametrize("value", [0, 1, -1, 1.5, -0.0, 1e308, 2**53])
def test_json_numbers_are_finite(value):
    assert finite(value) == value


@rule("1-9", "10.3-1")
@pytest.mark.parametrize("value", [True, False])
def test_a_boolean_is_no_number(value):
    assert finite(value) is None
    assert numeric(value) is None


@rule("1-8", "10.3-1")
@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan, 10**400, -(10**400)], ids=str)
def test_what_javascript_would_read_as_infinity_is_no_number(value):
    assert finite(value) is None
    assert numeric(value) is None


@pytest.mark.parametrize("value", ["1", "", None, [1], {"x": 1}])
def test_what_is_not_a_number_is_not_finite(value):
    assert finite(value) is None


@rule("10.3-1")
@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("12", 12),
        ("+12", 12),
        ("-3", -3),
        ("42.10", 42.1),
        ("-0.5", -0.5),
        ("007", 7),
        ("1" * 64, float("1" * 64)),
    ],
)
def test_numeric_strings_are_numbers(text, number):
    assert numeric(text) == number


@rule("10.3-1")
@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "+", "-", ".", ".5", "5.", "1.2.3", "--1", "1-"),
        *(" 1", "1 ", "1\n", "1_000", "1,5", "0x10", "1e3", "1E3", "twelve"),
        *("nan", "NaN", "inf", "Infinity", "-inf", "١٢", "１２", "1" * 65),
    ],
)
def test_other_strings_are_no_numbers(text):
    assert numeric(text) is None


@rule("1-8", "10.3-1")
@given(st.text() | st.integers() | st.floats() | st.booleans() | st.none())
def test_a_number_that_is_accepted_is_finite(value):
    number = numeric(value)
    assert number is None or math.isfinite(number)
