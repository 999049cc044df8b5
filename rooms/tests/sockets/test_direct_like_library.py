"""Whatever arrives, and however it is cut, a direct protocol does what the library's own does.

The library is fed byte by byte: of several frames in one read it forgets the good ones in front of
a bad one, which would make the outcome depend on how TCP cut the stream.
"""

import asyncio
import logging
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.utils import apply_mask

from rooms.sockets.direct import DirectProtocol

from .peers import DirectPeer, Message, settle

MAX_SIZE = 300
MASK = b"\x11\x22\x83\x44"


@dataclass
class Outcome:
    """What the application got, in order, and what the peer got up to the close frame.

    Pings that come after it are answered by the library only.
    """

    events: list[Any] = field(default_factory=list)
    heard: list[Message] = field(default_factory=list)


def frame(
    opcode: int,
    payload: bytes,
    *,
    fin: bool = True,
    rsv: int = 0,
    masked: bool = True,
    form: int = 0,
    claim: int = 0,
) -> bytes:
    """A client frame; `form` is the least length form (0, 126, 127), `claim` a lie about it."""
    length = max(0, len(payload) + claim)
    mask_bit = 0x80 if masked else 0
    head = bytes([(0x80 if fin else 0) | rsv << 4 | opcode])
    if length > 65_535 or form == 127:
        head += struct.pack("!BQ", mask_bit | 127, length)
    elif length > 125 or form == 126:
        head += struct.pack("!BH", mask_bit | 126, length)
    else:
        head += bytes([mask_bit | length])
    return head + (MASK + apply_mask(payload, MASK) if masked else payload)


texts = st.text(max_size=60).map(str.encode) | st.integers(100, 200).map(lambda size: b"x" * size)
payloads = texts | st.binary(max_size=130) | st.integers(290, 310).map(lambda size: b"y" * size)
good_texts = st.builds(frame, st.just(1), texts, form=st.sampled_from([0, 0, 126, 127]))
controls = st.builds(frame, st.sampled_from([9, 10]), st.binary(max_size=125))
closes = st.builds(
    lambda code, reason: frame(8, struct.pack("!H", code) + reason),
    st.sampled_from([1000, 1001, 1005, 3000, 4000, 5000]),
    st.sampled_from([b"", b"bye", b"\xff"]),
) | st.just(frame(8, b""))
bad_texts = st.builds(frame, st.just(1), st.sampled_from([b"\xff", b"\xed\xa0\x80", b"caf\xc3"]))
any_frames = st.builds(
    frame,
    st.sampled_from([0, 1, 2, 3, 8, 9, 10, 11]),
    payloads,
    fin=st.booleans(),
    rsv=st.sampled_from([0, 0, 0, 1, 4]),
    masked=st.sampled_from([True, True, True, False]),
    form=st.sampled_from([0, 126, 127]),
    claim=st.sampled_from([0, 0, 0, -1, 3, 1_000_000]),
)


@st.composite
def fragmented(draw: st.DrawFn) -> bytes:
    """One message in fragments, with control frames or a text frame that may not be there."""
    rest = draw(payloads)
    opcode = draw(st.sampled_from([1, 2]))
    wire = b""
    for _ in range(draw(st.integers(0, 3))):
        size = draw(st.integers(0, len(rest)))
        wire += frame(opcode, rest[:size], fin=False)
        wire += draw(st.just(b"") | controls | st.sampled_from([b"", frame(1, b"stray")]))
        rest, opcode = rest[size:], 0
    return wire + frame(opcode, rest)


@st.composite
def streams(draw: st.DrawFn) -> tuple[bytes, list[int]]:
    """What a client sends, and where the network cuts it."""
    good = st.lists(good_texts | controls | fragmented(), max_size=6)
    bad = st.lists(good_texts | bad_texts | any_frames | closes, max_size=4)
    wire = b"".join([*draw(good), *draw(bad)])
    missing = draw(st.just(0) | st.integers(0, 20) | st.integers(0, len(wire)))
    wire = wire[: max(0, len(wire) - missing)]
    cuts = draw(st.lists(st.integers(0, len(wire)), max_size=8))
    return wire, sorted({0, len(wire), *cuts})


async def play(
    protocol_class: Any,
    chunks: Iterator[bytes],
    close_after: int | None,
    on_text: Callable[[Outcome, bytes], bool],
) -> Outcome:
    """Feed the chunks; the application closes in front of byte `close_after`, if it is given."""
    outcome = Outcome()
    peer = DirectPeer(
        on_text=lambda payload: on_text(outcome, payload),
        protocol_class=protocol_class,
        max_size=MAX_SIZE,
    )
    peer.events = outcome.events
    await peer.open()
    fed = 0
    for chunk in chunks:
        peer.feed(chunk)
        fed += len(chunk)
        await settle()
        if fed == close_after and not peer.transport.closing:
            if protocol_class is DirectProtocol:
                peer.socket.close(4000, "bye")
            else:
                await peer.protocol.send({"type": "websocket.close", "code": 4000, "reason": "bye"})
            await settle()
    await peer.end()
    for message in peer.heard():
        outcome.heard.append(message)
        if message[0] == "close":
            break
    return outcome


def byte_by_byte(wire: bytes) -> Iterator[bytes]:
    return (wire[i : i + 1] for i in range(len(wire)))


def cut(wire: bytes, cuts: list[int]) -> Iterator[bytes]:
    return (wire[start:end] for start, end in pairwise(cuts))


def refuses(outcome: Outcome, payload: bytes) -> bool:
    return False


def takes(outcome: Outcome, payload: bytes) -> bool:
    outcome.events.append({"type": "websocket.receive", "text": payload.decode()})
    return True


def takes_some(outcome: Outcome, payload: bytes) -> bool:
    return len(payload) % 2 == 0 and takes(outcome, payload)


@pytest.fixture(autouse=True, scope="module")
def quiet() -> Iterator[None]:
    """The library logs every stream that it refuses."""
    logger = logging.getLogger("uvicorn.error")
    logger.disabled = True
    yield
    logger.disabled = False


@pytest.mark.parametrize("on_text", [refuses, takes, takes_some])
@settings(max_examples=150, deadline=None)
@given(stream=streams(), data=st.data())
def test_any_stream_has_the_librarys_outcome(
    on_text: Callable[[Outcome, bytes], bool], stream: tuple[bytes, list[int]], data: st.DataObject
) -> None:
    wire, cuts = stream
    close_after = data.draw(st.sampled_from([None, None, *cuts[1:]]))

    async def compare() -> None:
        library = await play(WebSocketsSansIOProtocol, byte_by_byte(wire), close_after, refuses)
        direct = await play(DirectProtocol, cut(wire, cuts), close_after, on_text)
        assert direct == library

    asyncio.run(compare())


@settings(max_examples=50, deadline=None)
@given(stream=streams())
def test_every_byte_on_its_own_has_the_librarys_outcome(stream: tuple[bytes, list[int]]) -> None:
    wire, _ = stream

    async def compare() -> None:
        library = await play(WebSocketsSansIOProtocol, byte_by_byte(wire), None, refuses)
        direct = await play(DirectProtocol, byte_by_byte(wire), None, takes)
        assert direct == library

    asyncio.run(compare())
