"""Rooms on the wire: `ch`, `ls`, settings, crown (docs/protocol.md §5.2, §5.3, §5.7, §7.1, §18)."""

from __future__ import annotations

import json

import pytest

from rooms.domain.crown import CENTRE, Point, dropped, given
from rooms.domain.people import Participant, Tag, User
from rooms.domain.room import Room
from rooms.domain.rules import RoomRules
from rooms.domain.settings import RoomSettings, accepted
from rooms.protocol import encoding
from rooms.tests.rules import rule

ID, OTHER_ID = "0123456789abcdef01234567", "f" * 24
NOW = 1_700_000_000_400
USER = User(ID, "Anonymous", "#6a8f3c")
SWITCHES = ["visible", "chat", "crownsolo", "no cussing", "noindex", "allowBots"]


def room_with(*users, room_id="My room", settings=None):
    room = Room(room_id, RoomRules())
    room.settings = settings or room.settings
    room.participants = {user.user_id: Participant(user) for user in users}
    return room


def settings_of(room):
    return encoding.room_info(room)["settings"]


def test_the_answer_to_a_joiner_is_as_in_the_worked_exchange():
    room = room_with(USER)
    wish = {"visible": False, "limit": "12", "lobby": True, "color": "red"}
    room.settings = room.settings.created(accepted(encoding.setting_fields(wish), RoomRules()))
    room.crown = given(ID, NOW)
    assert json.loads(encoding.room_state(room, {}, ID)) == {
        "m": "ch",
        "p": ID,
        "ch": {
            "_id": "My room",
            "id": "My room",
            "count": 1,
            "settings": {
                "visible": False,
                "chat": True,
                "crownsolo": False,
                "no cussing": False,
                "noindex": False,
                "allowBots": True,
                "color": "#3b5054",
                "color2": "#001014",
                "limit": 12,
            },
            "crown": {
                "userId": ID,
                "participantId": ID,
                "time": NOW,
                "startPos": {"x": 50, "y": 50},
                "endPos": {"x": 50, "y": 50},
            },
        },
        "ppl": [
            {
                "_id": ID,
                "id": ID,
                "name": "Anonymous",
                "color": "#6a8f3c",
                "x": 200,
                "y": 100,
                "afk": False,
            }
        ],
    }


@rule("7.1-1", "7.1-2", "7.1-3", "7.1-4")
def test_a_dropped_crown_is_as_in_the_worked_exchange():
    room = room_with(USER)
    room.crown = dropped(given(ID, NOW), 1_700_000_005_000, Point(42.1, 61.25), 0.37)
    crown = encoding.room_info(room)["crown"]
    assert crown == {
        "userId": ID,
        "time": 1_700_000_005_000,
        "startPos": {"x": 42.1, "y": 61.25},
        "endPos": {"x": 42.1, "y": pytest.approx(77.4)},
    }


@rule("5.7-3")
def test_a_broadcast_tells_nobody_who_they_are():
    assert "p" not in json.loads(encoding.room_state(room_with(USER), {}))


def test_everybody_here_is_listed_where_the_cursor_was_last_seen():
    room = room_with(USER, User(OTHER_ID, "Bob", "#0000ff"))
    people = json.loads(encoding.room_state(room, {OTHER_ID: ("1.00", "2.00")}))["ppl"]
    places = [(one["id"], one["x"], one["y"]) for one in people]
    assert places == [(ID, 200, 100), (OTHER_ID, "1.00", "2.00")]


def test_an_empty_room_still_has_a_list_of_people():
    assert json.loads(encoding.room_state(room_with(), {}))["ppl"] == []


@rule("3.3-8")
def test_tags_are_there_every_time():
    tagged = User(ID, "Robot", "#000000", tag=Tag("BOT", "#55f"))
    people = json.loads(encoding.room_state(room_with(tagged), {}))["ppl"]
    assert people[0]["tag"] == {"text": "BOT", "color": "#55f"}


@rule("5.3-2", "3.3-7")
def test_who_vanished_is_neither_listed_nor_counted():
    room = room_with(USER, User(OTHER_ID, "Bob", "#0000ff", vanished=True))
    state = json.loads(encoding.room_state(room, {}))
    assert (state["ch"]["count"], [one["id"] for one in state["ppl"]]) == (1, [ID])
    assert [one["id"] for one in encoding.people(room, {})] == [ID]


@rule("5.3-2", "3.3-7")
def test_staff_see_and_count_who_vanished():
    room = room_with(USER, User(OTHER_ID, "Bob", "#0000ff", vanished=True))
    state = json.loads(encoding.room_state(room, {}, ID, vanished=True))
    assert state["ch"]["count"] == 2
    assert [one.get("vanished") for one in state["ppl"]] == [None, True]


@rule("5.3-4")
@pytest.mark.parametrize("room_id", ["lobby", "test/awkward"])
def test_a_room_without_crown_has_none_on_the_wire(room_id):
    assert "crown" not in encoding.room_info(room_with(USER, room_id=room_id))


def test_id_is_given_twice():
    info = encoding.room_info(room_with(USER))
    assert (info["_id"], info["id"]) == ("My room", "My room")


@rule("5.2-13")
@pytest.mark.parametrize("room_id", ["lobby", "test/awkward", "My room"])
def test_every_switch_and_the_limit_are_always_sent(room_id):
    settings = settings_of(room_with(room_id=room_id))
    assert all(isinstance(settings[name], bool) for name in SWITCHES)
    assert type(settings["limit"]) is int


@rule("5.2-13")
def test_switches_that_are_off_are_sent_as_such():
    off = RoomSettings(visible=False, chat=False, allow_bots=False)
    settings = settings_of(room_with(settings=off))
    assert [settings[name] for name in SWITCHES] == [False] * 6


def test_what_is_not_set_is_not_sent():
    settings = settings_of(room_with(settings=RoomSettings(color2=None)))
    assert settings.keys() == {*SWITCHES, "color", "limit"}


@rule("5.2-4", "5.2-10", "5.2-11", "5.2-12")
def test_what_is_set_is_sent_under_its_name_on_the_wire():
    full = RoomSettings(min_online_time=60_000, owner_id=ID, lobby=True, no_cussing=True)
    settings = settings_of(room_with(settings=full))
    assert settings["minOnlineTime"] == 60_000
    assert (settings["owner_id"], settings["lobby"], settings["no cussing"]) == (ID, True, True)


def test_a_lobby_says_that_it_is_one():
    assert settings_of(room_with(room_id="lobby"))["lobby"] is True


def test_settings_of_a_client_get_our_names():
    wish = {"no cussing": True, "allowBots": False, "minOnlineTime": 5, "limit": 7}
    assert encoding.setting_fields(wish) == {
        "no_cussing": True,
        "allow_bots": False,
        "min_online_time": 5,
        "limit": 7,
    }


def test_our_names_mean_nothing_on_the_wire():
    assert encoding.setting_fields({"no_cussing": True, "allow_bots": False, "x": 1}) == {}


@pytest.mark.parametrize("wish", [None, [], "visible", 1, True])
def test_what_is_no_object_wishes_nothing(wish):
    assert encoding.setting_fields(wish) == {}


@rule("5.7-4")
def test_what_is_sent_can_be_sent_back():
    settings = RoomSettings(visible=False, limit=7, color="#111111", min_online_time=60_000)
    sent = json.loads(encoding.room_state(room_with(settings=settings), {}))["ch"]["settings"]
    assert RoomSettings().changed(accepted(encoding.setting_fields(sent), RoomRules())) == settings


@pytest.mark.parametrize("complete", [True, False])
def test_a_list_of_rooms(complete):
    room = room_with(USER)
    room.crown = given(ID, NOW, CENTRE, CENTRE)
    info = encoding.room_info(room)
    assert json.loads(encoding.rooms([info], complete=complete)) == {
        "m": "ls",
        "c": complete,
        "u": [info],
    }
