"""Plays the pieces of a playlist into a room and obeys the chat."""

from __future__ import annotations

import asyncio
from typing import Protocol

from rooms.domain.quota import NoteQuota
from rooms.protocol.client import Note

from .clock import Timing
from .commands import HELP, Command, Verb, lines_of, parse
from .display import Display
from .pacing import Pacer
from .playlist import Playlist

PAUSE_MS = 2000.0
"""Silence after a piece. It also lets the last notes sound before the bot may leave: receivers
play everything a second late (protocol §6.1) and forget who has gone."""
TOO_LATE_MS = 500.0
"""A batch that is this late (the machine slept) moves the rest of the piece, instead of being
caught up with in one burst."""


class Link(Protocol):
    """The way into a room."""

    online: asyncio.Event
    """Set while the bot is in the room."""

    @property
    def quota(self) -> NoteQuota:
        """What the bot may still play."""

    async def play(self, at: float, notes: list[Note[float]]) -> None:
        """Send notes that begin `at` a local time in ms."""

    def say(self, line: str) -> None:
        """Say a line in the chat."""


class Player:
    """Plays a playlist from its current piece to its end; `hear` is called with chat lines."""

    def __init__(self, link: Link, playlist: Playlist, display: Display, timing: Timing) -> None:
        self._link = link
        self._playlist = playlist
        self._display = display
        self._timing = timing
        self._playing = True
        self._pacer: Pacer | None = None
        self._interrupt = asyncio.Event()

    async def run(self) -> None:
        """Play until the playlist is over."""
        while (score := self._playlist.current) is not None:
            # Orders given so far are in the state that is read from here on.
            self._interrupt.clear()
            if not self._playing:
                await self._interrupt.wait()
                continue
            self._pacer = self._pacer or Pacer(score)
            self._display.begin(score.title, score.duration)
            if await self._perform(self._pacer):
                self._playlist.advance()
                self._pacer = None
                await self._timing.sleep(PAUSE_MS / 1000)

    def hear(self, line: str) -> None:
        """Obey a line of chat if it is a command, and answer it."""
        command = parse(line)
        if command is None:
            return
        for reply in self._obey(command):
            self._link.say(reply)

    async def _perform(self, pacer: Pacer) -> bool:
        """Play on from where the pacer is; False if an order broke it off."""
        beginning = self._timing.now() - pacer.position
        while not pacer.finished:
            if not self._link.online.is_set():
                pacer.forget()
                await self._link.online.wait()
                beginning = self._timing.now() - pacer.position
            await self._until(beginning + pacer.position)
            now = self._timing.now()
            if self._interrupt.is_set():
                await self._break_off(pacer, max(now, beginning + pacer.position))
                return False
            if now - beginning - pacer.position > TOO_LATE_MS:
                beginning = now - pacer.position
            at = beginning + pacer.position
            if notes := pacer.batch(self._link.quota, now):
                await self._link.play(at, notes)
            self._display.update(pacer.position, pacer.sent, self._link.quota.points)
        return True

    async def _break_off(self, pacer: Pacer, at: float) -> None:
        if notes := pacer.release(self._link.quota, self._timing.now()):
            await self._link.play(at, notes)

    async def _until(self, moment: float) -> None:
        await self._timing.sleep(max(0.0, moment - self._timing.now()) / 1000)

    def _obey(self, command: Command) -> list[str]:
        match command.verb:
            case Verb.HELP:
                return [HELP]
            case Verb.LIST:
                return lines_of(self._playlist.lines())
            case Verb.STOP:
                self._order(playing=False)
                return ["Stopped. !play goes on."]
            case Verb.SKIP:
                self._playlist.advance()
                return self._start()
            case Verb.PLAY if not command.argument:
                self._order(playing=True)
                return []
            case Verb.PLAY:
                return self._play_named(command.argument)

    def _play_named(self, what: str) -> list[str]:
        index = self._playlist.find(what)
        if index is None:
            return ["There is no such piece. !list shows what there is."]
        self._playlist.go_to(index)
        return self._start()

    def _start(self) -> list[str]:
        """Play the current piece from its beginning."""
        self._pacer = None
        self._order(playing=True)
        score = self._playlist.current
        return [f"Now: {score.title}" if score else "That was the last piece."]

    def _order(self, *, playing: bool) -> None:
        self._playing = playing
        self._interrupt.set()
