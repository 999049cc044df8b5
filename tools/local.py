"""Servers and browsers on this machine, as tests, measurements and `make cluster` start them."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import time
from http.client import HTTPConnection, HTTPException

HOST = "127.0.0.1"
_NOT_IN_CHROMIUM = (
    # What Playwright switches off, too: of two such flags the last one counts.
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades"),
    *("HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding"),
    *("ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect", "AimEnabled"),
    *("OptimizationHints", "NetworkTimeServiceQuerying", "PreconnectToSearch"),
    # Pages that no test sees: they cost as much as ours, for each player anew.
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup"),
)
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(_NOT_IN_CHROMIUM)}",
)
_RETRY_S = 0.05
_ANSWER_S = 5.0
"""A server that is only slow is asked again after that."""


def free_port() -> int:
    """A port of the loopback that nobody uses."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def await_healthy(port: int, server: subprocess.Popen[bytes], within_s: float) -> bool:
    """Wait until /healthz says so; whether it did in time and before the process ended."""
    give_up = time.monotonic() + within_s
    while time.monotonic() < give_up:
        if _is_healthy(port):
            return True
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(timeout=_RETRY_S)
            return False
    return False


def _is_healthy(port: int) -> bool:
    with contextlib.closing(HTTPConnection(HOST, port, timeout=_ANSWER_S)) as connection:
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
