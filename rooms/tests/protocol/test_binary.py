"""The binary form of custom messages (docs/protocol.md §9.3)."""

from __future__ import annotations

from struct import pack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.protocol import binary
from rooms.protocol.client import Custom
from rooms.tests.rules import rule

METADATA = b'{"m":"custom","target":{"mode":"subscribed"},"data":{"x":1}}'


def frame(metadata: bytes, payload: bytes = b"\x00\xff") -> bytes:
    return pack(">I", len(metadata)) + metadata + payload


@rule("9.3-1")
@pytest.mark.parametrize("payload", [b"", b"\x00\xff", b'{"m":"bye"}'])
def test_a_frame_is_a_message_and_its_payload(payload):
    message = Custom({"mode": "subscribed"}, {"x": 1})
    assert binary.read(frame(METADATA, payload)) == (message, payload)


@rule("9.3-1")
def test_the_length_is_big_endian():
    assert binary.read(pack("<I", len(METADATA)) + METADATA) is None


@rule("9.3-1")
@pytest.mark.parametrize("short", [b"", b"\x00", b"\x00\x00\x00", pack(">I", 5) + b"abcd"])
def test_a_frame_that_ends_too_early_is_none(short):
    assert binary.read(short) is None


@rule("9.3-1")
@pytest.mark.parametrize(
    "metadata",
    [
        *(b"", b"{}", b"[]", b"1", b"\xff", b"[" + METADATA + b"]", METADATA + b" x"),
        *(b'{"m":"custom"}', b'{"target":{}}', b'{"m":"custom","target":"all"}', b'{"m":"bye"}'),
        b'{"m":"n","target":{},"t":1,"n":[{"n":"c3"}]}',
        b'{"m":"custom","target":{},"data":NaN}',
        b'{"m":"custom","target":{},"data":"\\ud800"}',
        b'{"m":"custom","target":{},"data":' + b"9" * 5_000 + b"}",
        b'{"m":"custom","target":{},"data":' + b"[" * 100_000,
    ],
    ids=lambda metadata: str(metadata[:45]),
)
def test_metadata_that_is_no_custom_message_is_none(metadata):
    assert binary.read(frame(metadata)) is None


@rule("9.3-1")
@given(st.binary(max_size=40))
def test_what_is_written_can_be_read(payload):
    read = binary.read(binary.write(METADATA, payload))
    assert read is not None
    assert read[1] == payload


@given(st.binary(max_size=80) | st.binary(max_size=40).map(frame))
def test_anything_can_be_read(data):
    read = binary.read(data)
    assert read is None or isinstance(read[0], Custom)
