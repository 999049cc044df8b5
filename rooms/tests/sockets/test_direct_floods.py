"""Frames that are no messages: each is counted, and none is parsed for who was closed."""

from __future__ import annotations

import pytest
from uvicorn.protocols.utils import ClientDisconnected

from rooms.sockets.reading import MOST_EARLY, MOST_FRAGMENTS, MOST_LATE_BYTES

from .peers import DirectPeer, messages, settle
from .test_direct_like_library import frame

TEXT, CONTINUED, PING, PONG, CLOSE = 1, 0, 9, 10, 8
FIRST, NEXT = frame(TEXT, b"", fin=False), frame(CONTINUED, b"", fin=False)


async def counting(closes_at: int = 10**9) -> tuple[DirectPeer, list[int]]:
    """A peer whose application closes at so many frames that are no messages."""
    counted: list[int] = []

    def count() -> None:
        counted.append(1)
        if len(counted) == closes_at:
            peer.socket.close(4007)

    peer = await DirectPeer(on_other=count).open()
    return peer, counted


@pytest.mark.parametrize("opcode", [PING, PONG])
async def test_a_control_frame_counts_as_one(opcode: int) -> None:
    peer, counted = await counting()
    peer.feed(frame(opcode, b"x") * 3)
    assert len(counted) == 3


async def test_each_part_of_a_message_counts_as_one() -> None:
    peer, counted = await counting()
    peer.feed(FIRST + NEXT + frame(CONTINUED, b"[]"))
    assert len(counted) == 3


async def test_a_whole_message_is_counted_by_who_takes_it() -> None:
    peer, counted = await counting()
    peer.feed(frame(TEXT, b"[]"))
    assert counted == []


async def test_pings_after_the_close_are_neither_answered_nor_counted() -> None:
    peer, counted = await counting(closes_at=2)
    peer.feed(frame(PING, b"x") * 1000)
    assert len(counted) == 2
    assert messages(bytes(peer.transport.written)) == [("pong", b"x"), ("close", 4007, "")]


async def test_the_answer_to_the_close_is_heard_behind_a_flood() -> None:
    peer, _ = await counting(closes_at=1)
    peer.feed(frame(PING, b"") * 1000 + frame(CLOSE, b"\x0f\xa7"))
    assert peer.transport.is_closing()
    assert not peer.transport.aborted


async def test_who_goes_on_sending_after_the_close_is_not_read_any_more() -> None:
    peer, _ = await counting(closes_at=1)
    peer.feed(frame(PING, b""))
    late = frame(PING, bytes(122))
    peer.feed(late * (MOST_LATE_BYTES // len(late)))
    assert peer.transport.is_reading()
    peer.feed(late)
    assert not peer.transport.is_reading()


async def test_a_message_of_too_many_parts_closes_with_1009() -> None:
    peer, _ = await counting()
    peer.feed(FIRST + NEXT * (MOST_FRAGMENTS - 1))
    assert not peer.transport.is_closing()
    peer.feed(NEXT)
    assert peer.heard() == [("close", 1009, "")]
    assert peer.transport.is_closing()


async def test_who_floods_before_the_application_is_there_is_cut_off() -> None:
    peer = DirectPeer()
    peer.feed(frame(PING, b"") * (MOST_EARLY + 1))
    assert peer.transport.aborted
    await peer.leave()


async def test_who_hangs_up_during_the_handshake_is_no_bug(
    caplog: pytest.LogCaptureFixture,
) -> None:
    peer = DirectPeer()
    peer.transport.close()
    with pytest.raises(ClientDisconnected):
        await peer.protocol.send({"type": "websocket.accept"})
    await peer.leave()
    await settle()
    assert caplog.records == []
