"""Settings of a room (docs/protocol.md §5.2). Keys are ours, the wire's are in the encoding."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.domain import settings
from rooms.domain.names import RoomKind
from rooms.domain.rules import RoomRules
from rooms.domain.settings import RoomSettings, defaults_for
from rooms.tests.rules import rule

SWITCHES = ["visible", "chat", "crownsolo", "no_cussing", "noindex", "allow_bots"]
COLORS = ["color", "color2"]


def defaults(kind):
    return defaults_for(kind, RoomRules())


def accepted(wish, **rules):
    return settings.accepted(wish, RoomRules(**rules))


@rule(
    "5.2-1",
    "5.2-2",
    "5.2-3",
    "5.2-4",
    "5.2-5",
    "5.2-6",
    "5.2-7",
    "5.2-8",
    "5.2-9",
    "5.2-10",
    "5.2-11",
    "5.2-12",
)
def test_defaults_of_a_normal_room():
    assert dataclasses.asdict(defaults(RoomKind.NORMAL)) == {
        "visible": True,
        "chat": True,
        "crownsolo": False,
        "no_cussing": False,
        "noindex": False,
        "allow_bots": True,
        "color": "#3b5054",
        "color2": "#001014",
        "limit": 50,
        "min_online_time": None,
        "lobby": False,
        "owner_id": None,
        "closed_until": None,
    }


@rule("5.1-1", "5.2-7", "5.2-8", "5.2-9", "5.2-11")
def test_a_lobby_differs_in_colors_limit_and_mark():
    expected = dataclasses.replace(
        defaults(RoomKind.NORMAL), color="#73b3cc", color2="#273546", limit=20, lobby=True
    )
    assert defaults(RoomKind.LOBBY) == expected


def test_a_test_room_differs_in_its_limit():
    expected = dataclasses.replace(defaults(RoomKind.NORMAL), limit=99)
    assert defaults(RoomKind.TEST) == expected


@pytest.mark.parametrize("key", SWITCHES)
@pytest.mark.parametrize("value", [True, False])
def test_a_switch_takes_booleans(key, value):
    assert accepted({key: value}) == {key: value}


@rule("5.2-14")
@pytest.mark.parametrize("key", SWITCHES)
@pytest.mark.parametrize("value", ["true", "false", 0, 1, None, "", [], {}])
def test_a_switch_takes_nothing_else(key, value):
    assert accepted({key: value}) == {}


@pytest.mark.parametrize("key", COLORS)
def test_a_color_is_kept_in_lower_case(key):
    assert accepted({key: "#ABCDEF"}) == {key: "#abcdef"}


@pytest.mark.parametrize("key", COLORS)
@pytest.mark.parametrize("value", ["red", "#fff", "", None, 0, "#12345z"])
def test_a_color_that_is_none_is_dropped(key, value):
    assert accepted({key: value}) == {}


@rule("5.2-9")
@pytest.mark.parametrize(
    ("value", "limit"),
    [(0, 0), (1, 1), (99, 99), (12.0, 12), ("12", 12), ("0", 0), ("+7", 7), ("99.0", 99)],
)
def test_limit_is_a_number_or_a_numeric_string(value, limit):
    taken = accepted({"limit": value})["limit"]
    assert taken == limit
    assert type(taken) is int


@rule("5.2-9", "5.2-14")
@pytest.mark.parametrize(
    "value",
    [-1, 100, 1.5, "100", "-1", "1.5", "", " ", "twelve", "1e1", True, None, [], 10**400, 1e300],
    ids=lambda value: str(value)[:10],
)
def test_a_limit_out_of_range_or_shape_is_dropped(value):
    assert accepted({"limit": value}) == {}


@rule("5.2-9", "14-5")
def test_the_highest_limit_is_a_rule_of_the_server():
    assert accepted({"limit": "200"}, room_limit_max=200) == {"limit": 200}
    assert accepted({"limit": 201}, room_limit_max=200) == {}


@rule("5.1-2")
def test_a_test_room_shows_the_highest_limit():
    assert defaults_for(RoomKind.TEST, RoomRules(room_limit_max=200)).limit == 200


@rule("5.2-10", "14-6")
def test_the_longest_online_time_is_a_rule_of_the_server():
    assert accepted({"min_online_time": 1000}, online_time_max_ms=1000) == {"min_online_time": 1000}
    assert accepted({"min_online_time": 1001}, online_time_max_ms=1000) == {}


@rule("5.2-10")
@pytest.mark.parametrize("value", [1, 60_000, 86_400_000, 5000.0])
def test_online_time_is_a_number_of_ms(value):
    taken = accepted({"min_online_time": value})["min_online_time"]
    assert taken == value
    assert type(taken) is int


@rule("5.2-10")
@pytest.mark.parametrize("value", [0, 0.0, -0.0, None])
def test_online_time_of_nothing_removes_it(value):
    assert accepted({"min_online_time": value}) == {"min_online_time": None}


@rule("5.2-10")
@pytest.mark.parametrize("value", [-1, 86_400_001, 1.5, "60000", "", True, [], 1e300])
def test_an_online_time_out_of_range_or_shape_is_dropped(value):
    assert accepted({"min_online_time": value}) == {}


@rule("5.2-11", "5.2-12", "5.2-14")
@pytest.mark.parametrize("key", ["lobby", "owner_id", "unknown", "id", "_id"])
def test_keys_that_are_not_the_clients_are_dropped(key):
    assert accepted({key: True}) == {}


@rule("5.2-14")
def test_a_bad_value_drops_its_key_only():
    wish = {"visible": False, "chat": "no", "color": "red", "limit": "12", "lobby": True}
    assert accepted(wish) == {"visible": False, "limit": 12}


def test_a_change_leaves_keys_that_were_not_sent():
    before = RoomSettings(chat=False, color2="#111111", limit=7)
    after = before.changed({"visible": False, "color2": "#222222"})
    assert after == dataclasses.replace(before, visible=False, color2="#222222")


def test_a_change_without_color2_deletes_it():
    assert RoomSettings(color2="#111111").changed({"visible": False}).color2 is None


def test_a_new_room_with_a_color_of_its_own_has_no_default_color2():
    assert RoomSettings().created({"color": "#111111"}).color2 is None


def test_a_new_room_with_the_default_color_keeps_the_default_color2():
    assert RoomSettings().created({"visible": False}).color2 == "#001014"


def test_a_new_room_may_bring_its_color2_alone():
    created = RoomSettings().created({"color2": "#222222"})
    assert (created.color, created.color2) == ("#3b5054", "#222222")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=4,
)
KEYS = st.sampled_from([field.name for field in dataclasses.fields(RoomSettings)]) | st.text()


@given(st.dictionaries(KEYS, JSON))
def test_whatever_is_wished_the_result_is_valid_and_stays_so(wish):
    settings = RoomSettings().changed(accepted(wish))
    assert all(isinstance(getattr(settings, name), bool) for name in SWITCHES)
    assert 0 <= settings.limit <= 99
    assert settings.lobby is False
    assert settings.owner_id is None
    assert accepted(accepted(wish)) == accepted(wish)
