"""What the API tells and does, resource by resource."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from moderation.models import AuditEntry, Ban, Order, WebhookDelivery
from rooms.models import ChatLine, Player, RoomRecord

from .conftest import Asker, code_of
from .seed import (
    ADDRESS,
    ALICE,
    BOB,
    CAROL,
    DORA,
    LATER,
    PRESET,
    ROOM,
    World,
    account,
    ban_of,
    say,
)

pytestmark = pytest.mark.django_db


class Owner:
    """Asks as an owner, in one line."""

    def __init__(self, client: Any, world: World) -> None:
        self.client = client
        self.world = world

    def get(self, path: str) -> Any:
        return self._json(self.client.get(self.world.path(path)))

    def post(self, path: str, body: Any = None, status: int | None = None) -> Any:
        return self._json(self.client.post(self.world.path(path), body, format="json"), status)

    def patch(self, path: str, body: Any) -> Any:
        return self._json(self.client.patch(self.world.path(path), body, format="json"))

    def _json(self, response: Any, status: int | None = None) -> Any:
        assert response.status_code == (status or response.status_code) < 300, response.content
        return response.json() if response.content else None


@pytest.fixture
def owner(asker: Asker, world: World) -> Owner:
    return Owner(asker("owner"), world)


def last_action() -> AuditEntry:
    return AuditEntry.objects.latest("pk")


# Bans


def test_a_ban_says_who_why_and_until_when(owner):
    body = {"user": BOB, "reason": "again", "note": "third time", "expires_at": LATER}
    ban = owner.post("bans/", body, 201)
    assert ban["user"] == {"id": BOB, "name": "Bob", "color": "#123456"}
    assert (ban["reason"], ban["note"], ban["expires_at"]) == ("again", "third time", LATER)
    assert (ban["scope"], ban["effect"], ban["state"]) == ("site", "entry", "active")
    assert ban["issued_by_account"]["name"] == "the owner"
    assert owner.get(f"bans/{ban['id']}/") == ban


def test_a_mute_in_one_room_of_a_network_for_ever(owner):
    body = {
        "network": "198.51.100.7",
        "room": ROOM,
        "effect": "mute",
        "preset": owner.world.preset.pk,
        "expires_at": None,
    }
    ban = owner.post("bans/", body, 201)
    assert (ban["network"], ban["room"], ban["effect"]) == ("198.51.100.7/32", ROOM, "mute")
    assert (ban["user"], ban["expires_at"], ban["reason"]) == (None, None, PRESET)


def test_the_same_ban_again_is_the_one_there_is(owner):
    body = {"user": BOB, "reason": PRESET, "expires_at": LATER}
    first = owner.post("bans/", body, 201)
    entries = AuditEntry.objects.count()
    assert owner.post("bans/", body, 200) == first
    assert AuditEntry.objects.count() == entries


def test_other_terms_name_the_ban_there_is(owner):
    response = owner.client.post(
        owner.world.path("bans/"),
        {"user": CAROL, "reason": "something else", "expires_at": soon()},
        format="json",
    )
    assert (response.status_code, code_of(response)) == (409, "already-banned")
    assert response.json()["error"]["fields"] == {"ban": owner.world.ban.pk}


def soon() -> str:
    return (timezone.now() + timedelta(hours=1)).isoformat()


def test_a_ban_is_lifted_once(owner):
    lifted = owner.post("bans/{ban}/lift/", {"why": "enough"})
    assert (lifted["state"], lifted["lifted_why"]) == ("lifted", "enough")
    entries = AuditEntry.objects.count()
    assert owner.post("bans/{ban}/lift/", {"why": "again"}) == lifted
    assert AuditEntry.objects.count() == entries


def test_what_is_not_named_of_a_ban_stays(owner):
    before = owner.get("bans/{ban}/")
    assert owner.patch("bans/{ban}/", {"note": "new"}) == {**before, "note": "new"}
    assert owner.patch("bans/{ban}/", {"expires_at": None})["expires_at"] is None
    assert owner.patch("bans/{ban}/", {}) == {**before, "note": "new", "expires_at": None}


def test_who_outranks_is_not_banned(asker, world):
    Player.objects.filter(pk=BOB).update(account=account("owner"))
    body = {"user": BOB, "reason": PRESET, "expires_at": soon()}
    response = asker("moderator").post(world.path("bans/"), body, format="json")
    assert (response.status_code, code_of(response)) == (403, "outranked")


def test_bans_are_filtered(owner):
    expired = ban_of(ALICE)
    Ban.objects.filter(pk=expired.pk).update(expires_at=timezone.now() - timedelta(days=1))
    world = owner.world

    def found(query: str) -> set[int]:
        return {ban["id"] for ban in owner.get(f"bans/?{query}")["results"]}

    active = {world.ban.pk, world.appealed.pk, world.network_ban.pk}
    assert found("state=active") == active
    assert found("state=lifted") == {world.lifted.pk}
    assert found("state=expired") == {expired.pk}
    assert found(f"user={CAROL}") == {world.ban.pk}
    assert found("scope=room&room=My%20room") == {world.lifted.pk}
    assert found(f"issued_after={LATER}") == set()
    assert found("issued_before=2001-01-01T00:00:00Z") == set()


def test_lists_are_ordered_and_come_in_pages(owner):
    def ids(query: str) -> list[int]:
        return [ban["id"] for ban in owner.get(f"bans/?{query}")["results"]]

    everything = ids("ordering=id")
    assert everything == sorted(everything)
    assert ids("ordering=-id") == everything[::-1]
    assert sorted(ids("ordering=,")) == sorted(everything)
    page = owner.get("bans/?ordering=id&page_size=2")
    assert (page["count"], page["previous"]) == (4, None)
    following = owner.client.get(page["next"]).json()
    assert [ban["id"] for ban in page["results"] + following["results"]] == everything
    assert following["next"] is None


# People


def test_people_are_found_by_id_name_former_name_and_address(owner):
    def found(text: str) -> set[str]:
        return {user["id"] for user in owner.get(f"users/?search={text}")["results"]}

    assert found("bbb") == found("bob") == found("Bob%20before") == {BOB}
    assert found(ADDRESS) == {ALICE, BOB, CAROL, DORA}
    assert found("nobody") == set()


def test_a_person_is_changed_and_told_as_changed(owner):
    changes = {
        "name": "Robert",
        "color": "#abcdef",
        "tag": {"text": "BOT", "color": "#f00"},
        "quota": {"allowance": 100, "max": 300},
        "name_locked": True,
        "bot": True,
        "max_sockets": 2,
        "rate_factor": 2.5,
    }
    told = owner.patch("users/{user}/", changes)
    assert {name: told[name] for name in changes} == changes
    assert last_action().action == "player_change"
    assert Order.objects.latest("pk").payload["profile"] == {"name": "Robert", "color": "#abcdef"}
    cleared = owner.patch("users/{user}/", {"tag": None, "quota": None, "max_sockets": None})
    assert (cleared["tag"], cleared["quota"], cleared["max_sockets"]) == (None, None, None)


def test_a_refused_part_of_a_tag_is_told_as_the_tag(owner):
    body = {"tag": {"text": "🎹" * 21, "color": "#f00"}}
    response = owner.client.patch(owner.world.path("users/{user}/"), body, format="json")
    assert (response.status_code, code_of(response)) == (400, "invalid")
    assert set(response.json()["error"]["fields"]) == {"tag"}


def test_what_is_known_of_a_person(owner):
    assert [one["name"] for one in owner.get("users/{user}/names/")["results"]] == ["Bob before"]
    sighting = owner.get("users/{user}/sightings/")["results"][0]
    assert sighting["address"] == ADDRESS
    assert parse_datetime(sighting["last_seen_at"])
    neighbours = owner.get("users/{user}/neighbours/")["results"]
    assert {one["id"] for one in neighbours} == {ALICE, CAROL, DORA}
    assert [one["room"] for one in owner.get("users/{user}/sanctions/")["results"]] == [ROOM]
    reports = owner.get("users/{user}/reports/")["results"]
    assert [one["reporter"]["id"] for one in reports] == [ALICE, CAROL]


# Rooms


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


def bans_path(world: World) -> str:
    return world.path("rooms/{room}/bans/")


def test_staff_at_the_piano_see_the_bans_of_any_room(asker, world):
    client = asker("player")
    assert client.get(bans_path(world)).status_code == 403
    Player.objects.filter(pk=ALICE).update(account=account("trial moderator"))
    assert client.get(bans_path(world)).json() == []


# Reports and appeals


def test_a_line_is_reported_with_what_was_said_around_it(asker, owner):
    body = {"target": BOB, "room": ROOM, "line": "00000001", "reason": "hate", "text": "Look"}
    made = asker("player").post(owner.world.path("reports/"), body, format="json")
    assert made.status_code == 201
    assert set(made.json()) == {"id", "state", "created_at"}
    report = owner.get(f"reports/{made.json()['id']}/")
    assert (report["reporter"]["id"], report["target"]["id"]) == (ALICE, BOB)
    lines = report["evidence"]["lines"]
    assert [(line["text"], line["reported"]) for line in lines] == [("hello everybody", True)]


def test_reasons_of_reports_are_told_to_everybody(asker, world):
    reasons = asker("anonymous").get(world.path("report-reasons/")).json()
    assert {"code": "spam", "text": reasons[3]["text"]} == reasons[3]
    assert [set(reason) for reason in reasons] == [{"code", "text"}] * len(reasons)


def test_nobody_reads_who_reported_them(asker, world):
    client = asker("moderator")
    Player.objects.filter(pk=BOB).update(account=User.objects.get(username="the moderator"))
    for path in ("reports/", "users/{user}/reports/"):
        assert client.get(world.path(path)).json()["results"] == []
    assert client.get(world.path("reports/{report}/")).status_code == 404


def test_a_report_goes_from_hand_to_hand_and_is_closed(owner):
    taken = owner.post("reports/{report}/assign/", {})
    assert (taken["state"], taken["assigned_to"]["name"]) == ("assigned", "the owner")
    assert owner.post("reports/{report}/assign/", {"to": None})["state"] == "open"
    closed = owner.post("reports/{report}/dismiss/", {"outcome": "It was a duet"})
    assert (closed["state"], closed["outcome"]) == ("dismissed", "It was a duet")
    assert closed["closed_by"]["name"] == "the owner"
    assert owner.post("reports/{report}/reopen/")["state"] == "open"


def test_the_queue_of_reports_is_filtered(owner):
    def found(query: str) -> list[int]:
        return [report["id"] for report in owner.get(f"reports/?{query}")["results"]]

    world = owner.world
    assert found("") == [world.closed.pk, world.report.pk]
    assert found("state=open") == [world.report.pk]
    assert found("state=open&state=resolved&ordering=-id") == [world.report.pk, world.closed.pk]
    assert found(f"reporter={ALICE}") == [world.report.pk]
    assert found("reason=spam&room=My%20room") == [world.closed.pk]
    assert found("assigned_to=1") == []


def test_the_banned_appeal_and_read_the_answer(asker, owner):
    banned = asker("anonymous")
    code = owner.world.appealed.code
    seen = banned.get(owner.world.path(f"appeals/of/{code}/")).json()
    assert (seen["state"], seen["may_appeal"], seen["reason"]) == ("active", False, PRESET)
    assert [appeal["state"] for appeal in seen["appeals"]] == ["open"]
    answered = owner.post("appeals/{appeal}/accept/", {"answer": "All right"})
    assert (answered["state"], answered["ban"]["state"]) == ("accepted", "lifted")
    told = banned.get(owner.world.path(f"appeals/of/{code}/")).json()
    assert (told["state"], told["appeals"][0]["answer"]) == ("lifted", "All right")


def test_a_second_answer_to_an_appeal_is_refused(owner):
    owner.post("appeals/{appeal}/reject/", {"answer": "No"})
    response = owner.client.post(owner.world.path("appeals/{appeal}/accept/"), {}, format="json")
    assert (response.status_code, code_of(response)) == (409, "already-closed")


# Audit, webhooks, numbers


def test_the_audit_says_who_did_what(owner):
    owner.patch("users/{user}/", {"name": "Robert"})
    entry = owner.get("audit/?account=the%20owner")["results"][0]
    assert (entry["action"], entry["target"]["id"]) == ("player_change", BOB)
    assert (entry["before"], entry["after"]) == ({"name": "Bob"}, {"name": "Robert"})
    assert owner.get(f"audit/{entry['id']}/") == entry
    assert owner.get(f"audit/?action=player_change&target={ALICE}")["results"] == []


def test_an_answer_names_the_request_that_the_audit_names(owner):
    path = owner.world.path("bans/{ban}/lift/")
    response = owner.client.post(path, {}, format="json")
    assert response["X-Request-ID"]
    assert last_action().request_id == response["X-Request-ID"]


def test_a_delivery_is_tried_again_from_the_beginning(owner):
    WebhookDelivery.objects.filter(pk=owner.world.delivery).update(state="failed", attempts=8)
    again = owner.post("webhooks/{webhook}/deliveries/{delivery}/redeliver/")
    assert (again["state"], again["attempts"]) == ("pending", 0)
    assert owner.get("webhooks/{webhook}/deliveries/?state=failed")["results"] == []
    assert last_action().action == "webhook_redeliver"


def test_a_webhook_is_changed_and_goes_with_its_deliveries(owner):
    events = ["ban.issued", "ban.lifted"]
    assert owner.patch("webhooks/{webhook}/", {"events": events[::-1]})["events"] == events
    assert owner.client.delete(owner.world.path("webhooks/{webhook}/")).status_code == 204
    assert not WebhookDelivery.objects.exists()


def test_numbers_say_what_waits(owner):
    stats = owner.get("stats/")
    assert (stats["open_reports"], stats["open_appeals"], stats["bans_24h"]) == (1, 1, 4)
    assert stats["now"]["people"] == 0
    assert len(stats["last_day"]["bans"]) == 24
