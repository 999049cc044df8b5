"""What the server says, field for field (docs/protocol.md §3.3, §4, §6, §8, §9, §11, §18)."""

from __future__ import annotations

import json

import pytest
from msgspec import UNSET

from rooms.domain.chat import Line
from rooms.domain.people import Participant, Right, Tag, User
from rooms.domain.quota import NORMAL, RIDICULOUS
from rooms.protocol import encoding
from rooms.protocol.client import Note
from rooms.tests.rules import rule

ID, OTHER_ID = "0123456789abcdef01234567", "f" * 24
NOW = 1_700_000_000_000
USER = User(ID, "Anonymous", "#6a8f3c")
OTHER = User(OTHER_ID, "Bob", "#0000ff")
BOT = User(ID, "Robot", "#6a8f3c", tag=Tag("BOT", "#55f"))
TAG = {"text": "BOT", "color": "#55f"}
PERSON = {"_id": ID, "id": ID, "name": "Anonymous", "color": "#6a8f3c"}
OTHER_PERSON = {"_id": OTHER_ID, "id": OTHER_ID, "name": "Bob", "color": "#0000ff"}


def sent(fragment: bytes):
    return json.loads(fragment)


# Without a room


def test_challenge():
    assert sent(encoding.challenge()) == {"m": "b", "code": ""}


def test_hello():
    token = f"{ID}.Zx"
    assert sent(encoding.hello(USER, now=NOW, token=token, motd="Welcome.")) == {
        "m": "hi",
        "t": NOW,
        "u": {"_id": ID, "name": "Anonymous", "color": "#6a8f3c"},
        "permissions": {},
        "token": token,
        "motd": "Welcome.",
    }


@rule("4.1-7")
def test_hello_has_no_token_if_there_is_none_to_tell():
    assert "token" not in sent(encoding.hello(USER, now=NOW, token=None, motd=""))


@rule("3.3-10", "3.4-8", "4.1-5")
def test_hello_has_the_tag():
    assert sent(encoding.hello(BOT, now=NOW, token=None, motd=""))["u"]["tag"] == TAG


@rule("4.1-6")
def test_permissions_are_a_map_to_true():
    staff = User(ID, "x", "#000000", rights=frozenset({Right.VANISH, Right.CHOWN_ANYWHERE}))
    permissions = sent(encoding.hello(staff, now=NOW, token=None, motd=""))["permissions"]
    assert permissions == {"vanish": True, "chownAnywhere": True}


def test_time():
    assert sent(encoding.time(NOW, None)) == {"m": "t", "t": NOW}


@pytest.mark.parametrize("echo", [0, 5, 1.5, -3])
def test_time_with_echo(echo):
    assert sent(encoding.time(NOW, echo)) == {"m": "t", "t": NOW, "e": echo}


def test_quota_is_flat():
    assert sent(encoding.quota(NORMAL)) == {
        "m": "nq",
        "allowance": 400,
        "max": 1200,
        "maxHistLen": 3,
    }
    assert sent(encoding.quota(RIDICULOUS))["max"] == 1800


def test_notification():
    fields = {"title": "Notice", "text": "<b>", "target": "#room", "duration": 7000}
    assert sent(encoding.notification(fields)) == {"m": "notification", **fields}


# People


def test_a_person_who_has_not_moved():
    assert sent(encoding.joined(Participant(USER), encoding.UNMOVED)) == {
        "m": "p",
        **PERSON,
        "x": 200,
        "y": 100,
        "afk": False,
    }


@rule("3.3-4")
def test_a_person_who_has_moved_has_strings_for_a_place():
    shown = sent(encoding.joined(Participant(USER), ("0.00", "61.25")))
    assert (shown["x"], shown["y"]) == ("0.00", "61.25")


@rule("3.3-5")
def test_a_person_who_is_idle():
    assert sent(encoding.joined(Participant(USER, afk=True), encoding.UNMOVED))["afk"] is True


def test_a_person_with_a_tag():
    assert sent(encoding.joined(Participant(BOT), encoding.UNMOVED))["tag"] == TAG


@rule("3.3-6")
def test_a_person_without_a_tag():
    assert "tag" not in sent(encoding.joined(Participant(USER), encoding.UNMOVED))


@rule("3.3-7")
def test_a_person_who_vanished():
    unseen = User(ID, "x", "#000000", vanished=True)
    assert sent(encoding.joined(Participant(unseen), encoding.UNMOVED))["vanished"] is True


@rule("3.3-7")
def test_a_person_who_did_not_vanish():
    assert "vanished" not in sent(encoding.joined(Participant(USER), encoding.UNMOVED))


def test_somebody_left():
    assert sent(encoding.left(ID)) == {"m": "bye", "p": ID}


def test_cursor():
    assert sent(encoding.cursor(ID, "12.34", "56.78")) == {
        "m": "m",
        "id": ID,
        "x": "12.34",
        "y": "56.78",
    }


# Notes


def test_notes():
    played: list[Note[float]] = [Note("c3"), Note("as-1", d=20, v=0.25), Note("c3", s=1, d=0)]
    assert sent(encoding.notes(NOW, ID, played)) == {
        "m": "n",
        "t": NOW,
        "p": ID,
        "n": [{"n": "c3"}, {"n": "as-1", "d": 20, "v": 0.25}, {"n": "c3", "d": 0, "s": 1}],
    }


@pytest.mark.parametrize("time", [NOW, NOW + 0.5, 0, -1])
def test_the_time_of_notes_is_as_it_came(time):
    assert sent(encoding.notes(time, ID, [Note("c3")]))["t"] == time


def test_a_whole_time_is_written_as_one():
    assert b'"t":1700000000000,' in encoding.notes(NOW, ID, [Note("c3", v=UNSET)])


# Chat


@rule("3.3-9")
def test_a_line():
    assert sent(encoding.said(Line("1a2b3c4d", NOW, "hello", USER))) == {
        "m": "a",
        "id": "1a2b3c4d",
        "t": NOW,
        "a": "hello",
        "p": PERSON,
    }


def test_a_reply():
    assert sent(encoding.said(Line("1a2b3c4d", NOW, "hello", USER, "0badcafe")))["r"] == "0badcafe"


@rule("3.3-9", "3.4-8")
def test_a_line_of_somebody_with_a_tag():
    assert sent(encoding.said(Line("1a2b3c4d", NOW, "hello", BOT)))["p"]["tag"] == TAG


@rule("3.3-9")
def test_a_direct_message():
    line = Line("1a2b3c4d", NOW, "psst", USER, "0badcafe", OTHER)
    assert sent(encoding.said(line)) == {
        "m": "dm",
        "id": "1a2b3c4d",
        "t": NOW,
        "a": "psst",
        "sender": PERSON,
        "recipient": OTHER_PERSON,
        "r": "0badcafe",
    }


def test_text_goes_out_as_it_came():
    text = 'a "quoted" <b>\u200d 🎹 \\'
    assert sent(encoding.said(Line("1a2b3c4d", NOW, text, USER)))["a"] == text


@rule("6.4-1")
def test_every_entry_of_the_history_says_what_it_is():
    lines = [Line("1", NOW, "x", USER), Line("2", NOW, "y", USER, None, OTHER)]
    assert sent(encoding.history(lines)) == {
        "m": "c",
        "c": [sent(encoding.said(line)) for line in lines],
    }
    assert [entry["m"] for entry in sent(encoding.history(lines))["c"]] == ["a", "dm"]


def test_an_empty_history_is_a_list():
    assert sent(encoding.history([])) == {"m": "c", "c": []}


# Custom messages


@rule("3.3-11", "9.1-3")
def test_a_custom_message_has_a_sender_without_place():
    assert sent(encoding.custom({"x": [1]}, Participant(BOT))) == {
        "m": "custom",
        "data": {"x": [1]},
        "p": ID,
        "u": {"_id": ID, "name": "Robot", "color": "#6a8f3c", "afk": False, "tag": TAG},
    }


def test_custom_data_may_be_nothing():
    assert sent(encoding.custom(None, Participant(USER)))["data"] is None


@rule("9.2-1")
@pytest.mark.parametrize(
    ("data", "size"), [(None, 4), ("ä🎹", 8), ([1, {"x": 2}], 11), (True, 4), ("9" * 400, 402)]
)
def test_the_size_of_data_is_that_of_its_compact_json(data, size):
    assert encoding.size_of(data) == size


@rule("1-8")
@pytest.mark.parametrize("data", [10**400, [1, {"x": -(10**400)}], {"x": [0.5, 10**309]}], ids=type)
def test_data_that_browsers_cannot_read_has_no_size(data):
    assert encoding.size_of(data) is None


def test_a_long_number_that_browsers_can_read_has_a_size():
    assert encoding.size_of([10**308, True]) == 309 + len("[,true]")
