"""Time that is fed, a room that only listens, MIDI files on demand."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Coroutine, Iterable
from itertools import count
from pathlib import Path
from typing import Any

import mido

from rooms.bot.clock import Timing
from rooms.bot.score import Event, Score
from rooms.domain.quota import NORMAL, NoteQuota, QuotaParams
from rooms.protocol.client import Note

TICKS = 480
"""Ticks of a quarter note, which lasts half a second unless the file says otherwise."""


class FakeTime:
    """Stands still; `run` jumps from sleeper to sleeper until a coroutine is done."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = count()
        self.timing = Timing(now=lambda: self.now, sleep=self._sleep)

    async def run(self, coroutine: Coroutine[Any, Any, None]) -> None:
        """Run to the end, however long that is supposed to take."""
        task = asyncio.create_task(coroutine)
        await self._settle()
        while not task.done():
            self._wake()
            await self._settle()
        await task

    async def advance(self, seconds: float) -> None:
        """Let so much time pass for everybody."""
        end = self.now + seconds * 1000
        await self._settle()
        while self._sleepers and self._sleepers[0][0] <= end:
            self._wake()
            await self._settle()
        self.now = end

    async def _sleep(self, seconds: float) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.now + seconds * 1000, next(self._order), future))
        await future

    def _wake(self) -> None:
        when, _, future = heapq.heappop(self._sleepers)
        self.now = max(self.now, when)
        if not future.done():
            future.set_result(None)

    @staticmethod
    async def _settle() -> None:
        for _ in range(10):
            await asyncio.sleep(0)


class FakeLink:
    """A `player.Link` that keeps what it was given."""

    def __init__(self, time: FakeTime, params: QuotaParams = NORMAL) -> None:
        self.online = asyncio.Event()
        self.online.set()
        self.quota = NoteQuota(params, time.now)
        self.batches: list[tuple[float, list[Note[float]]]] = []
        self.said: list[str] = []

    async def play(self, at: float, notes: list[Note[float]]) -> None:
        self.batches.append((at, notes))

    def say(self, line: str) -> None:
        self.said.append(line)

    def heard(self) -> list[tuple[float, str, bool]]:
        """When, in ms, which key went down (True) or up (False)."""
        return [
            (at + (note.d or 0), note.n, note.s != 1)
            for at, notes in self.batches
            for note in notes
        ]


def score_of(*events: tuple[float, str, float | None], title: str = "piece") -> Score:
    """A score of `(ms, key, velocity or None)`."""
    return Score(title, tuple(Event(*event) for event in events))


def scale(title: str = "scale", seconds: int = 4) -> Score:
    """One stroke of half a second after the other."""
    keys = ("c4", "d4", "e4", "f4", "g4", "a4", "b4")
    events = []
    for index in range(seconds * 2):
        key = keys[index % len(keys)]
        events += [(index * 500.0, key, 0.5), (index * 500.0 + 400, key, None)]
    return score_of(*events, title=title)


def write_midi(
    path: Path, *tracks: Iterable[tuple[int, mido.Message | mido.MetaMessage]], kind: int = 1
) -> Path:
    """A MIDI file of tracks, each a list of (tick, message)."""
    midi = mido.MidiFile(type=kind, ticks_per_beat=TICKS)
    for messages in tracks:
        now = 0
        track = mido.MidiTrack()
        for tick, message in messages:
            track.append(message.copy(time=tick - now))
            now = tick
        midi.tracks.append(track)
    midi.save(path)
    return path


def on(note: int, velocity: int = 64, channel: int = 0) -> mido.Message:
    return mido.Message("note_on", note=note, velocity=velocity, channel=channel)


def off(note: int, channel: int = 0) -> mido.Message:
    return mido.Message("note_off", note=note, velocity=0, channel=channel)


def pedal(down: bool, channel: int = 0) -> mido.Message:
    return mido.Message("control_change", control=64, value=127 if down else 0, channel=channel)
