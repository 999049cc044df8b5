"""What the commands of moderation have in common: how they refuse, and how they are written to."""

from __future__ import annotations

import re
from argparse import ArgumentTypeError
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from moderation.errors import ModerationError

_LENGTH = re.compile(r"([1-9][0-9]{0,5})(m|h|d|w)", re.ASCII)
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class StaffCommand(BaseCommand):
    """Ends with 0 if it is done, with 1 if it is refused, and with 2 if it is called wrongly.

    Subclasses implement `work`; its refusals are told with their codes.
    """

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.work(options)
        except ModerationError as error:
            raise CommandError(refusal_text(error), returncode=1) from error

    def work(self, options: Mapping[str, Any]) -> None:
        """Raises ModerationError."""
        raise NotImplementedError

    def tell(self, text: str) -> None:
        self.stdout.write(text)


def refusal_text(error: ModerationError) -> str:
    """Code, text and details in one line."""
    details = "; ".join(f"{key}: {_flat(value)}" for key, value in error.details.items())
    return f"{error.code.value}: {error.text}{f' ({details})' if details else ''}"


def length_of(text: str) -> timedelta:
    """`30m`, `12h`, `7d` or `2w`, as a type of an argument."""
    match = _LENGTH.fullmatch(text)
    if match is None:
        raise ArgumentTypeError(f"expected a length such as 30m, 12h, 7d or 2w, got {text!r}")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def until_text(moment: datetime | None) -> str:
    """To the minute; None is never."""
    return "for ever" if moment is None else f"until {moment:%Y-%m-%d %H:%M} UTC"


def printable(text: str) -> str:
    """In one line, and without what a terminal would take for commands."""
    return _UNPRINTABLE.sub(" ", text)


def _flat(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
