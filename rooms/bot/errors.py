"""What can end the bot through no fault of its code; the texts are for its operator."""

from __future__ import annotations


class BotError(Exception):
    """The bot cannot do what it was asked to."""


class ScoreError(BotError):
    """A file cannot be played: missing, unreadable, not MIDI, or without a note."""


class UnreachableError(BotError):
    """The server could not be reached, or did not answer, after so many tries."""


class RefusedError(BotError):
    """The server or the room does not let the bot in; trying again would not help."""
