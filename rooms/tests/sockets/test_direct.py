"""What is special about direct sockets; what all sockets do is in test_sockets.py."""

import gc
import logging

import pytest

from rooms.sockets.direct_socket import WRITE_HIGH_WATER
from rooms.sockets.frame import Frame

from .peers import REQUEST, DirectPeer, settle
from .test_direct_like_library import frame


def received(peer: DirectPeer) -> list[str]:
    return [event["text"] for event in peer.events if "text" in event]


async def test_a_text_message_is_handled_before_data_received_returns(
    peer: DirectPeer, heard: list[bytes]
) -> None:
    peer.feed(frame(1, b"[]"))
    assert heard == [b"[]"]
    assert peer.transport.is_reading()


async def test_many_frames_of_one_read_are_handled_in_order(
    peer: DirectPeer, heard: list[bytes]
) -> None:
    expected = [str(i).encode() * (i % 200) for i in range(1000)]
    peer.feed(b"".join(frame(1, payload) for payload in expected))
    assert heard == expected


@pytest.mark.parametrize("size", [125, 126, 65_535, 65_536, 131_072])
async def test_a_frame_in_many_reads_is_handled_when_it_is_whole(
    peer: DirectPeer, heard: list[bytes], size: int
) -> None:
    wire = frame(1, b"x" * size)
    for start in range(0, len(wire), 1000):
        assert heard == []
        peer.feed(wire[start : start + 1000])
    assert heard == [b"x" * size]


async def test_a_frame_above_the_limit_closes_with_1009_by_its_header(
    peer: DirectPeer, heard: list[bytes]
) -> None:
    peer.feed(frame(1, b"x" * 131_073)[:10])
    assert peer.heard()[0][:2] == ("close", 1009)
    assert peer.transport.closing
    assert peer.socket.closed
    assert heard == []


async def test_text_that_is_not_utf8_closes_with_1007_unheard(
    peer: DirectPeer, heard: list[bytes]
) -> None:
    peer.feed(frame(1, b"\xff") + frame(1, b"[]"))
    assert peer.heard() == [("close", 1007, "")]
    assert heard == []


async def test_what_on_text_refuses_arrives_in_the_asgi_queue(
    peer: DirectPeer, heard: list[bytes]
) -> None:
    peer.feed(frame(1, b"queue"))
    assert not peer.transport.is_reading()
    await settle()
    assert received(peer) == ["queue"]
    assert peer.transport.is_reading()


async def test_messages_stay_behind_what_waits_in_the_queue(
    peer: DirectPeer, heard: list[bytes]
) -> None:
    peer.feed(frame(1, b"queue") + frame(1, b"later"))
    assert heard == [b"queue"]
    await settle()
    assert received(peer) == ["queue", "later"]
    peer.feed(frame(1, b"at once"))
    assert heard == [b"queue", b"at once"]


async def test_reading_rests_while_the_application_is_behind(peer: DirectPeer) -> None:
    peer.reads.clear()
    # Its present `receive` is under way and takes one.
    peer.feed(frame(1, b"queue 1") + frame(1, b"queue 2"))
    await settle()
    assert not peer.transport.is_reading()
    peer.reads.set()
    await settle()
    assert peer.transport.is_reading()
    assert received(peer) == ["queue 1", "queue 2"]


async def test_on_text_that_raises_is_logged_and_the_next_message_handled(
    caplog: pytest.LogCaptureFixture,
) -> None:
    heard: list[bytes] = []

    def on_text(payload: bytes) -> bool:
        heard.append(payload)
        raise ValueError("a bug")

    peer = await DirectPeer(on_text=on_text).open()
    with caplog.at_level(logging.ERROR, "rooms.sockets"):
        peer.feed(frame(1, b"1") + frame(1, b"2"))
    assert heard == [b"1", b"2"]
    assert [record.name for record in caplog.records] == ["rooms.sockets"] * 2
    assert not peer.socket.closed


async def test_nothing_is_heard_after_on_text_has_closed_the_socket() -> None:
    heard: list[bytes] = []
    peer: DirectPeer

    def on_text(payload: bytes) -> bool:
        heard.append(payload)
        peer.socket.close(4002)
        return True

    peer = await DirectPeer(on_text=on_text).open()
    peer.feed(frame(1, b"1") + frame(1, b"2"))
    assert heard == [b"1"]
    await settle()
    assert peer.events == [{"type": "websocket.disconnect", "code": 4002, "reason": ""}]


async def test_messages_before_attach_come_through_the_queue(heard: list[bytes]) -> None:
    def hear(payload: bytes) -> bool:
        heard.append(payload)
        return True

    early = frame(1, b"early") + frame(1, b"torn")
    peer = DirectPeer(request=REQUEST + early[:-1], on_text=hear)
    await peer.open()
    await settle()
    peer.feed(early[-1:])
    assert received(peer) == ["early"]
    assert heard == [b"torn"]


async def test_deflate_is_not_negotiated_although_both_sides_know_it() -> None:
    offer = REQUEST[:-2] + b"Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n"
    peer = DirectPeer(request=offer)
    assert peer.protocol.config.ws_per_message_deflate
    await settle()
    assert b"101 Switching" in peer.transport.written
    assert b"extensions" not in bytes(peer.transport.written).lower()


async def test_a_request_that_is_refused_offers_no_direct_socket() -> None:
    peer = DirectPeer(request=REQUEST.replace(b"Version: 13", b"Version: 8"))
    await settle()
    assert peer.transport.written.startswith(b"HTTP/1.1 400")
    assert not peer.accepted.is_set()


async def test_attach_wants_an_accepted_connection_and_comes_once(peer: DirectPeer) -> None:
    with pytest.raises(RuntimeError, match=r"websocket\.accept"):
        DirectPeer().protocol.attach(lambda payload: True)
    with pytest.raises(RuntimeError, match="once"):
        peer.protocol.attach(lambda payload: True)


async def test_an_asgi_send_keeps_its_place_among_frames(peer: DirectPeer) -> None:
    peer.socket.send(Frame([b"1"]))
    await peer.protocol.send({"type": "websocket.send", "text": "asgi"})
    peer.socket.send(Frame([b"2"]))
    assert peer.heard() == [("text", "[1]"), ("text", "asgi"), ("text", "[2]")]


async def test_the_transport_pauses_at_the_named_mark(peer: DirectPeer) -> None:
    assert peer.transport.high_water == WRITE_HIGH_WATER
    assert peer.protocol.writable.is_set()
    await peer.stop_taking()
    assert not peer.protocol.writable.is_set()


async def test_an_open_connection_holds_no_handshake(peer: DirectPeer) -> None:
    for name in ("request", "response", "scope"):
        assert not hasattr(peer.protocol, name)


async def test_a_lost_connection_and_its_socket_are_no_cycle(peer: DirectPeer) -> None:
    assert peer.protocol in gc.get_referrers(peer.socket)
    await peer.leave()
    assert peer.protocol not in gc.get_referrers(peer.socket)


async def test_attaching_to_a_connection_that_is_lost_gives_a_closed_socket() -> None:
    peer = DirectPeer()
    peer.attaches.clear()
    await peer.open()
    await peer.leave()
    peer.attaches.set()
    await settle()
    assert peer.socket.closed
    peer.socket.send(Frame([b"1"]))
    assert peer.heard() == []
