"""Frames to typed messages (docs/protocol.md §1, §15)."""

from __future__ import annotations

import json

import pytest

from rooms.protocol.client import Bye, Devices, Ping, Say, UserSet
from rooms.protocol.decoding import TooManyObjects
from rooms.tests.rules import rule

from .frames import decode

MOST = 512
BYE = '{"m":"bye"}'


def test_a_frame_is_a_list_of_messages_in_order():
    assert decode('[{"m":"bye"},{"m":"t"},{"m":"devices"}]', MOST) == [Bye(), Ping(), Devices()]


@pytest.mark.parametrize(
    "payload", [f"[{BYE}]", f"[{BYE}]".encode(), bytearray(f"[{BYE}]", "utf8")]
)
def test_a_frame_is_text_or_its_bytes(payload):
    assert decode(payload, MOST) == [Bye()]


def test_an_empty_frame_has_no_messages():
    assert decode("[]", MOST) == []


@rule("15-1")
@pytest.mark.parametrize(
    "payload",
    [
        *(
            "",
            " ",
            "bye",
            "{",
            "[",
            "[" + BYE,
            BYE + "]",
            f"[{BYE}] tail",
            f"[{BYE},]",
            f"[{BYE}{BYE}]",
        ),
        *(BYE, '"bye"', "1", "true", "null", "NaN", "-Infinity"),
        *("['m']", "[{m:'bye'}]", "[NaN]", f'[{BYE},{{"m":"t","e":Infinity}}]'),
        "\ufeff[]",
    ],
)
def test_what_is_not_json_or_no_list_counts_as_one_object(payload):
    assert decode(payload, MOST) == [None]


@pytest.mark.parametrize(
    "payload", [b"\xff", b'[{"m":"a","message":"\xff"}]', b"[\x00]", b"\xef\xbb\xbf[]"]
)
def test_what_is_not_utf8_counts_as_one_object(payload):
    assert decode(payload, MOST) == [None]


@pytest.mark.parametrize(
    "element",
    [
        *("1", "1.5", "true", "null", '"bye"', "[]", f"[{BYE}]"),
        *("{}", '{"n":"bye"}', '{"m":null}', '{"m":1}', '{"m":["bye"]}', '{"m":{}}'),
        *('{"m":""}', '{"m":"BYE"}', '{"m":"bye "}', '{"m":"hello"}', '{"m":"admin message"}'),
    ],
)
def test_an_element_that_is_no_message_does_not_spoil_the_others(element):
    assert decode(f"[{BYE},{element},{BYE}]", MOST) == [Bye(), None, Bye()]


@pytest.mark.parametrize(
    "element",
    [
        '{"m":"a"}',
        '{"m":"a","message":1}',
        '{"m":"a","message":null}',
        '{"m":"dm","message":"x"}',
        '{"m":"userset"}',
        '{"m":"userset","set":[]}',
        '{"m":"chset","set":"visible"}',
        '{"m":"kickban","_id":"x"}',
        '{"m":"kickban","ms":1}',
        '{"m":"kickban","_id":"x","ms":"1"}',
        '{"m":"kickban","_id":"x","ms":true}',
        '{"m":"unban","_id":5}',
        '{"m":"m","x":1}',
        '{"m":"m","x":true,"y":1}',
        '{"m":"m","x":null,"y":1}',
        '{"m":"m","x":[1],"y":1}',
        '{"m":"custom","data":1}',
        '{"m":"custom","target":"all"}',
        '{"m":"v"}',
        '{"m":"v","vanish":1}',
        '{"m":"siteban"}',
        '{"m":"siteban","id":"x","permanent":1}',
        '{"m":"setcolor","_id":"x"}',
        '{"m":"setname","_id":"x","name":1}',
    ],
)
def test_a_message_without_what_it_needs_is_none(element):
    assert decode(f"[{BYE},{element},{BYE}]", MOST) == [Bye(), None, Bye()]


@pytest.mark.parametrize("number", ["1e999", "-1e999", "1e400", "9" * 5_000], ids=lambda n: n[:6])
@pytest.mark.parametrize(
    "element",
    [
        '{"m":"t","e":%s}',
        '{"m":"m","x":%s,"y":1}',
        '{"m":"userset","set":{"name":%s}}',
        '{"m":"a","message":"x","extra":%s}',
    ],
)
def test_a_number_too_large_to_be_read_spoils_its_element_at_most(element, number):
    messages = decode(f"[{BYE},{element % number},{BYE}]", MOST)
    assert messages in ([Bye(), None, Bye()], [Bye(), Say("x"), Bye()])


HALVES = [r"\ud800", r"\uDBFF", r"\udc00", r"\uDFFF", r"\ud800\ud800", r"\udc00\ud800"]


@rule("1-8")
@pytest.mark.parametrize("half", HALVES)
def test_half_a_surrogate_pair_spoils_its_element_only(half):
    frame = f'[{BYE},{{"m":"a","message":"x{half}y"}},{BYE}]'
    assert decode(frame, MOST) == [Bye(), None, Bye()]


@pytest.mark.parametrize("half", HALVES)
def test_half_a_surrogate_pair_in_a_key_spoils_its_element_only(half):
    frame = f'[{BYE},{{"m":"userset","set":{{"{half}":1}}}},{BYE}]'
    assert decode(frame, MOST) == [Bye(), None, Bye()]


def test_a_surrogate_pair_is_a_character():
    assert decode(r'[{"m":"a","message":"\ud83c\udfb9"}]', MOST) == [Say("🎹")]


@pytest.mark.parametrize("text", [r"\ud800", r"\\ud800", "\\", r"\"", '"', "\\\\", "\n"])
def test_escaped_text_beside_half_a_pair_is_read_as_it_is(text):
    other = json.dumps({"m": "userset", "set": {"name": text}})
    frame = r'[{"m":"a","message":"\ud800"},' + other + "]"
    assert decode(frame, MOST) == [None, UserSet({"name": text})]


def test_half_a_pair_that_is_not_escaped_spoils_its_element_only():
    assert decode(f'[{BYE},{{"m":"a","message":"\ud800"}}]', MOST) == [Bye(), None]


@rule("14-21")
@pytest.mark.parametrize("opening", ["[", '{"a":'])
@pytest.mark.parametrize("prefix", ["", f'[{BYE},{{"m":"t","e":', '[{"m":"n","t":1,"n":'])
def test_bottomless_nesting_is_no_message(opening, prefix):
    assert decode(prefix + opening * 100_000, MOST) == [None]


@rule("14-21")
def test_bottomless_nesting_that_is_closed_is_no_message():
    deep = "[" * 100_000 + "]" * 100_000
    assert decode(deep, MOST) == [None]
    assert decode(f'[{{"m":"t","e":{deep}}}]', MOST) == [None]


def test_a_frame_may_have_as_many_objects_as_the_caller_takes():
    assert decode(f"[{BYE},{BYE}]", 2) == [Bye(), Bye()]


@pytest.mark.parametrize("frame", [f"[{BYE},{BYE},{BYE}]", f"[{BYE},1,null]", "[1,2,3]"])
def test_too_many_objects_are_refused_good_or_bad(frame):
    with pytest.raises(TooManyObjects):
        decode(frame, 2)


def test_of_a_repeated_field_the_last_counts_as_in_javascript():
    assert decode('[{"m":"a","message":"one","message":"two"}]', MOST) == [Say("two")]
