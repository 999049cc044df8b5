"""What the API tells of reports and appeals and does with them."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from rooms.models import Player

from .conftest import code_of
from .seed import (
    ALICE,
    BOB,
    PRESET,
    ROOM,
)

pytestmark = pytest.mark.django_db


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


def test_preset_reasons_of_bans_are_told_to_everybody(asker, world):
    reasons = asker("anonymous").get(world.path("reasons/")).json()
    assert PRESET in [reason["text"] for reason in reasons]
    assert [set(reason) for reason in reasons] == [{"id", "text", "hours"}] * len(reasons)


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
