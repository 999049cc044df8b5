"""Facts about the end of a real process."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

PROCESS = """
import asyncio, atexit, os, signal, sys, time
import django
from django.core.management import call_command

django.setup()
call_command("migrate", "rooms", verbosity=0, skip_checks=True)

from rooms.conf import Limits
from rooms.archive import Archive
from rooms.tests.persistence.makers import said, used

archive = Archive(limits=Limits(), now=lambda: time.time_ns() // 1_000_000, flush_ms=60_000)
atexit.register(archive.flush_at_exit)
# Whoever started the tests in the background has it ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
# As runserver and daphne do.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))


async def main():
    archive.remember_room(used())
    await archive.flush()
    for n in range(1_200):
        archive.remember_line(said(str(n)))
    os.kill(os.getpid(), getattr(signal, sys.argv[1]))
    await asyncio.Event().wait()


asyncio.run(main())
"""


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_signal_loses_nothing_that_was_accepted(name, tmp_path):
    file = tmp_path / "db.sqlite3"
    subprocess.run(
        [sys.executable, "-c", PROCESS, name],
        env={**os.environ, "DATABASE_URL": f"sqlite:///{file}", "MPP_DATA_DIR": str(tmp_path)},
        timeout=60,
        stderr=subprocess.DEVNULL,
    )
    with closing(sqlite3.connect(file)) as database:
        rows = database.execute("SELECT text FROM rooms_chatline ORDER BY id").fetchall()
    assert [text for (text,) in rows] == [str(n) for n in range(1_200)]
