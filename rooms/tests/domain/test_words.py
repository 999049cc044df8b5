"""Words that are not shown (docs/protocol.md §5.2 "no cussing", §6.3)."""

from __future__ import annotations

import pytest

from rooms.domain.words import NO_WORDS, WordFilter

FILTER = WordFilter(["darn", "darn it", "été", "c++"])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("darn", "****"),
        ("Oh DARN!", "Oh ****!"),
        ("darn, darn", "****, ****"),
        ("darn it all", "******* all"),
        ("un été chaud", "un *** chaud"),
        ("c++ and more", "*** and more"),
    ],
)
def test_a_listed_word_becomes_as_many_asterisks(text, shown):
    assert FILTER.clean(text) == shown


@pytest.mark.parametrize("text", ["darning", "undarn", "darn_it", "étés", "hello", ""])
def test_a_word_that_only_contains_a_listed_one_is_shown(text):
    assert FILTER.clean(text) == text


@pytest.mark.parametrize("words", [[], [""]])
def test_without_words_everything_is_shown(words):
    assert WordFilter(words).clean("darn it") == "darn it"
    assert NO_WORDS.clean("darn it") == "darn it"
