"""Rooms with a long history in the database of a server that runs."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from benchmarks.generator import Target, load

UNLOADED_S = 4
"""By then the server has let go of rooms that nobody is in."""
_LINES = """
INSERT INTO rooms_chatline
    (room_id, line_id, kind, user_id, name, color, recipient_id, recipient_name, recipient_color,
     text, reply_to, sent_at, hidden)
WITH RECURSIVE count(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM count WHERE n + 1 < :lines)
SELECT 'load-' || (n % :rooms), printf('%08x', n), 'a', printf('%024x', n % 1000), 'Anonymous',
    '#777777', '', '', '', 'line number ' || n || ' of those that were said', '',
    :until - :lines + n, 0
FROM count
"""


class RoomsWithHistory:
    """So many rooms, as the load generator names them."""

    def __init__(self, rooms: int) -> None:
        self._rooms = rooms
        self._database = Path()

    def keep_place(self, data: Path) -> None:
        """For `running`: remember where the database is."""
        self._database = data / "mpp.sqlite3"

    def come_in(self, target: Target) -> tuple[float, float, float]:
        """One person comes into each room; joins a second, p50 and p99 in ms."""
        options = ("--spread", "--clients", str(self._rooms), "--rooms", str(self._rooms))
        found = load(target, "churn", *options, "--count", str(self._rooms), "--seconds", "60")
        time.sleep(UNLOADED_S)
        return found["loops_per_s"], found["loop_p50_ms"], found["loop_p99_ms"]

    def add_lines(self, count: int) -> None:
        """Have so much been said in these rooms, up to now."""
        # Rooms that were made a moment ago show what was said since then.
        values = {"lines": count, "rooms": self._rooms, "until": int(time.time() * 1000)}
        with sqlite3.connect(self._database, timeout=60) as database:
            database.execute("UPDATE rooms_roomrecord SET history_since = 0")
            database.execute(_LINES, values)
        database.close()
