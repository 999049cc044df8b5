"""Lets daphne end its applications when it is stopped (docs/protocol.md §13, 4000).

A request that became a WebSocket stands among daphne's connections without an application until
daphne looks through them, once a second. Whoever stops the server within that second has daphne's
own function raise: no application is cancelled, and nobody is told that the server goes.
"""

from __future__ import annotations

from typing import Any

from daphne.server import Server

_kill_all_applications = Server.kill_all_applications


def end_all_applications() -> None:
    """Make it so for the server of this process."""
    Server.kill_all_applications = _end_all_applications


def _end_all_applications(server: Server) -> Any:
    server.connections = {
        protocol: details
        for protocol, details in server.connections.items()
        if "application_instance" in details
    }
    return _kill_all_applications(server)
