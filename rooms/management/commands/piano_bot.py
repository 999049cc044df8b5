"""Plays MIDI files into a room, as a client like any other."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from rooms.bot.client import Server
from rooms.bot.display import Display, Silence, Terminal
from rooms.bot.errors import BotError
from rooms.bot.performance import perform
from rooms.bot.playlist import Playlist
from rooms.bot.score import read_score
from rooms.bot.session import Guest
from rooms.domain.names import color_or_none
from rooms.domain.text import is_text


def _text(what: str, longest: int) -> Callable[[str], str]:
    def check(value: str) -> str:
        if not is_text(value, longest):
            raise ArgumentTypeError(f"{what} must be 1 to {longest} printable characters")
        return value

    return check


def _color(value: str) -> str:
    color = color_or_none(value)
    if color is None:
        raise ArgumentTypeError(f"expected # and six hex digits, got {value!r}")
    return color


def _count(value: str) -> int:
    if not value.isascii() or not value.isdigit() or int(value) < 1:
        raise ArgumentTypeError(f"expected a number from 1 up, got {value!r}")
    return int(value)


class Command(BaseCommand):
    """See `help`. Ends with exit code 0 when the music is over, on Ctrl-C and on SIGTERM."""

    help = (
        "Plays MIDI files into a room over a WebSocket. People in the room can steer it in the "
        "chat: !help tells how. Without files it plays everything in music/."
    )
    # A client needs neither database nor cache of this machine.
    requires_system_checks: list[str] = []  # noqa: RUF012 - declared so by Django

    def add_arguments(self, parser: ArgumentParser) -> None:
        add = parser.add_argument
        add("files", nargs="*", type=Path, metavar="FILE.mid")
        add("--room", default="lobby", type=_text("a room", 512))
        add("--url", default="ws://127.0.0.1:8000/ws", help="ws:// or wss:// address")
        add("--name", type=_text("a name", 40), help="default: what the server calls the bot")
        add("--color", type=_color, metavar="#RRGGBB")
        token = parser.add_mutually_exclusive_group()
        token.add_argument("--token", help="identity of the bot")
        token.add_argument(
            "--token-file",
            type=Path,
            help="holds the token; the one the server gives is kept there for the next time",
        )
        add("--loop", action="store_true", help="begin again after the last piece")
        add("--transpose", type=int, default=0, metavar="SEMITONES")
        add("--tries", type=_count, default=8, help="failed connections in a row before giving up")
        add("--quiet", action="store_true", help="show nothing")

    def handle(self, **options: Any) -> None:
        token_file: Path | None = options["token_file"]
        try:
            scores = [read_score(file, options["transpose"]) for file in _files(options["files"])]
            guest = Guest(
                room=options["room"],
                name=options["name"],
                color=options["color"],
                token=options["token"] or _read_token(token_file),
            )
            server = Server(options["url"], options["tries"])
            with contextlib.ExitStack() as stack:
                display = Silence() if options["quiet"] else stack.enter_context(Terminal())
                asyncio.run(
                    _perform(server, guest, Playlist(scores, options["loop"]), display, token_file)
                )
        except BotError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            # Only where the event loop cannot handle signals; the connection is closed by now.
            return


async def _perform(
    server: Server, guest: Guest, playlist: Playlist, display: Display, token_file: Path | None
) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stop.set)

    def keep_token(token: str) -> None:
        if token_file is None:
            return
        try:
            token_file.touch(mode=0o600)
            token_file.write_text(token)
        except OSError as error:
            display.news(f"The token could not be kept: {error}.")

    await perform(server, guest, playlist, display, stop, on_token=keep_token)


def _files(named: list[Path]) -> list[Path]:
    files = named or sorted((Path(settings.BASE_DIR) / "music").glob("*.mid"))
    if not files:
        raise CommandError("There is nothing to play: name a file, or put some into music/.")
    return files


def _read_token(file: Path | None) -> str | None:
    if file is None or not file.is_file():
        return None
    try:
        return file.read_text().strip() or None
    except (OSError, UnicodeError) as error:
        raise CommandError(f"The token file cannot be read: {error}.") from error
