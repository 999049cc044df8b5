"""Facts about finding people, and what there is to know of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from moderation.actors import OPERATOR, Actor
from moderation.models import AddressSighting, Report
from moderation.selectors.users import (
    names_of,
    others_of_same_addresses,
    reports_about,
    sanctions_of,
    sightings_of,
    users_search,
)
from moderation.services.bans import Terms, ban_issue, ban_lift
from rooms.models import PlayerName, RoomRecord

from .conftest import ALICE, BOB, CAROL, actor, add_player

pytestmark = pytest.mark.django_db
DAVE = "d" * 24
NOW = datetime(2030, 1, 1, tzinfo=UTC)
HOME, WORK = "203.0.113.7", "2001:db8::1"


@pytest.fixture(autouse=True)
def people(db: None) -> None:
    add_player(ALICE, "Alice Cooper")
    add_player(BOB, "Bob")
    add_player(CAROL, "<i>Carol</i>")
    add_player(DAVE, "100% Dave_")


def name(user_id: str, *names: str) -> None:
    for number, one in enumerate(names):
        PlayerName.objects.create(
            player_id=user_id, name=one, last_used_at=NOW + timedelta(days=number)
        )


def see(user_id: str, address: str, days: int = 0) -> AddressSighting:
    at = NOW + timedelta(days=days)
    return AddressSighting.objects.create(
        user_id=user_id, address=address, first_seen_at=NOW, last_seen_at=at
    )


def found(query: str, addresses: bool = False) -> list[str]:
    return sorted(users_search(query, addresses=addresses).values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("", [ALICE, BOB, CAROL, DAVE]),
        ("  ", [ALICE, BOB, CAROL, DAVE]),
        ("bbbb", [BOB]),
        ("BBBB", [BOB]),
        (ALICE, [ALICE]),
        ("cooper", [ALICE]),
        (" Cooper ", [ALICE]),
        ("<i>", [CAROL]),
        ("0%", [DAVE]),
        ("e_", [DAVE]),
        ("%", [DAVE]),
        ("_", [DAVE]),
        ("nobody", []),
        ("' OR 1=1 --", []),
    ],
)
def test_people_are_found_by_id_and_name(query, ids):
    assert found(query) == ids


def test_people_are_found_by_former_names_once():
    name(BOB, "Robert", "Robby", "Bob")
    assert found("rob") == [BOB]


def test_people_are_found_by_address_by_who_may_see_it():
    see(ALICE, HOME)
    see(BOB, HOME)
    assert found(HOME) == []
    assert found(HOME, addresses=True) == [ALICE, BOB]
    see(CAROL, WORK)
    assert found("2001:0DB8:0::1", addresses=True) == [CAROL]
    assert found("203.0.113", addresses=True) == []


def test_a_search_takes_one_query_however_many_are_found(django_assert_num_queries):
    name(ALICE, "a", "b", "c")
    see(ALICE, HOME)
    with django_assert_num_queries(1):
        list(users_search("a", addresses=True))
    with django_assert_num_queries(1):
        list(users_search(HOME, addresses=True))


def test_all_sanctions_are_kept_newest_first(django_assert_num_queries):
    RoomRecord.objects.create(room_id="room")
    by = actor("owner")
    first = ban_issue(terms=Terms(user_id=ALICE, reason="one"), by=by, at=NOW).ban
    ban_lift(ban_id=first.pk, by=by, at=NOW)
    mute = Terms(user_id=ALICE, reason="two", effect="mute", room_id="room")
    second = ban_issue(terms=mute, by=by, at=NOW + timedelta(hours=1)).ban
    ban_issue(terms=Terms(user_id=BOB, reason="other"), by=OPERATOR)
    with django_assert_num_queries(1):
        rows = list(sanctions_of(ALICE))
        assert {str(row.issued_by_account) for row in rows} == {"the owner"}
    assert rows == [second, first]


def test_reports_about_somebody_newest_first():
    rows = [
        Report.objects.create(
            reporter=BOB, target=target, reason="spam", created_at=NOW + timedelta(days=day)
        )
        for day, target in enumerate((ALICE, BOB, ALICE))
    ]
    assert list(reports_about(ALICE, by=actor("moderator"))) == [rows[2], rows[0]]
    assert list(reports_about(ALICE, by=Actor(ALICE))) == []


def test_names_newest_first():
    name(ALICE, "Ann", "Anna")
    name(BOB, "Bo")
    assert [one.name for one in names_of(ALICE)] == ["Anna", "Ann"]


def test_sightings_newest_first():
    see(ALICE, HOME)
    see(ALICE, WORK, days=1)
    see(BOB, HOME)
    assert [one.address for one in sightings_of(ALICE)] == [WORK, HOME]


def test_who_else_came_from_the_same_addresses(django_assert_num_queries):
    see(ALICE, HOME)
    see(ALICE, WORK)
    see(BOB, HOME, days=3)
    see(CAROL, HOME, days=1)
    see(CAROL, WORK, days=2)
    see(DAVE, "198.51.100.1")
    with django_assert_num_queries(1):
        rows = [
            (one.pk, one.shared_addresses, one.shared_at)  # type: ignore[attr-defined]
            for one in others_of_same_addresses(ALICE)
        ]
    assert rows == [(CAROL, 2, NOW + timedelta(days=2)), (BOB, 1, NOW + timedelta(days=3))]
    assert list(others_of_same_addresses(DAVE)) == []
