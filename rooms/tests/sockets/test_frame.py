import asyncio
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame as LibraryFrame
from websockets.frames import Opcode

from rooms.sockets.frame import BinaryFrame, Frame, JoinedFrame, Kind


class Sink(asyncio.WriteTransport):
    def __init__(self) -> None:
        super().__init__()
        self.data = b""

    def write(self, data: Any) -> None:
        self.data += data

    def writelines(self, list_of_data: Any) -> None:
        self.data += b"".join(list_of_data)


def written(frame: Frame | BinaryFrame | JoinedFrame) -> bytes:
    sink = Sink()
    frame.write_to(sink)
    return sink.data


def library_wire(payload: bytes, opcode: Opcode = Opcode.TEXT) -> bytes:
    return LibraryFrame(opcode, payload).serialize(mask=False)


def fragment(text: str) -> bytes:
    return json.dumps({"m": text}, ensure_ascii=False).encode()


fragments = st.lists(st.text(max_size=20).map(fragment), min_size=1, max_size=40)
kinds = st.sampled_from(list(Kind))


@st.composite
def batches(draw: st.DrawFn) -> tuple[list[bytes], bytes | None, list[int]]:
    """Fragments, perhaps blown up so that a cut goes out in pieces; their kinds; whose to skip."""
    parts = [part * draw(st.sampled_from([1, 1, 1, 200])) for part in draw(fragments)]
    size = len(parts)
    own = bytes(draw(st.lists(kinds, min_size=size, max_size=size)))
    skipped = draw(st.sets(st.integers(0, size - 1)))
    return parts, draw(st.sampled_from([None, own])), sorted(skipped)


def test_a_frame_is_one_json_array() -> None:
    frame = Frame([b'{"m":"a"}', '{"m":"é"}'.encode()])
    assert json.loads(frame.payload) == [{"m": "a"}, {"m": "é"}]
    assert frame.text == frame.payload.decode()
    assert frame.size == len(frame.payload)
    assert len(frame) == 2


@pytest.mark.parametrize("size", [0, 1, 121, 123, 124, 125, 126, 65_533, 65_534, 70_000])
def test_the_header_fits_the_length(size: int) -> None:
    frame = Frame([b"x" * size])
    assert frame.wire == library_wire(b"[" + b"x" * size + b"]")
    assert frame.size == size + 2
    binary = BinaryFrame(b"x" * size)
    assert written(binary) == library_wire(b"x" * size, Opcode.BINARY)
    assert binary.size == size


def test_bytes_are_made_once() -> None:
    frame = Frame([b"1", b"2"])
    assert frame.wire is frame.wire


def test_without_nothing_is_the_frame_itself() -> None:
    frame = Frame([b"1"])
    assert frame.without([]) is frame


def test_nothing_is_left_without_all() -> None:
    assert Frame([b"1", b"2"]).without([0, 1]) is None


@given(batches())
def test_a_cut_equals_a_frame_made_of_the_rest(batch: tuple[list[bytes], bytes, list[int]]) -> None:
    parts, own, skipped = batch
    rest = [i for i in range(len(parts)) if i not in skipped]
    frame = Frame(parts, own)
    cut = frame.without(skipped)
    if not rest:
        assert cut is None
        return
    assert cut is not None
    plain = Frame([parts[i] for i in rest], None if own is None else bytes(own[i] for i in rest))
    assert written(cut) == written(plain) == plain.wire
    assert cut.wire == plain.wire
    assert (cut.payload, cut.text, cut.size) == (plain.payload, plain.text, plain.size)
    assert len(cut) == len(plain)
    assert list(cut.parts()) == list(plain.parts())
    assert cut.droppable or not plain.droppable
    assert cut.compact().wire == plain.wire


@given(batches(), st.data())
def test_a_cut_can_be_cut_again(
    batch: tuple[list[bytes], bytes, list[int]], data: st.DataObject
) -> None:
    parts, own, skipped = batch
    cut = Frame(parts, own).without(skipped)
    if cut is None:
        return
    again = sorted(data.draw(st.sets(st.integers(0, len(cut) - 1))))
    left = [part for i, part in enumerate(cut.parts()) if i not in again]
    twice = cut.without(again)
    assert (list(twice.parts()) if twice else []) == left


def test_a_small_cut_that_is_kept_lets_go_of_its_batch() -> None:
    batch = Frame([b"x" * 1000, b"1"], bytes([Kind.NOTE, Kind.STATE]))
    large, small = batch.without([1]), batch.without([0])
    assert large is not None and small is not None
    assert large.compact() is large
    assert type(small.compact()) is Frame


@given(st.lists(batches(), min_size=1, max_size=4))
def test_joined_frames_are_one_frame_in_order(
    drawn: list[tuple[list[bytes], bytes, list[int]]],
) -> None:
    cuts = [Frame(parts, own).without(skipped) for parts, own, skipped in drawn]
    frames = [cut for cut in cuts if cut is not None]
    plain = Frame([part for frame in frames for _, part in frame.parts()])
    joined = JoinedFrame([*frames, Frame([])])
    assert written(joined) == plain.wire
    assert (joined.text, joined.size) == (plain.text, plain.size)
