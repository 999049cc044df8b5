"""Serves the site with uvicorn, uvloop and direct sockets: `python -m mppsite.serve`."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from socket import socket

import django
import uvicorn
from django.conf import settings

from mppsite.patience import PatientHttpProtocol

STARTUP_FAILED = 3
GRACE_S = 10
"""How long what is under way may take after all sockets were closed."""

log = logging.getLogger("mppsite.serve")


class PianoServer(uvicorn.Server):
    """uvicorn, which lets other processes take over before it closes its sockets."""

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        # Loaded by the configuration; imported here because Django has to be set up before.
        from mppsite.asgi import live

        await live.hand_over()
        await super().shutdown(sockets)


def is_news(record: logging.LogRecord) -> bool:
    """Whether a line of uvicorn is worth being logged.

    Text that is not UTF-8 is answered by 1007, and an upgrade too many by 429, which uvicorn takes
    for a handshake that was forgotten: a line for each would let anybody fill disks.
    """
    if record.msg == "ASGI callable returned without completing handshake.":
        return False
    return record.exc_info is None or not isinstance(record.exc_info[1], UnicodeDecodeError)


def main() -> None:
    """Serve until told to stop. Options say where; everything else comes from the environment."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mppsite.settings")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on")
    options = parser.parse_args()

    django.setup()
    logging.getLogger("uvicorn.error").addFilter(is_news)
    log.info("Serving on http://%s:%d", options.host, options.port)
    config = uvicorn.Config(
        "mppsite.asgi:application",
        host=options.host,
        port=options.port,
        loop="uvloop",
        http=PatientHttpProtocol,
        ws="rooms.sockets.upgrade:UpgradeProtocol",
        ws_max_size=settings.MPP.frame_bytes,
        # The clients' own `t` tells who is alive, without a timer for each socket.
        ws_ping_interval=None,
        # Whose word counts about addresses is decided by TRUSTED_PROXIES alone.
        proxy_headers=False,
        server_header=False,
        access_log=False,
        # Django's logging is set up already; two lines for each socket would be too many.
        log_config=None,
        log_level="warning",
        lifespan="on",
        timeout_graceful_shutdown=GRACE_S,
    )
    server = PianoServer(config)
    server.run()
    if not server.started:
        # uvicorn has logged why.
        sys.exit(STARTUP_FAILED)


if __name__ == "__main__":
    main()
