"""n, m (docs/protocol.md §6.1, §6.2)."""

from __future__ import annotations

from rooms.handlers.registry import handles_now
from rooms.protocol.client import Cursor, Notes, RepairedNotes
from rooms.services.playing import move_cursor, play

handles_now(Notes, RepairedNotes)(play)
handles_now(Cursor)(move_cursor)
