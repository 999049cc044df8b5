"""Whatever comes, decoding ends well, and what is passed on can be read by every browser."""

from __future__ import annotations

import json
import math

from hypothesis import given, settings
from hypothesis import strategies as st

from rooms.domain.people import Participant, User
from rooms.protocol import encoding
from rooms.protocol.client import KEYS, Custom, Notes
from rooms.protocol.decoding import TooManyObjects

from .frames import decode
from .test_client_messages import EXAMPLES

MOST = 20
SOMEBODY = Participant(User("a" * 24, "Alice", "#ff0000"))


def as_a_browser(encoded: bytes):
    """Strict: JSON.parse knows neither NaN nor half a surrogate pair in UTF-8."""

    def no_constants(name):
        raise AssertionError(f"{name} is no JSON")

    return json.loads(encoded.decode("utf-8"), parse_constant=no_constants)


def numbers_in(value):
    if isinstance(value, dict):
        return [number for one in value.values() for number in numbers_in(one)]
    if isinstance(value, list):
        return [number for one in value for number in numbers_in(one)]
    return [value] if isinstance(value, int | float) and not isinstance(value, bool) else []


def check(payload):
    """Decode, and relay what is relayed."""
    try:
        messages = decode(payload, MOST)
    except TooManyObjects:
        return
    assert len(messages) <= MOST
    for message in messages:
        if isinstance(message, Notes):
            check_notes(message)
        elif isinstance(message, Custom) and encoding.size_of(message.data) is not None:
            check_numbers(as_a_browser(encoding.custom(message.data, SOMEBODY)))


def check_notes(message):
    relayed = as_a_browser(encoding.notes(message.t, "somebody", message.n))
    assert relayed["t"] == message.t
    assert 1 <= len(relayed["n"]) <= message.cost
    for note in relayed["n"]:
        assert note["n"] in KEYS
        assert note.keys() <= {"n", "d", "v", "s"}
        assert 0 <= note.get("d", 0) <= 200
        assert 0 <= note.get("v", 0) <= 1
        assert note.get("s", 1) == 1
    check_numbers(relayed)


def check_numbers(relayed):
    assert all(math.isfinite(float(number)) for number in numbers_in(relayed))


# Numbers are written out, so that there are some that no Python float would be written as.
NUMBERS = st.one_of(
    st.integers().map(str),
    st.floats(allow_nan=True, allow_infinity=True).map(json.dumps),
    st.from_regex(r"-?(0|[1-9][0-9]{0,3})(\.[0-9]{1,3})?([eE][+-]?[0-9]{1,4})?", fullmatch=True),
    st.integers(300, 5_000).map(lambda digits: "9" * digits),
)
STRINGS = st.text(max_size=8).map(json.dumps) | st.sampled_from(
    ['"\\ud800"', '"\\udc00x"', '"\\ud83c\\udfb9"', '"\\u0000"', '"\\\\ud800"', '"0.5"', '"\ud800"']
)
ATOMS = NUMBERS | STRINGS | st.sampled_from(["true", "false", "null"])


def objects(keys, values):
    items = st.lists(st.tuples(keys.map(json.dumps), values), max_size=5)
    return items.map(lambda pairs: "{" + ",".join(f"{key}:{value}" for key, value in pairs) + "}")


def lists(values, size=5):
    return st.lists(values, max_size=size).map(lambda items: "[" + ",".join(items) + "]")


JSON = st.recursive(
    ATOMS, lambda inner: lists(inner) | objects(st.text(max_size=3), inner), max_leaves=8
)
FIELDS = st.sampled_from(["m", "n", "t", "d", "v", "s", "x", "y", "e", "_id", "set", "data"])
NOTES = objects(st.sampled_from("ndvsx"), st.sampled_from(KEYS).map(json.dumps) | ATOMS)
PLAYED = st.tuples(NUMBERS | JSON, lists(NOTES | JSON)).map(
    lambda parts: f'{{"m":"n","t":{parts[0]},"n":{parts[1]}}}'
)
CUSTOM = JSON.map(lambda data: f'{{"m":"custom","target":{{}},"data":{data}}}')
KNOWN = st.sampled_from([wire for wire, _ in EXAMPLES])
FRAMES = lists(PLAYED | KNOWN | objects(FIELDS, JSON) | JSON | CUSTOM, size=25)


@given(st.binary() | st.text(st.characters(codec=None)))
def test_anything_at_all_can_be_decoded(payload):
    check(payload)


@settings(max_examples=200)
@given(FRAMES)
def test_any_json_and_what_only_looks_like_it_can_be_decoded(frame):
    check(frame)
    check(frame.encode("utf-8", "surrogatepass"))


@settings(max_examples=150)
@given(FRAMES, st.integers(0, 10**6), st.binary(max_size=3), st.integers(0, 4))
def test_a_frame_with_any_damage_can_be_decoded(frame, place, insertion, removed):
    raw = frame.encode("utf-8", "surrogatepass")
    at = place % (len(raw) + 1)
    check(raw[:at] + insertion + raw[at + removed :])


@given(st.lists(KNOWN, max_size=10), st.lists(KNOWN, max_size=9), ATOMS | NOTES)
def test_a_bad_element_changes_nothing_for_the_others(before, after, bad):
    # What no parser of JSON takes for an element spoils the frame.
    element = "1e999" if "NaN" in bad or "Infinity" in bad else bad
    if '"\ud800"' in element:
        element = "[]"
    expected = [decode(f"[{wire}]", 1)[0] for wire in before + after]
    got = decode("[" + ",".join([*before, element, *after]) + "]", MOST)
    assert got[len(before)] is None
    assert got[: len(before)] + got[len(before) + 1 :] == expected
