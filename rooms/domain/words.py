"""Words that are not shown (protocol §5.2 "no cussing", §6.3)."""

from __future__ import annotations

import re
from collections.abc import Iterable


class WordFilter:
    """Replaces listed words by as many asterisks: whole words, upper and lower case alike."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        # Longest first, so that a listed word does not hide a longer one that begins like it.
        listed = sorted({word for word in words if word}, key=len, reverse=True)
        pattern = "|".join(re.escape(word) for word in listed)
        self._pattern = (
            re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE) if listed else None
        )

    def clean(self, text: str) -> str:
        """`text` with listed words made unreadable."""
        if self._pattern is None:
            return text
        return self._pattern.sub(lambda word: "*" * len(word[0]), text)


NO_WORDS = WordFilter()
