"""Facts about names that look like those of staff: they are reported, and not refused."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, User
from django.utils import timezone

from moderation.live.desk import ModeratorsDesk
from moderation.models import Report
from moderation.names import look_of
from moderation.services.impersonation import impersonations_report
from rooms.desk import NoDesk
from rooms.records import Bundle, StoredProfile
from rooms.writes import store_bundle

from .conftest import add_player

STAFF, EVE = "a" * 24, "e" * 24


@pytest.mark.parametrize(
    "name",
    [
        "Alice",
        "ALICE",
        "A l i c e",
        "Аlice",
        "Alісе",
        "Al1ce",
        "A|ice",
        "Àlice",
        "Ａｌｉｃｅ",
        "𝐀𝐥𝐢𝐜𝐞",
        "*Alice*",
    ],
)
def test_names_that_look_alike_have_one_look(name):
    assert look_of(name) == look_of("alice")


@pytest.mark.parametrize("name", ["Alicia", "Bob", "", "🎹", "Ab", "Anonymous"])
def test_other_names_have_another(name):
    assert look_of(name) != look_of("alice")


@pytest.fixture
def staff(db):
    account = User.objects.create(username="alice")
    account.groups.add(Group.objects.get(name="moderator"))
    add_player(STAFF, "Alice", account=account)
    add_player(EVE, "Eve")


def named(name, user_id=EVE):
    return impersonations_report({user_id: name}, at=timezone.now())


def test_who_takes_a_name_like_one_of_staff_is_reported_to_moderators(staff):
    (report,) = named("Аlісe")
    assert (report.target, report.reporter, report.reason) == (EVE, "", "impersonation")
    assert STAFF in report.text


def test_a_second_such_name_waits_for_the_first_report_to_be_closed(staff):
    named("Аlice")
    assert named("A1ice") == []
    Report.objects.update(state=Report.State.DISMISSED)
    assert len(named("A1ice")) == 1


def test_staff_and_other_names_are_not_reported(staff):
    assert named("Alice", STAFF) == []
    assert named("Eve") == []


def test_names_of_accounts_without_a_role_may_be_taken(staff):
    User.objects.get(username="alice").groups.clear()
    assert named("Alice") == []


def test_the_report_comes_with_the_name_that_the_live_part_stores(staff):
    bundle = Bundle(profiles={EVE: StoredProfile(user_id=EVE, name="A1ice", color="#123456")})
    store_bundle(bundle, now=0, desk=NoDesk())
    assert not Report.objects.exists()
    store_bundle(bundle, now=0, desk=ModeratorsDesk())
    assert Report.objects.get().target == EVE
