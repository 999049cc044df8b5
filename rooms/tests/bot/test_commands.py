import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.bot.commands import HELP, LINE_LENGTH, MOST_LINES, Command, Verb, lines_of, parse
from rooms.domain.text import is_text, utf16_length


@pytest.mark.parametrize("verb", Verb)
def test_every_command_is_its_word_after_an_exclamation_mark(verb):
    assert parse(f"!{verb.value}") == Command(verb)


def test_case_and_spaces_do_not_matter():
    assert parse("  !PLAY   Für Elise ") == Command(Verb.PLAY, "Für Elise")


@pytest.mark.parametrize("line", ["", "!", "! play", "play", "!dance", "well, !stop", "!!stop"])
def test_anything_else_is_talk(line):
    assert parse(line) is None


@given(st.text())
def test_no_line_is_too_strange_to_be_read(line):
    assert (found := parse(line)) is None or found.verb in Verb


def test_the_help_is_a_line_of_chat_and_no_command():
    assert is_text(HELP, LINE_LENGTH)
    assert parse(HELP) is None


def test_the_help_names_every_command():
    assert all(f"!{verb.value}" in HELP for verb in Verb if verb is not Verb.HELP)


def test_short_parts_share_a_line():
    assert lines_of(["1. a", "2. b"]) == ["1. a · 2. b"]


def test_what_does_not_fit_is_counted():
    lines = lines_of(["x" * 300] * 10)
    assert len(lines) == MOST_LINES
    assert lines[-1].endswith("and 7 more")


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=90), max_size=60))
def test_lines_are_never_longer_or_more_than_the_chat_takes(parts):
    lines = lines_of(parts)
    assert len(lines) <= MOST_LINES
    assert all(utf16_length(line) <= LINE_LENGTH for line in lines)
