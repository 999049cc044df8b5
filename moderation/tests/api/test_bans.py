"""What the API tells of bans and does with them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from moderation.models import AuditEntry, Ban
from rooms.models import Player

from .conftest import code_of
from .seed import (
    ALICE,
    BOB,
    CAROL,
    LATER,
    PRESET,
    ROOM,
    account,
    ban_of,
)

pytestmark = pytest.mark.django_db


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
