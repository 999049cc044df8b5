"""Kinds of rooms, numbers of lobbies, colours (docs/protocol.md §3.2, §5.1, §10.2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.domain.names import (
    AWKWARD_ROOM,
    RoomKind,
    color_or_none,
    default_color,
    kind_of,
    next_lobby,
)
from rooms.tests.rules import rule


@rule("5.1-1")
@pytest.mark.parametrize(
    "room_id", ["lobby", "lobby1", "lobby2", "lobby10", "lobby999999999", "lobbyNaN"]
)
def test_lobby(room_id):
    assert kind_of(room_id) is RoomKind.LOBBY


@rule("5.1-1", "5.1-2", "5.1-3")
@pytest.mark.parametrize(
    "room_id",
    [
        "Lobby",
        "lobby-x",
        "lobby0",
        "lobby01",
        "lobby1000000000",
        "lobby1.5",
        "lobby 1",
        "lobby1\n",
        "lobby١",  # a digit, but not one of ASCII
        "lobbynan",
        "mylobby",
        "test",
        "test/",
        "Test/awkward",
        "atest/x",
        "My room",
        "spin",
        "🎹",
    ],
)
def test_everything_else_is_a_normal_room(room_id):
    assert kind_of(room_id) is RoomKind.NORMAL


@rule("5.1-2")
@pytest.mark.parametrize("room_id", ["test/awkward", "test/x", "test//", "test/ "])
def test_test_room(room_id):
    assert kind_of(room_id) is RoomKind.TEST


def test_refused_people_are_sent_to_a_test_room():
    assert kind_of(AWKWARD_ROOM) is RoomKind.TEST


@rule("5.1-4")
@pytest.mark.parametrize(
    ("full", "following"),
    [
        ("lobby", "lobby2"),
        ("lobby1", "lobby2"),
        ("lobby2", "lobby3"),
        ("lobby9", "lobby10"),
        ("lobbyNaN", "lobby1"),
    ],
)
def test_a_full_lobby_leads_to_the_next(full, following):
    assert next_lobby(full) == following


@given(st.from_regex(r"lobby(|NaN|[1-9][0-9]{0,8})", fullmatch=True) | st.just("lobby999999999"))
def test_what_follows_a_lobby_is_another_lobby(room_id):
    following = next_lobby(room_id)
    assert following != room_id
    assert kind_of(following) is RoomKind.LOBBY


@rule("10.2-1")
@pytest.mark.parametrize("color", ["#000000", "#ffffff", "#6a8f3c"])
def test_six_hex_digits_are_a_color(color):
    assert color_or_none(color) == color


@rule("10.2-1")
def test_colors_are_kept_in_lower_case():
    assert color_or_none("#ABCdef") == "#abcdef"


@rule("10.2-1", "15-7")
@pytest.mark.parametrize(
    "value",
    [
        "red",
        "#fff",
        "#12345",
        "#1234567",
        "123456",
        "#12345g",
        "#123456\n",
        " #123456",
        "#１２３４５６",
        "#123456;background:url(x)",
        "",
        None,
        0x123456,
        True,
        ["#123456"],
    ],
)
def test_anything_else_is_no_color(value):
    assert color_or_none(value) is None


USER_IDS = st.text("0123456789abcdef", min_size=24, max_size=24)


@rule("3.2-8", "3.3-3")
@given(USER_IDS)
def test_the_default_color_of_a_user_is_a_color(user_id):
    color = default_color(user_id)
    assert color_or_none(color) == color


@rule("3.2-8")
@given(USER_IDS)
def test_the_default_color_is_neither_black_nor_white(user_id):
    color = default_color(user_id)
    channels = [int(color[at : at + 2], 16) for at in (1, 3, 5)]
    assert max(channels) >= 128
    assert min(channels) <= 128


def test_the_default_color_of_a_user_stays_the_same():
    assert default_color("0123456789abcdef01234567") == default_color("0123456789abcdef01234567")


def test_users_have_different_default_colors():
    colors = {default_color(digit * 24) for digit in "0123456789abcdef"}
    assert len(colors) > 12
