"""Facts about what is remembered of addresses, and for how long."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from moderation.models import AddressSighting
from moderation.services import sightings as services
from moderation.services.sightings import Sightings, sightings_purge

pytestmark = pytest.mark.django_db
ALICE, BOB = "a" * 24, "b" * 24
HOME, WORK = "203.0.113.7", "2001:db8::1"
NOW = datetime(2030, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def rows() -> list[tuple[Any, ...]]:
    columns = ("user_id", "address", "first_seen_at", "last_seen_at")
    return list(AddressSighting.objects.order_by("pk").values_list(*columns))


def keep_for(settings: Any, days: int) -> None:
    settings.MPP = dataclasses.replace(settings.MPP, sighting_days=days)


def test_a_pair_is_kept_once_with_its_first_and_last_time():
    seen = Sightings()
    seen.note([(ALICE, HOME)], at=NOW)
    seen.note([(ALICE, HOME), (ALICE, WORK)], at=NOW + 90 * MINUTE)
    assert rows() == [
        (ALICE, HOME, NOW, NOW + 90 * MINUTE),
        (ALICE, WORK, NOW + 90 * MINUTE, NOW + 90 * MINUTE),
    ]


def test_within_the_hour_nothing_is_asked_of_the_database(django_assert_num_queries):
    seen = Sightings()
    seen.note([(ALICE, HOME)], at=NOW)
    with django_assert_num_queries(0):
        seen.note([(ALICE, HOME)], at=NOW + 59 * MINUTE)


def test_another_process_finds_the_pair_there():
    Sightings().note([(ALICE, HOME)], at=NOW)
    Sightings().note([(ALICE, HOME)], at=NOW + MINUTE)
    assert rows() == [(ALICE, HOME, NOW, NOW + MINUTE)]


def test_what_is_no_address_is_not_kept():
    Sightings().note([(ALICE, "unknown"), (ALICE, "")], at=NOW)
    assert rows() == []


def test_with_no_days_nothing_is_kept_and_everything_goes(settings):
    Sightings().note([(ALICE, HOME)], at=NOW)
    keep_for(settings, 0)
    Sightings().note([(BOB, HOME)], at=NOW)
    assert sightings_purge(at=NOW) == 1
    assert rows() == []


def test_what_is_old_goes(settings):
    keep_for(settings, 30)
    seen = Sightings()
    seen.note([(ALICE, HOME)], at=NOW)
    seen.note([(ALICE, WORK)], at=NOW + MINUTE)
    assert sightings_purge(at=NOW + timedelta(days=30)) == 1
    assert [row[1] for row in rows()] == [WORK]


def test_what_a_process_remembers_is_bounded(monkeypatch):
    monkeypatch.setattr(services, "MOST_KNOWN", 10)
    seen = Sightings()
    for number in range(30):
        seen.note([(ALICE, f"203.0.113.{number}")], at=NOW)
    assert len(seen._written) <= 11
    assert len(rows()) == 30
