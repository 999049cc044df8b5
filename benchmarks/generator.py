"""Runs the load generator (mppload.md) against a server."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from benchmarks.servers import LOAD_CORE, ROOT

MPPLOAD = ROOT / "benchmarks" / "bin" / "mppload"
LOAD_TIMEOUT_S = 330


@dataclass(frozen=True)
class Target:
    """A server under load; without the id of its process nothing is known of its CPU and memory."""

    port: int
    pid: int | None = None
    host: str = "127.0.0.1"
    path: str = "/ws"

    @classmethod
    def at(cls, url: str, pid: int | None) -> Target:
        """The server at a `ws://host:port/path`."""
        parts = urlsplit(url)
        if parts.scheme != "ws" or not parts.hostname:
            raise SystemExit(f"an address looks like ws://127.0.0.1:8080/, not like {url!r}")
        return cls(parts.port or 80, pid, parts.hostname, parts.path or "/")


def load(target: Target, mode: str, *options: str) -> dict[str, Any]:
    """What one run of the generator found. Raises subprocess.CalledProcessError if it cannot."""
    done = subprocess.run(
        _command(target, mode, *options),
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        timeout=LOAD_TIMEOUT_S,
    )
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def start(target: Target, mode: str, *options: str) -> subprocess.Popen[str]:
    """A generator that goes on until its standard input ends."""
    command = _command(target, mode, *options, "--hold")
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True)


def _command(target: Target, mode: str, *options: str) -> list[str]:
    command = ["taskset", "-c", LOAD_CORE, str(MPPLOAD), mode, "--json"]
    command += ["--host", target.host, "--port", str(target.port), "--path", target.path]
    if target.pid is not None:
        command += ["--pid", str(target.pid)]
    return [*command, *options]
