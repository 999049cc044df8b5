"""Lets daphne close with every code of the protocol (docs/protocol.md §13).

daphne closes by autobahn's call for applications, which raises for 1009, 1011 and 1013. The socket
would stay open, and whoever broke a limit stay in the room. daphne itself closes with 1011 by the
frame, as is done here for all codes.
"""

from __future__ import annotations

from daphne.ws_protocol import WebSocketProtocol


def allow_all_codes() -> None:
    """Make it so for all sockets of this process."""
    WebSocketProtocol.serverClose = _server_close


def _server_close(protocol: WebSocketProtocol, code: int | None = None) -> None:
    protocol.sendCloseFrame(code=1000 if code is None else int(code))
