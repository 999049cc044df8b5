from io import StringIO

import pytest
from rich.console import Console

from rooms.bot.display import Terminal, clock_text


@pytest.fixture
def screen():
    return StringIO()


@pytest.fixture
def terminal(screen):
    console = Console(file=screen, force_terminal=False, width=120, color_system=None)
    with Terminal(console) as terminal:
        yield terminal


@pytest.mark.parametrize(
    ("ms", "text"), [(-5, "0:00"), (999, "0:00"), (61_000, "1:01"), (3_600_000, "60:00")]
)
def test_time_is_shown_in_minutes_and_seconds(ms, text):
    assert clock_text(ms) == text


def test_the_bar_shows_title_position_notes_and_quota(terminal, screen):
    terminal.begin("Ode [draft]", 90_000)
    terminal.update(61_000, 123, 456)
    terminal.__exit__(None, None, None)
    shown = screen.getvalue()
    assert "Ode [draft]" in shown
    assert "1:01 / 1:30" in shown
    assert "123 notes" in shown
    assert "quota 456" in shown


def test_a_piece_never_runs_over_its_length(terminal, screen):
    terminal.begin("Ode", 90_000)
    terminal.update(90_050, 1, 1)
    terminal.__exit__(None, None, None)
    assert "1:30 / 1:30" in screen.getvalue()


def test_an_update_without_a_piece_shows_nothing(terminal, screen):
    terminal.update(1, 1, 1)
    assert screen.getvalue() == ""


def test_news_is_printed_as_it_is(terminal, screen):
    terminal.news("In room '[bold]'.")
    assert "In room '[bold]'.\n" in screen.getvalue()
