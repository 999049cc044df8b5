"""What the API tells of rooms and does with them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from moderation.models import AuditEntry, Ban, Order
from rooms.models import ChatLine, Player, RoomRecord

from .conftest import code_of, last_action
from .seed import (
    ALICE,
    BOB,
    CAROL,
    DORA,
    ROOM,
    World,
    account,
    ban_of,
    say,
)

pytestmark = pytest.mark.django_db


def test_a_room_that_is_closed_is_told_with_all_its_settings(owner):
    room = owner.get("rooms/{room}/")
    assert (room["id"], room["kind"], room["people"]) == (ROOM, "normal", 0)
    assert room["settings"]["visible"] is True
    assert (room["crown_holder"], room["owner"], room["closed_until"]) == (None, None, None)
    assert owner.get("rooms/")["results"] == [room]


def test_settings_owner_and_keeping_are_changed_together(owner):
    body = {"settings": {"chat": False, "color": "#101010"}, "owner": BOB, "persistent": True}
    room = owner.patch("rooms/{room}/", body)
    assert (room["settings"]["chat"], room["settings"]["color"]) == (False, "#101010")
    assert (room["owner"]["name"], room["persistent"]) == ("Bob", True)
    assert owner.patch("rooms/{room}/", {"owner": None})["owner"] is None


def test_of_a_change_of_a_room_all_is_done_or_nothing(asker, world):
    body = {"settings": {"chat": False}, "persistent": True}
    response = asker("moderator").patch(world.path("rooms/{room}/"), body, format="json")
    assert (response.status_code, code_of(response)) == (403, "not-allowed")
    assert RoomRecord.objects.get(room_id=ROOM).settings == {}


def test_a_room_is_closed_and_opened_again(owner):
    closed = owner.post("rooms/{room}/close/", {"minutes": 5, "text": "Back soon"})
    until = parse_datetime(closed["closed_until"])
    assert until
    assert timedelta(0) < until - timezone.now() <= timedelta(minutes=5)
    assert owner.post("rooms/{room}/reopen/")["closed_until"] is None


def test_chat_goes_by_cursor_and_misses_nothing(owner):
    for number in range(10, 20):
        say(BOB, "Bob", f"line {number}", f"{number:08x}")
    first = owner.get("rooms/{room}/chat/?page_size=4")
    assert [line["text"] for line in first["results"]] == [
        f"line {number}" for number in (19, 18, 17, 16)
    ]
    say(BOB, "Bob", "said meanwhile", "000000ff")
    second = owner.client.get(first["next"]).json()
    assert [line["text"] for line in second["results"]] == [
        f"line {number}" for number in (15, 14, 13, 12)
    ]
    assert owner.client.get(second["previous"]).json()["results"] == first["results"]
    assert set(first) == {"next", "previous", "results"}


def test_a_line_is_hidden_and_shown_again(owner):
    assert owner.post("rooms/{room}/chat/{line}/hide/")["hidden"] is True
    assert ChatLine.objects.get(line_id="00000001").hidden
    assert owner.post("rooms/{room}/chat/{line}/hide/")["hidden"] is True
    assert owner.post("rooms/{room}/chat/{line}/show/")["hidden"] is False
    actions = AuditEntry.objects.filter(action__startswith="line_").order_by("pk")
    assert [entry.action for entry in actions] == ["line_hide", "line_show"]


@pytest.mark.parametrize(("path", "to"), [("notify/", ""), ("users/{user}/notify/", BOB)])
def test_notices_go_to_one_or_to_everybody(owner, path, to):
    assert owner.post(path, {"title": "Hello", "text": "Good night"}, 204) is None
    payload = {"room": "", "user": to, "title": "Hello", "text": "Good night"}
    assert Order.objects.latest("pk").payload == payload


def test_hidden_lines_are_told_as_hidden(owner):
    ChatLine.objects.filter(line_id="00000001").update(hidden=True)
    assert owner.get("rooms/{room}/chat/")["results"] == [
        {
            "id": "00000001",
            "user": {"id": BOB, "name": "Bob", "color": "#123456"},
            "text": "hello everybody",
            "reply_to": "",
            "sent_at": "2030-03-17T17:46:40.001000Z",
            "hidden": True,
        }
    ]


@pytest.mark.parametrize(
    ("act", "body", "action"),
    [
        ("kick", {"user": BOB, "text": "Enough"}, "room_kick"),
        ("clear-chat", None, "clearchat"),
        ("notify", {"text": "Hello"}, "notice_send"),
    ],
)
def test_acts_on_rooms_are_ordered_and_on_record(owner, act, body, action):
    orders = Order.objects.count()
    assert owner.post(f"rooms/{{room}}/{act}/", body, 204) is None
    entry = last_action()
    assert (entry.action, entry.room, entry.actor_name) == (action, ROOM, "the owner")
    assert Order.objects.count() == orders + 1


def test_the_owner_of_a_room_sees_its_bans_and_no_staff(asker, world):
    RoomRecord.objects.update(owner_id=ALICE)
    by_room = Ban.objects.create(
        user_id=DORA,
        scope="room",
        room_id=ROOM,
        origin="room",
        issued_by=ALICE,
        expires_at=timezone.now() + timedelta(hours=1),
    )
    ban_of(CAROL, room_id=ROOM, length=None)
    rows = {row["user"]["id"]: row for row in asker("player").get(bans_path(world)).json()}
    assert by_room.expires_at
    assert rows == {
        CAROL: {
            "user": {"id": CAROL, "name": "Carol", "color": "#123456"},
            "expires_at": None,
            "issued_by": None,
            "by_staff": True,
        },
        DORA: {
            "user": {"id": DORA, "name": "Dora", "color": "#123456"},
            "expires_at": int(by_room.expires_at.timestamp() * 1000),
            "issued_by": {"id": ALICE, "name": "Alice"},
            "by_staff": False,
        },
    }


def test_nobody_learns_from_bans_which_rooms_there_are(asker, world):
    paths = (bans_path(world), world.path("rooms/no such room/bans/"))
    assert [asker("player").get(path).status_code for path in paths] == [403, 403]
    assert [asker("owner").get(path).status_code for path in paths] == [200, 404]


def bans_path(world: World) -> str:
    return world.path("rooms/{room}/bans/")


def test_staff_at_the_piano_see_the_bans_of_any_room(asker, world):
    client = asker("player")
    assert client.get(bans_path(world)).status_code == 403
    Player.objects.filter(pk=ALICE).update(account=account("trial moderator"))
    assert client.get(bans_path(world)).json() == []
