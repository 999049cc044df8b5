"""What the API tells of people and does with them."""

from __future__ import annotations

import pytest
from django.utils.dateparse import parse_datetime

from moderation.models import Order

from .conftest import code_of, last_action
from .seed import (
    ADDRESS,
    ALICE,
    BOB,
    CAROL,
    DORA,
    ROOM,
)

pytestmark = pytest.mark.django_db


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
