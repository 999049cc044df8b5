"""Names that look like other names (Unicode TR 39, by the data of confusable-homoglyphs)."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

SHORTEST = 3
"""Looks of fewer letters are those of too many names."""
LETTERS_KEPT = 4096
"""Of which it is remembered what they look like; anybody may come with any of a million."""
_WITHIN_ASCII = str.maketrans(
    {"0": "o", "1": "l", "i": "l", "|": "l", "!": "l", "$": "s", "5": "s"}
)


def look_of(name: str) -> str:
    """The same text for all names that can be taken for one another; empty: of too many.

    Case, accents, spaces and signs do not count.
    """
    plain = "".join(_plain(letter) for letter in unicodedata.normalize("NFKC", name))
    bare = unicodedata.normalize("NFKD", plain).casefold().translate(_WITHIN_ASCII)
    look = "".join(letter for letter in bare if letter.isalnum()).replace("rn", "m")
    return look if len(look) >= SHORTEST else ""


@lru_cache(maxsize=LETTERS_KEPT)
def _plain(letter: str) -> str:
    """The ASCII letter that `letter` looks like, or itself."""
    if letter.isascii():
        return letter
    # Some MB, for what few sites ever ask.
    from confusable_homoglyphs.confusables import confusables_data

    for other in confusables_data.get(letter, ()):
        if other["c"].isascii() and other["c"].isalnum():
            return str(other["c"])
    return letter
