"""Bans that rooms issue and lift themselves, as moderators find them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from moderation.models import AuditEntry, Ban
from moderation.selectors.bans import bans_in_rooms
from moderation.services.room_bans import room_bans_store
from rooms.records import LiftedBan, StoredBan

pytestmark = pytest.mark.django_db
ALICE, BOB, CAROL = "a" * 24, "b" * 24, "c" * 24
NOW = datetime(2030, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def ban(user_id: str = ALICE, room_id: str = "room", hours: int = 1) -> StoredBan:
    return StoredBan(
        room_id=room_id,
        user_id=user_id,
        by_user_id=BOB,
        expires_at=ms(NOW + HOUR * hours),
        created_at=ms(NOW),
    )


def store(*bans: StoredBan, lift: tuple[str, str] | None = None, by: str = "") -> None:
    entries: dict[tuple[str, str], StoredBan | LiftedBan] = {
        (one.room_id, one.user_id): one for one in bans
    }
    if lift:
        entries[lift] = LiftedBan(by)
    room_bans_store(entries, at=NOW)


def test_a_ban_of_a_room_says_who_issued_it_and_until_when():
    store(ban())
    row = Ban.objects.get()
    assert (row.user_id, row.room_id, row.scope, row.origin) == (ALICE, "room", "room", "room")
    assert (row.issued_by, row.issued_at, row.expires_at) == (BOB, NOW, NOW + HOUR)
    assert not AuditEntry.objects.exists()


def test_a_new_ban_takes_the_place_of_the_one_before_be_it_shorter():
    store(ban(hours=2))
    store(ban(hours=1))
    old, new = Ban.objects.order_by("pk")
    assert (old.lifted_at, old.lifted_by, old.current) == (NOW, BOB, False)
    assert (new.expires_at, new.current) == (NOW + HOUR, True)


def test_a_lifted_ban_says_who_lifted_it():
    store(ban())
    store(lift=("room", ALICE), by=CAROL)
    row = Ban.objects.get()
    assert (row.lifted_at, row.lifted_by, row.current) == (NOW, CAROL, False)


def test_an_expired_ban_was_not_lifted():
    store(ban(hours=-1))
    store(ban())
    old = Ban.objects.order_by("pk")[0]
    assert (old.lifted_at, old.current) == (None, False)


def test_lifting_what_is_not_banned_changes_nothing():
    store(ban())
    store(lift=("room", CAROL), by=BOB)
    store(lift=("another room", ALICE), by=BOB)
    assert Ban.objects.get().lifted_at is None


def test_bans_by_staff_are_left_alone():
    staff = Ban.objects.create(user_id=ALICE, scope="room", room_id="room", reason="noise")
    store(ban())
    store(lift=("room", ALICE), by=BOB)
    staff.refresh_from_db()
    assert (staff.lifted_at, staff.current) == (None, True)


def test_many_are_stored_in_few_statements(django_assert_max_num_queries):
    many = [ban(f"{number:024x}", f"room {number % 3}") for number in range(250)]
    store(*many)
    with django_assert_max_num_queries(12):
        store(*many)
    assert Ban.objects.filter(current=True).count() == 250


def test_the_bans_of_rooms_are_read_with_one_query(django_assert_num_queries):
    store(ban(), ban(BOB, hours=-1), ban(CAROL, "another"), ban(CAROL, "third"))
    with django_assert_num_queries(1):
        found = bans_in_rooms(["room", "another"], at=NOW)
    assert sorted((one.room_id, one.user_id) for one in found) == [
        ("another", CAROL),
        ("room", ALICE),
    ]
