"""Facts about bans of networks and from rooms, mutes, and what is refused of all of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User

from moderation.actors import OPERATOR, Actor
from moderation.errors import ModerationError, Refusal
from moderation.models import AuditEntry, Ban, Order, Webhook, WebhookDelivery
from moderation.networks import NetworkBook, covers, network_parse
from moderation.selectors.bans import (
    active_bans_of_networks,
    bans_of_room,
)
from moderation.services.bans import Terms, ban_change, ban_issue, ban_lift
from rooms.models import Player, RoomRecord

from .conftest import ALICE, PRESET, actor, add_player

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("preset")]
BOB = "b" * 24
ROOM = "My room"
NOW = datetime(2030, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
HTML = "<img src=x onerror=alert(1)>"


@pytest.fixture(autouse=True)
def people(db: None) -> None:
    add_player(ALICE)
    add_player(BOB)
    RoomRecord.objects.create(room_id=ROOM)


def issue(by: Actor = OPERATOR, **changes: Any) -> Ban:
    terms: dict[str, Any] = {"reason": PRESET, "length": DAY}
    if "network" not in changes:
        terms["user_id"] = ALICE
    return ban_issue(terms=Terms(**(terms | changes)), by=by, at=NOW).ban


def refusal(action: Any, **terms: Any) -> Refusal:
    before = (Ban.objects.count(), AuditEntry.objects.count(), Order.objects.count())
    with pytest.raises(ModerationError) as caught:
        action(**terms)
    assert before == (Ban.objects.count(), AuditEntry.objects.count(), Order.objects.count())
    return caught.value.code


def promote(user_id: str, role: str) -> None:
    account = User.objects.create(username=f"{role} {user_id[0]}")
    account.groups.add(Group.objects.get(name=role))
    Player.objects.filter(pk=user_id).update(account=account)


# Networks


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("203.0.113.7", "203.0.113.7/32"),
        (" 203.0.113.77/24 ", "203.0.113.0/24"),
        ("203.0.113.0/255.255.255.0", "203.0.113.0/24"),
        ("10.1.0.0/16", "10.1.0.0/16"),
        ("2001:DB8::1", "2001:db8::1/128"),
        ("2001:db8:1:2::5/64", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7/32"),
        ("::ffff:203.0.113.7/120", "203.0.113.0/24"),
    ],
)
def test_networks_have_one_canonical_form(text, canonical):
    assert network_parse(text) == canonical
    assert issue(network=text).network == canonical


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("nonsense", "bad-network"),
        ("203.0.113", "bad-network"),
        ("203.0.113.256", "bad-network"),
        ("203.0.113.0/33", "bad-network"),
        ("<b>", "bad-network"),
        ("\0", "bad-network"),
        ("1" * 5_000, "bad-network"),
        ("0.0.0.0/0", "network-too-wide"),
        ("10.0.0.0/15", "network-too-wide"),
        ("::/0", "network-too-wide"),
        ("2001::/31", "network-too-wide"),
        ("::ffff:0.0.0.0/96", "network-too-wide"),
    ],
)
def test_what_is_no_network_or_too_wide_is_refused(text, code):
    assert refusal(issue, network=text) == code


def test_networks_are_found_by_the_addresses_in_them():
    book = NetworkBook([("203.0.113.0/24", 1), ("203.0.113.7/32", 2), ("2001:db8::/64", 3)])
    assert sorted(book.of("203.0.113.7")) == [1, 2]
    assert book.of("203.0.113.8") == [1]
    assert book.of("2001:db8::42") == [3]
    assert book.of("2001:db9::42") == book.of("unknown") == NetworkBook().of("::1") == []
    assert covers("203.0.113.0/24", "203.0.113.9")
    assert not covers("203.0.113.0/24", "2001:db8::1")
    assert not covers("203.0.113.0/24", "unknown")


def test_nobody_bans_the_network_they_come_from():
    here = OPERATOR.asking_from("203.0.113.9")
    assert refusal(issue, by=here, network="203.0.113.0/24") is Refusal.YOURSELF
    assert issue(by=here, network="203.0.114.0/24")


def test_bans_of_networks_take_a_power():
    assert refusal(issue, by=actor("trial moderator"), network="203.0.113.7") is Refusal.NOT_ALLOWED
    ban = issue(by=actor("moderator"), network="203.0.113.7")
    trial = Actor(rights=frozenset({"siteBan"}))
    assert refusal(ban_lift, ban_id=ban.pk, by=trial) is Refusal.NOT_ALLOWED


def test_networks_stand_under_their_own_key_in_the_record_and_in_no_delivery():
    Webhook.objects.create(url="https://example.com", secret="s", events=list(Webhook.Event.values))
    ban = issue(network="203.0.113.0/24", note="secret note")
    ban_lift(ban_id=ban.pk, by=OPERATOR)
    for entry in AuditEntry.objects.values():
        assert entry["details"].pop("network") == "203.0.113.0/24"
        assert "203.0.113" not in str(entry)
    deliveries = str(list(WebhookDelivery.objects.values_list("payload", flat=True)))
    assert PRESET in deliveries
    assert "203.0.113" not in deliveries
    assert "secret note" not in deliveries


def test_active_bans_of_networks_are_read_with_one_query(django_assert_num_queries):
    by = actor("owner")
    bans = [issue(by=by, network=f"203.0.113.{n}") for n in range(3)]
    ban_lift(ban_id=bans[0].pk, by=by, at=NOW)
    issue(by=by)
    with django_assert_num_queries(1):
        assert active_bans_of_networks(at=NOW) == bans[1:]
    assert active_bans_of_networks(at=NOW + DAY) == []


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


# Changing


def change(ban: Ban, by: Actor = OPERATOR, **terms: Any) -> Ban:
    expires = terms.pop("expires_at", ban.expires_at)
    return ban_change(ban_id=ban.pk, by=by, expires_at=expires, **{"at": NOW, **terms})


def test_a_changed_ban_has_another_end_and_is_on_record():
    ban = issue(note="before")
    change(ban, expires_at=NOW + 2 * DAY, reason=HTML, note="after")
    ban.refresh_from_db()
    assert (ban.expires_at, ban.reason, ban.note) == (NOW + 2 * DAY, HTML, "after")
    assert ban.preset is None
    entry = AuditEntry.objects.get(action="ban_change")
    assert (entry.before["note"], entry.after["note"]) == ("before", "after")
    assert (entry.before["reason"], entry.after["reason"]) == (PRESET, HTML)
    assert Order.objects.order_by("-pk")[0].payload == {"ids": [ALICE]}


def test_changing_nothing_is_not_recorded():
    ban = issue()
    change(ban, reason=PRESET, note="")
    assert not AuditEntry.objects.filter(action="ban_change").exists()
    assert Order.objects.count() == 1


def test_a_change_can_make_a_ban_permanent_by_who_may():
    ban = issue()
    assert refusal(change, ban=ban, by=actor("moderator"), expires_at=None) is Refusal.TOO_LONG
    assert change(ban, by=actor("admin"), expires_at=None).expires_at is None


def test_many_small_changes_make_no_ban_longer_than_allowed():
    ban, by = issue(by=OPERATOR), actor("moderator")
    change(ban, by=by, expires_at=NOW + 30 * DAY)
    late: dict[str, Any] = {"expires_at": NOW + 31 * DAY, "at": NOW + 29 * DAY}
    assert refusal(change, ban=ban, by=by, **late) is Refusal.TOO_LONG


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({"expires_at": NOW}, "expiry-past"),
        ({"expires_at": NOW - DAY}, "expiry-past"),
        ({"reason": " "}, "no-reason"),
        ({"reason": "x" * 513}, "invalid"),
        ({"note": "x" * 513}, "invalid"),
        ({"at": NOW + 2 * DAY}, "already-ended"),
    ],
)
def test_what_is_wrong_changes_nothing(terms, code):
    ban = issue()
    assert refusal(change, ban=ban, **terms) == code


def test_a_free_reason_takes_a_right_in_a_change_too():
    ban = issue()
    assert refusal(change, ban=ban, by=actor("trial moderator"), reason="mine") is (
        Refusal.FREE_REASON
    )


def test_a_lifted_ban_is_changed_no_more():
    ban = issue()
    ban_lift(ban_id=ban.pk, by=OPERATOR, at=NOW)
    assert refusal(change, ban=ban, expires_at=None) is Refusal.ALREADY_ENDED


def test_bans_of_higher_ranks_are_neither_changed_nor_lifted():
    ban, by = issue(), actor("moderator")
    promote(ALICE, "admin")
    assert refusal(change, ban=ban, by=by, expires_at=NOW + 2 * DAY) is Refusal.OUTRANKED
    assert refusal(ban_lift, ban_id=ban.pk, by=by) is Refusal.OUTRANKED


@pytest.mark.parametrize("action", [ban_lift, ban_change])
def test_an_unknown_ban_is_refused(action):
    terms: dict[str, Any] = {"ban_id": 10_000, "by": OPERATOR}
    if action is ban_change:
        terms["expires_at"] = None
    assert refusal(action, **terms) is Refusal.UNKNOWN_BAN


def test_an_oversized_reason_to_lift_is_refused():
    ban = issue()
    assert refusal(ban_lift, ban_id=ban.pk, by=OPERATOR, why="x" * 513) is Refusal.INVALID


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
