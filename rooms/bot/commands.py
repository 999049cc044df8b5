"""What people may ask of the bot in the chat, and how its answers are cut to chat lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from rooms.domain.text import utf16_length

PREFIX = "!"
LINE_LENGTH = 512
"""Longest line of chat in UTF-16 units (protocol §6.3)."""
MOST_LINES = 3
"""Longest answer in lines: one fewer than the server takes at once (protocol §14.1)."""


class Verb(Enum):
    """The commands, by the word that gives them."""

    PLAY = "play"
    STOP = "stop"
    SKIP = "skip"
    LIST = "list"
    HELP = "help"


@dataclass(frozen=True, slots=True)
class Command:
    """A command and the words after it."""

    verb: Verb
    argument: str = ""


HELP = (
    "Commands: !list shows the pieces, !play N or !play name plays one, !play goes on, "
    "!skip takes the next one, !stop stops."
)


def parse(line: str) -> Command | None:
    """The command in a line of chat; None for everything else, for other bots may use `!` too."""
    word, _, argument = line.strip().partition(" ")
    if not word.startswith(PREFIX):
        return None
    try:
        return Command(Verb(word.removeprefix(PREFIX).lower()), argument.strip())
    except ValueError:
        return None


def lines_of(parts: Iterable[str], separator: str = " · ") -> list[str]:
    """Join parts into lines of chat; what does not fit into `MOST_LINES` is only counted."""
    lines: list[str] = []
    left_out = 0
    for part in parts:
        joined = f"{lines[-1]}{separator}{part}" if lines else part
        # Room is kept in every line for the count of what was left out.
        if lines and utf16_length(joined) <= LINE_LENGTH - 40:
            lines[-1] = joined
        elif len(lines) < MOST_LINES and not left_out:
            lines.append(part)
        else:
            left_out += 1
    if left_out:
        lines[-1] += f"{separator}and {left_out} more"
    return lines
