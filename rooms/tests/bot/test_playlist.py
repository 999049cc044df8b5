import pytest

from rooms.bot.playlist import Playlist

from .fakes import scale


@pytest.fixture
def playlist():
    return Playlist([scale("Ode to Joy"), scale("Canon"), scale("Minuet (joyful)")])


def test_it_begins_with_the_first_piece(playlist):
    assert playlist.current.title == "Ode to Joy"


def test_it_ends_after_the_last(playlist):
    for _ in range(3):
        playlist.advance()
    assert playlist.current is None


def test_a_loop_has_no_end():
    playlist = Playlist([scale("one"), scale("two")], loop=True)
    playlist.advance()
    playlist.advance()
    assert playlist.current == scale("one")


@pytest.mark.parametrize(
    ("what", "index"),
    [
        ("1", 0),
        ("3", 2),
        ("canon", 1),
        ("joy", 0),
        ("JOYFUL", 2),
        ("0", None),
        ("4", None),
        ("-1", None),
        ("²", None),
        ("9" * 5000, None),
        ("Waltz", None),
    ],
)
def test_a_piece_is_found_by_number_or_part_of_its_title(playlist, what, index):
    assert playlist.find(what) == index


def test_a_whole_title_goes_before_a_part_of_another():
    assert Playlist([scale("Canon in D"), scale("Canon")]).find("canon") == 1


def test_the_list_marks_the_current_piece(playlist):
    playlist.go_to(1)
    assert playlist.lines() == ["1. Ode to Joy", "▶ 2. Canon", "3. Minuet (joyful)"]
