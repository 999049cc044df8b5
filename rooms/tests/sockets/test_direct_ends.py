"""How direct sockets end: closes, shutdowns, and peers that are silent or stalled."""

from rooms.sockets.base import OutboxLimits
from rooms.sockets.direct_socket import WRITE_HIGH_WATER
from rooms.sockets.frame import Frame
from rooms.sockets.outbox import Drops

from .peers import DirectPeer, messages, settle
from .test_direct_like_library import frame


async def test_an_asgi_close_closes_the_socket(peer: DirectPeer) -> None:
    await peer.protocol.send({"type": "websocket.close", "code": 4001})
    peer.socket.send(Frame([b"1"]))
    assert peer.socket.closed
    assert peer.heard() == [("close", 4001, "")]


async def test_a_close_is_over_with_the_answer_of_the_peer(peer: DirectPeer) -> None:
    peer.socket.close(4000)
    assert not peer.transport.is_closing()
    peer.feed(frame(8, b"\x0f\xa0"))
    assert peer.transport.is_closing()
    assert not peer.transport.aborted
    assert peer.protocol.close_timer is None


async def test_a_peer_that_never_answers_a_close_is_cut_off(peer: DirectPeer) -> None:
    await peer.stop_taking()
    peer.socket.send(Frame([b"1"]))
    peer.socket.close(4000)
    timer = peer.protocol.close_timer
    assert timer is not None
    timer._run()
    assert peer.transport.aborted


async def test_a_shutdown_hands_over_what_waits(peer: DirectPeer) -> None:
    await peer.stop_taking()
    peer.socket.send(Frame([b"1"]))
    peer.protocol.shutdown()
    assert messages(bytes(peer.transport.buffer)) == [("text", "[1]"), ("close", 1012, "")]
    assert peer.socket.closed


async def test_a_shutdown_hands_over_a_close_that_waits(peer: DirectPeer) -> None:
    await peer.stop_taking()
    peer.socket.send(Frame([b"1"]))
    peer.socket.close(4000, "restart")
    peer.protocol.shutdown()
    assert messages(bytes(peer.transport.buffer)) == [("text", "[1]"), ("close", 4000, "restart")]
    assert peer.transport.closing


async def test_a_stalled_peer_that_only_pings_is_closed() -> None:
    drops = Drops()
    peer = await DirectPeer(OutboxLimits(max_bytes=1000), drops).open()
    await peer.stop_taking()
    pings = frame(9, b"x" * 125) * 600
    peer.feed(pings)
    assert len(peer.transport.buffer) < WRITE_HIGH_WATER + 1500
    assert peer.socket.closed
    timer = peer.protocol.close_timer
    assert timer is not None
    timer._run()
    assert peer.transport.aborted


async def test_a_transport_that_shrinks_is_not_stalled() -> None:
    peer = await DirectPeer(OutboxLimits(stall_ms=1000)).open()
    peer.transport.full = True
    peer.socket.send(Frame([b"x" * 100]))
    await peer.stop_taking()
    peer.socket.send(Frame([b"1"]))
    for second in range(10):
        peer.socket.check_stall(float(second))
        del peer.transport.buffer[:5]
    assert not peer.socket.closed


async def test_a_close_hears_the_peer_again_although_the_application_was_behind(
    peer: DirectPeer,
) -> None:
    peer.feed(frame(1, b"queue"))
    peer.socket.close(4000)
    assert peer.transport.is_reading()
    await settle()
    assert [event["type"] for event in peer.events] == [
        "websocket.receive",
        "websocket.disconnect",
    ]


async def test_a_keepalive_that_is_not_answered_closes_the_socket(peer: DirectPeer) -> None:
    peer.protocol.keepalive_timeout()
    peer.socket.send(Frame([b"1"]))
    assert peer.socket.closed
    assert peer.heard() == [("close", 1011, "keepalive ping timeout")]
