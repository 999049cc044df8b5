"""What holds for every socket, whatever way its frames take."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from rooms.sockets.base import DEFAULT_LIMITS, OutboxLimits
from rooms.sockets.frame import Frame, Kind
from rooms.sockets.outbox import Drops
from rooms.tests.rules import rule

from .peers import AsgiPeer, DirectPeer, settle

Peer = AsgiPeer | DirectPeer
Connect = Callable[..., Awaitable[Peer]]


@pytest.fixture(params=["asgi", "direct"])
async def connect(request: pytest.FixtureRequest) -> AsyncIterator[Connect]:
    peers: list[Peer] = []

    async def make(limits: OutboxLimits = DEFAULT_LIMITS, drops: Drops | None = None) -> Peer:
        peer: Peer
        if request.param == "asgi":
            peer = AsgiPeer(limits, drops or Drops())
        else:
            peer = await DirectPeer(limits, drops).open()
        peers.append(peer)
        return peer

    yield make
    for peer in peers:
        await peer.end()


def state(text: str) -> Frame:
    return Frame([json.dumps(text).encode()])


def note(text: str) -> Frame:
    return Frame([json.dumps(text).encode()], bytes([Kind.NOTE]))


def cursor(text: str) -> Frame:
    return Frame([json.dumps(text).encode()], bytes([Kind.CURSOR]))


def texts(peer: Peer) -> list[Any]:
    """Everything heard, the arrays of the text frames joined."""
    heard: list[Any] = []
    for kind, *rest in peer.heard():
        heard += json.loads(rest[0]) if kind == "text" else [(kind, *rest)]
    return heard


async def test_frames_arrive_in_order(connect: Connect) -> None:
    peer = await connect()
    for i in range(20):
        peer.socket.send(state(str(i)))
        if i % 3 == 0:
            await settle()
    await settle()
    assert texts(peer) == [str(i) for i in range(20)]


async def test_a_binary_message_keeps_its_place(connect: Connect) -> None:
    peer = await connect()
    await peer.stop_taking()
    for name in "ab":
        peer.socket.send(state(name))
    peer.socket.send_bytes(b"\x00\xff")
    peer.socket.send_bytes(b"")
    peer.socket.send(state("c"))
    await peer.take_all()
    assert peer.heard() == [
        ("text", '["a","b"]'),
        ("binary", b"\x00\xff"),
        ("binary", b""),
        ("text", '["c"]'),
    ]


async def test_sending_does_not_wait_for_a_peer_that_takes_nothing(connect: Connect) -> None:
    peer = await connect()
    await peer.stop_taking()
    peer.socket.send(state("a" * 1000))
    await settle()
    assert peer.heard() == []
    assert peer.socket.waiting_bytes >= 1000
    await peer.take_all()
    assert texts(peer) == ["a" * 1000]
    assert peer.socket.waiting_bytes == 0


async def test_what_waits_goes_out_as_one_frame(connect: Connect) -> None:
    peer = await connect()
    await peer.stop_taking()
    for name in "abc":
        peer.socket.send(state(name))
    await peer.take_all()
    assert peer.heard() == [("text", '["a","b","c"]')]


async def test_frames_go_straight_on_after_a_stop(connect: Connect) -> None:
    peer = await connect()
    for name in "abc":
        await peer.stop_taking()
        peer.socket.send(state(name))
        await peer.take_all()
        peer.socket.send(state(name.upper()))
        await settle()
    assert texts(peer) == ["a", "A", "b", "B", "c", "C"]


async def test_send_now_goes_ahead_of_what_waits(connect: Connect) -> None:
    peer = await connect()
    peer.socket.send_now(state("first"))
    await settle()
    await peer.stop_taking()
    peer.socket.send(state("a"))
    peer.socket.send_bytes(b"b")
    peer.socket.send_now(state("t1"))
    peer.socket.send_now(state("t2"))
    await peer.take_all()
    assert texts(peer) == ["first", "t1", "t2", "a", ("binary", b"b")]


async def test_a_slow_peer_delays_nobody_else(connect: Connect) -> None:
    slow, quick = await connect(), await connect()
    await slow.stop_taking()
    frame = state("a")
    for peer in (slow, quick, slow, quick):
        peer.socket.send(frame)
    await settle()
    assert texts(quick) == ["a", "a"]
    assert texts(slow) == []


@rule("13-14")
async def test_cursor_moves_are_dropped_first(connect: Connect) -> None:
    drops = Drops()
    peer = await connect(OutboxLimits(max_bytes=100), drops)
    await peer.stop_taking()
    mixed = [b'"ch"', b'"' + b"m" * 60 + b'"', b'"n"']
    peer.socket.send(Frame(mixed, bytes([Kind.STATE, Kind.CURSOR, Kind.NOTE])))
    peer.socket.send(note("n" * 60))
    await peer.take_all()
    assert texts(peer) == ["ch", "n", "n" * 60]
    assert (drops.cursors, drops.notes, drops.overflows) == (1, 0, 0)


@rule("13-14")
async def test_notes_are_dropped_when_cursor_moves_are_not_enough(connect: Connect) -> None:
    drops = Drops()
    peer = await connect(OutboxLimits(max_bytes=100), drops)
    await peer.stop_taking()
    peer.socket.send(state("p"))
    peer.socket.send(cursor("m"))
    for _ in range(2):
        peer.socket.send(note("n" * 50))
    peer.socket.send(state("bye"))
    await peer.take_all()
    assert texts(peer) == ["p", "bye"]
    assert (drops.cursors, drops.notes, drops.overflows) == (1, 2, 0)


@rule("13-14", "15-19")
async def test_too_many_state_messages_close_the_socket(connect: Connect) -> None:
    drops = Drops()
    peer = await connect(OutboxLimits(max_bytes=100), drops)
    await peer.stop_taking()
    for _ in range(4):
        peer.socket.send(state("s" * 40))
    assert peer.socket.closed
    assert drops.overflows == 1
    await peer.take_all()
    assert peer.heard() == [("close", 1013, "")]


@rule("13-14")
async def test_too_many_frames_close_the_socket(connect: Connect) -> None:
    drops = Drops()
    peer = await connect(OutboxLimits(max_frames=3), drops)
    await peer.stop_taking()
    peer.socket.send(note("n"))
    for name in "abc":
        peer.socket.send(state(name))
    assert not peer.socket.closed
    assert drops.notes == 1
    peer.socket.send_now(state("t"))
    assert peer.socket.closed


async def test_limits_count_from_zero_after_a_drain(connect: Connect) -> None:
    peer = await connect(OutboxLimits(max_bytes=100))
    for _ in range(5):
        await peer.stop_taking()
        peer.socket.send(state("s" * 80))
        await peer.take_all()
    assert texts(peer) == ["s" * 80] * 5


async def test_close_comes_after_all_that_was_sent(connect: Connect) -> None:
    peer = await connect()
    await peer.stop_taking()
    peer.socket.send(state("a"))
    peer.socket.send_bytes(b"b")
    peer.socket.close(4000, "restart")
    await settle()
    await peer.take_all()
    assert texts(peer) == ["a", ("binary", b"b"), ("close", 4000, "restart")]


async def test_closing_again_does_nothing(connect: Connect) -> None:
    peer = await connect()
    peer.socket.close(4000, "first")
    peer.socket.close(4001, "second")
    await settle()
    assert peer.socket.closed
    assert peer.heard() == [("close", 4000, "first")]


async def test_nothing_is_sent_after_close(connect: Connect) -> None:
    peer = await connect()
    peer.socket.close(1000)
    peer.socket.send(state("a"))
    peer.socket.send_now(state("t"))
    peer.socket.send_bytes(b"b")
    await settle()
    assert peer.heard() == [("close", 1000, "")]


async def test_a_close_reason_is_cut_to_what_a_close_frame_holds(connect: Connect) -> None:
    peer = await connect()
    peer.socket.close(4008, "é" * 100)
    await settle()
    assert peer.heard() == [("close", 4008, "é" * 61)]


async def test_a_socket_whose_peer_is_gone_takes_and_sends_nothing(connect: Connect) -> None:
    peer = await connect()
    await peer.leave()
    assert peer.socket.closed
    before = peer.heard()
    peer.socket.send(state("a"))
    peer.socket.send_now(state("t"))
    peer.socket.close(4000)
    peer.socket.check_stall(0.0)
    await settle()
    assert peer.heard() == before
    assert peer.socket.waiting_bytes == 0


async def test_a_socket_that_does_not_move_is_closed(connect: Connect) -> None:
    drops = Drops()
    peer = await connect(OutboxLimits(stall_ms=1000), drops)
    await peer.stop_taking()
    peer.socket.send(state("a"))
    peer.socket.check_stall(100.0)
    peer.socket.check_stall(100.9)
    assert drops.stalls == 0
    peer.socket.check_stall(101.0)
    assert peer.socket.closed
    assert drops.stalls == 1
    await peer.take_all()
    assert peer.heard() == [("close", 1013, "")]


async def test_a_slow_socket_that_moves_is_not_closed(connect: Connect) -> None:
    peer = await connect(OutboxLimits(stall_ms=1000))
    for now in range(5):
        await peer.stop_taking()
        peer.socket.send(state("a"))
        peer.socket.check_stall(now * 0.9)
        await peer.take_all()
    assert not peer.socket.closed


async def test_a_socket_with_nothing_to_send_is_not_stalled(connect: Connect) -> None:
    peer = await connect(OutboxLimits(stall_ms=1000))
    for now in (0.0, 50.0, 100.0):
        peer.socket.check_stall(now)
        peer.socket.send(state("a"))
        await settle()
    assert not peer.socket.closed


async def test_a_binary_message_goes_out_at_once(connect: Connect) -> None:
    peer = await connect()
    peer.socket.send_bytes(b"\x00")
    await settle()
    assert peer.heard() == [("binary", b"\x00")]
