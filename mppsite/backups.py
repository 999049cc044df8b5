"""Copies of the database, made while the site runs, and put back while it does not.

SQLite is copied by its own backup interface, which takes one consistent state and stops nobody;
PostgreSQL by its own tools, pg_dump and pg_restore.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
from django.db import connections

WAIT_S = 60.0
LEAVING_S = 3.0
_WAL = ("-wal", "-shm")
_OTHERS = """
    SELECT pid FROM pg_stat_activity WHERE datname = current_database()
    AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


class BackupError(Exception):
    """It cannot be done; the text says why."""


def suffix() -> str:
    """How files of this site's database are called."""
    return ".sqlite3" if _vendor() == "sqlite" else ".dump"


def save(target: Path) -> None:
    """Copy the database to a new file, which is there only when it is whole. Raises BackupError."""
    if target.exists():
        raise BackupError(f"{target} exists already")
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    try:
        if _vendor() == "sqlite":
            # Not for reading only: then its log files would be left behind.
            _copy(_sqlite_file(), draft, mode="rw")
            _check(draft)
        else:
            _run("pg_dump", "--format=custom", f"--file={draft}")
            _run("pg_restore", "--list", str(draft), to_database=False)
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def prune(directory: Path, keep: int) -> list[Path]:
    """Delete all but the `keep` newest copies in a directory; those that were deleted."""
    copies = sorted(directory.glob(f"mpp-*{suffix()}"), key=lambda one: one.name)
    old = copies[:-keep] if keep > 0 else []
    for one in old:
        one.unlink()
    return old


def restore(source: Path) -> Path | None:
    """Put a copy in the place of the database; nobody may use it meanwhile. Raises BackupError.

    What was there before is kept where it is a file: its new path is the answer.
    """
    if not source.is_file():
        raise BackupError(f"{source} is no file")
    if _vendor() == "sqlite":
        return _restore_sqlite(source)
    _refuse_if_used()
    whole = ("--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error")
    _run("pg_restore", *whole, f"--dbname={_name()}", str(source))
    return None


def _vendor() -> str:
    vendor: str = connections["default"].vendor
    if vendor not in ("sqlite", "postgresql"):
        raise BackupError(f"databases of the kind {vendor} have to be copied by their own tools")
    return vendor


def _name() -> str:
    return str(connections["default"].settings_dict["NAME"])


def _sqlite_file() -> Path:
    return Path(_name())


def _copy(source: Path, target: Path, *, mode: str) -> None:
    """One consistent state, whatever is written meanwhile; nobody waits for it."""
    try:
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode={mode}", uri=True)) as old,
            closing(sqlite3.connect(target, timeout=WAIT_S)) as new,
        ):
            old.execute(f"PRAGMA busy_timeout = {round(WAIT_S * 1000)}")
            # In one step: a copy in several begins anew whenever another process writes.
            old.backup(new)
            # One file, without a log beside it.
            new.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise BackupError(f"{source} cannot be copied to {target}: {error}") from error


def _check(file: Path) -> None:
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as copy:
            (answer,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
            copy.execute("SELECT 1 FROM django_migrations LIMIT 1")
    except sqlite3.Error as error:
        raise BackupError(f"{file} is no database of a piano: {error}") from error
    if answer != "ok":
        raise BackupError(f"{file} is damaged: {answer}")


def _restore_sqlite(source: Path) -> Path | None:
    _check(source)
    file = _sqlite_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.restoring")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    _copy(source, draft, mode="ro")
    connections.close_all()
    before = None
    if file.exists():
        before = file.with_name(f"{file.name}.before-restore")
        for part in ("", *_WAL):
            old, kept = Path(f"{file}{part}"), Path(f"{before}{part}")
            kept.unlink(missing_ok=True)
            if old.exists():
                old.replace(kept)
    draft.replace(file)
    return before


def _refuse_if_used() -> None:
    """Raises BackupError if other processes are connected, and do not go within a moment."""
    database: Any = connections["default"]
    database.close()
    database.close_pool()
    names = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user", "PGDATABASE": "dbname"}
    names |= {"PGPASSWORD": "password", "PGSSLMODE": "sslmode"}
    where = {names[key]: value for key, value in _where(database.settings_dict).items()}
    give_up = time.monotonic() + LEAVING_S
    with psycopg.connect(**where, autocommit=True) as connection:  # type: ignore[arg-type]
        while others := connection.execute(_OTHERS).fetchall():
            if time.monotonic() > give_up:
                raise BackupError(f"{len(others)} connections use the database: stop the servers")
            time.sleep(0.1)


def _run(tool: str, *arguments: str, to_database: bool = True) -> None:
    found = shutil.which(tool)
    if found is None:
        raise BackupError(f"{tool} is not installed: it comes with the client tools of PostgreSQL")
    where = _where(connections["default"].settings_dict) if to_database else {}
    result = subprocess.run(  # noqa: S603 - the arguments are ours, no shell reads them
        [found, *arguments],
        env={**os.environ, **where},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        raise BackupError(f"{tool} failed: {result.stderr.strip()}")


def _where(database: dict[str, Any]) -> dict[str, str]:
    """By the environment: every user of the host sees a password among the arguments."""
    wanted = {
        "PGHOST": database["HOST"],
        "PGPORT": database["PORT"],
        "PGUSER": database["USER"],
        "PGPASSWORD": database["PASSWORD"],
        "PGDATABASE": database["NAME"],
        "PGSSLMODE": database.get("OPTIONS", {}).get("sslmode"),
    }
    return {name: str(value) for name, value in wanted.items() if value}
