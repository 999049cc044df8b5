"""Which piece is played, and which is next."""

from __future__ import annotations

from collections.abc import Sequence

from .score import Score


class Playlist:
    """Pieces in their order; after the last comes the first again if it loops."""

    def __init__(self, scores: Sequence[Score], loop: bool = False) -> None:
        self._scores = scores
        self._loop = loop
        self._index = 0

    @property
    def current(self) -> Score | None:
        """The piece whose turn it is; None when the last is over."""
        return self._scores[self._index] if self._index < len(self._scores) else None

    def advance(self) -> None:
        """Go to the next piece."""
        self._index += 1
        if self._loop and self._index >= len(self._scores):
            self._index = 0

    def go_to(self, index: int) -> None:
        """Go to the piece at an index that `find` has found."""
        self._index = index

    def find(self, what: str) -> int | None:
        """Index of the piece with this number (from 1), title, or part of a title."""
        if what.isascii() and what.isdigit():
            return (
                int(what) - 1 if 0 < len(what) < 7 and 1 <= int(what) <= len(self._scores) else None
            )
        titles = [score.title.casefold() for score in self._scores]
        wanted = what.casefold()
        if wanted in titles:
            return titles.index(wanted)
        return next((i for i, title in enumerate(titles) if wanted in title), None)

    def lines(self) -> list[str]:
        """Numbered titles, the current one marked."""
        marks = ("▶ " if i == self._index else "" for i in range(len(self._scores)))
        return [
            f"{mark}{number}. {score.title}"
            for number, (mark, score) in enumerate(zip(marks, self._scores, strict=True), 1)
        ]
