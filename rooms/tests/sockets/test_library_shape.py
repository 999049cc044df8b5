"""`DirectProtocol` builds on classes that promise nothing: an update that changes them fails here.

uvicorn and websockets are pinned. Who raises a pin and sees a test fail here reads
`rooms/sockets/direct.py` beside the new version before changing the expectation.
"""

import inspect
from typing import Any

import pytest
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.protocol import Protocol
from websockets.streams import StreamReader

from rooms.sockets.direct import DirectProtocol
from rooms.sockets.mailbox import Mailbox

from .peers import DirectPeer

USED = {
    "__init__": ["self", "config", "server_state", "app_state", "_loop"],
    "connection_made": ["self", "transport"],
    "connection_lost": ["self", "exc"],
    "data_received": ["self", "data"],
    "handle_close": ["self", "event"],
    "handle_connect": ["self", "event"],
    "handle_parser_exception": ["self"],
    "handle_ping": ["self"],
    "handle_text": ["self", "event"],
    "keepalive_timeout": ["self"],
    "on_task_complete": ["self", "task"],
    "pause_writing": ["self"],
    "receive": ["self"],
    "resume_writing": ["self"],
    "send": ["self", "message"],
    "shutdown": ["self"],
}


@pytest.mark.parametrize("name", USED)
def test_the_methods_that_are_overridden_or_called_have_not_changed(name: str) -> None:
    method = getattr(WebSocketsSansIOProtocol, name)
    assert list(inspect.signature(method).parameters) == USED[name]


def test_nothing_is_overridden_that_is_not_watched() -> None:
    overridden = {
        name
        for name, value in vars(DirectProtocol).items()
        if inspect.isfunction(value) and hasattr(WebSocketsSansIOProtocol, name)
    }
    assert overridden <= set(USED)


async def test_the_state_that_is_used_has_not_changed() -> None:
    peer = await DirectPeer(protocol_class=WebSocketsSansIOProtocol).open()
    protocol: Any = peer.protocol
    state = {name: getattr(protocol, name) for name in ("close_sent", "close_timer", "read_paused")}
    assert state == {"close_sent": False, "close_timer": None, "read_paused": False}
    assert protocol.handshake_initiated is protocol.handshake_complete is True
    assert protocol.close_timeout > 0
    assert protocol.writable.is_set()
    assert protocol.transport is peer.transport
    assert protocol.scope["extensions"] is not None
    assert protocol.request.headers and protocol.response.headers
    assert protocol.conn.available_extensions is not None
    assert protocol.conn.max_message_size == 131_072
    assert protocol.conn.current_size is None
    await peer.end()


def test_the_mailbox_has_all_that_the_library_asks_of_its_queue() -> None:
    source = inspect.getsource(WebSocketsSansIOProtocol)
    asked = {part.split("(")[0] for part in source.split("self.queue.")[1:]}
    assert asked == {"put_nowait", "get", "empty"}
    assert asked <= set(dir(Mailbox))


def test_the_parser_still_reads_one_frame_after_the_other_from_a_buffer() -> None:
    assert list(inspect.signature(Protocol.receive_data).parameters) == ["self", "data"]
    assert list(inspect.signature(Protocol.send_close).parameters) == ["self", "code", "reason"]
    assert list(inspect.signature(Protocol.data_to_send).parameters) == ["self"]
    assert "buffer" in vars(StreamReader())
