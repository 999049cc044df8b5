"""Facts about bans from rooms and mutes, and what is refused of all bans."""

from __future__ import annotations

from datetime import timedelta

import pytest

from moderation.actors import OPERATOR, Actor
from moderation.errors import Refusal
from moderation.models import Ban, Order
from moderation.selectors.bans import (
    bans_of_room,
)
from moderation.services.bans import ban_lift

from .banning import DAY, HTML, NOW, change, issue
from .conftest import ALICE, BOB, ROOM, actor, promote, refusal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("preset", "people")]


# Rooms and mutes


def test_a_ban_from_a_room_stands_beside_one_from_the_site():
    site, room = issue(), issue(room_id=ROOM)
    assert (site.scope, room.scope, room.room_id) == ("site", "room", ROOM)
    assert bans_of_room(ROOM, at=NOW) == [room]


def test_a_mute_stands_beside_a_ban():
    ban, mute = issue(), issue(effect="mute")
    assert Ban.objects.active(NOW).count() == 2
    ban_lift(ban_id=mute.pk, by=OPERATOR, at=NOW)
    assert list(Ban.objects.active(NOW)) == [ban]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"room_id": "nowhere"}, "unknown-room"),
        ({"room_id": "x" * 10_000}, "unknown-room"),
        ({"room_id": "\0"}, "unknown-room"),
        ({"user_id": "c" * 24}, "unknown-user"),
        ({"user_id": "x" * 10_000}, "unknown-user"),
        ({"user_id": "\ud800"}, "unknown-user"),
        ({"user_id": ALICE, "network": "203.0.113.7"}, "invalid"),
        ({"user_id": ""}, "invalid"),
        ({"effect": "applause"}, "invalid"),
        ({"reason": ""}, "no-reason"),
        ({"reason": " "}, "no-reason"),
        ({"reason": "x" * 513}, "invalid"),
        ({"reason": "\0"}, "invalid"),
        ({"note": "x" * 513}, "invalid"),
        ({"note": "\ud800"}, "invalid"),
        ({"length": timedelta(0)}, "expiry-past"),
        ({"length": -DAY}, "expiry-past"),
    ],
)
def test_what_is_wrong_bans_nobody(changes, code):
    assert refusal(issue, **changes) == code


def test_html_is_kept_as_it_was_written():
    ban = issue(reason=HTML, note=HTML)
    ban.refresh_from_db()
    assert (ban.reason, ban.note) == (HTML, HTML)


@pytest.mark.parametrize(
    ("changes", "right"),
    [
        ({}, "siteBan"),
        ({"room_id": ROOM}, "chownAnywhere"),
    ],
)
def test_a_ban_takes_the_right_of_its_scope(changes, right):
    assert refusal(issue, by=Actor(), **changes) is Refusal.NOT_ALLOWED
    assert issue(by=Actor(rights=frozenset({right})), **changes)


def test_a_mute_takes_a_power_and_no_right():
    rights = Actor(rights=OPERATOR.rights)
    assert refusal(issue, by=rights, effect="mute") is Refusal.NOT_ALLOWED
    assert issue(by=Actor(permissions=frozenset({"moderation.mute_users"})), effect="mute")


def test_nobody_bans_themselves_or_a_higher_rank():
    assert refusal(issue, by=Actor(ALICE, rights=OPERATOR.rights)) is Refusal.YOURSELF
    promote(ALICE, "admin")
    assert refusal(issue, by=actor("moderator")) is Refusal.OUTRANKED
    assert issue(by=actor("admin"))


# Of rooms themselves


def by_the_room() -> Ban:
    return Ban.objects.create(
        user_id=ALICE,
        scope="room",
        room_id=ROOM,
        origin="room",
        issued_by=BOB,
        issued_at=NOW,
        expires_at=NOW + DAY,
    )


def test_staff_lift_what_a_room_has_issued_and_the_room_is_told():
    ban = by_the_room()
    ban_lift(ban_id=ban.pk, by=actor("trial moderator"), at=NOW)
    order = Order.objects.get()
    assert (order.kind, order.everybody) == ("room.unban", False)
    assert order.payload == {"room": ROOM, "user": ALICE}


def test_staff_do_not_change_what_a_room_has_issued():
    ban = by_the_room()
    assert refusal(change, ban=ban, expires_at=NOW + 2 * DAY) is Refusal.INVALID


def test_a_ban_by_staff_stands_beside_one_by_the_room():
    both = {by_the_room(), issue(room_id=ROOM)}
    assert set(bans_of_room(ROOM, at=NOW)) == both
