"""Facts about what is done on the pages of bans."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from moderation.models import AuditEntry, Ban
from moderation.tests.conftest import ALICE, PRESET

from .conftest import (
    ROOM,
    SANCTION,
    Scene,
    browser,
    do,
    here,
    page,
    refused,
    said,
)

pytestmark = pytest.mark.django_db


def test_a_ban_is_lifted_with_a_reason(scene: Scene, root):
    assert "required" in refused(do(root, scene.ban, "lift"), "lift")
    do(root, scene.ban, "lift", why="a mistake")
    scene.ban.refresh_from_db()
    assert scene.ban.lifted_why == "a mistake"
    assert do(root, scene.ban, "lift", why="again").status_code == 403


def test_a_ban_is_given_another_end(scene: Scene, root):
    do(root, scene.ban, "change", expires_at="2099-01-01T12:00")
    scene.ban.refresh_from_db()
    assert f"{scene.ban.expires_at:%Y-%m-%d %H:%M}" == "2099-01-01 12:00"
    assert scene.ban.reason == PRESET
    do(root, scene.ban, "change", never="on", reason="for good")
    scene.ban.refresh_from_db()
    assert (scene.ban.expires_at, scene.ban.reason) == (None, "for good")


@pytest.mark.parametrize(
    ("role", "data", "why"),
    [
        ("owner", {}, "Choose a time"),
        ("owner", {"expires_at": "2099-01-01T12:00", "never": "on"}, "Choose a time"),
        ("owner", {"expires_at": "2001-01-01T12:00"}, "in the future"),
        ("owner", {"expires_at": "soon"}, "valid date"),
        ("moderator", {"expires_at": "2099-01-01T12:00"}, "for that long"),
    ],
)
def test_an_end_that_cannot_be_is_refused(scene: Scene, role, data, why):
    assert why in refused(do(browser(role), scene.ban, "change", **data), "change")


def test_bans_are_lifted_from_the_list_after_a_reason(scene: Scene, root):
    chosen = {"action": "lift", "_selected_action": [scene.ban.pk, scene.network_ban.pk]}
    asked = root.post(page(Ban), chosen)
    assert asked.context["form"].fields.keys() == {"why"}
    assert "required" in str(root.post(page(Ban), {**chosen, "apply": 1}).context["form"].errors)
    assert not Ban.objects.exclude(lifted_at=None).exists()
    root.post(page(Ban), {**chosen, "apply": 1, "why": "spring"})
    assert set(Ban.objects.values_list("lifted_why", flat=True)) == {"spring"}
    assert AuditEntry.objects.filter(action="ban_lift").count() == 2


def test_of_several_bans_each_is_done_or_refused_by_itself(scene: Scene):
    chosen = [scene.ban.pk, scene.network_ban.pk]
    data = {"action": "change_expiry", "_selected_action": chosen, "apply": 1}
    soon = timezone.now() + timedelta(days=2)
    client = browser("trial moderator")
    answer = client.post(page(Ban), {**data, "expires_at": f"{soon:%Y-%m-%dT%H:%M}"})
    assert "may not do this" in said(answer)
    assert AuditEntry.objects.filter(action="ban_change").count() == 1


def test_a_ban_is_issued_from_nowhere_in_particular(scene: Scene, root):
    shown = root.get(page(Ban, "add"), {"user_id": ALICE, "room_id": ROOM})
    assert f'value="{ALICE}"' in shown.content.decode()
    data = {**SANCTION, "user_id": ALICE, "effect": "mute", "room_id": ROOM, "reason": "loud"}
    answer = root.post(page(Ban, "add"), data)
    ban = Ban.objects.get(user_id=ALICE)
    assert answer["Location"] == here(ban)
    assert (ban.effect, ban.room_id) == ("mute", ROOM)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({"user_id": ALICE, "network": "198.51.100.7"}, "not valid"),
        ({"network": "8.0.0.0/8"}, "too wide"),
        ({"network": "somewhere"}, "not an address"),
        ({"user_id": "nobody"}, "ever been here"),
    ],
)
def test_a_ban_of_nobody_in_particular_is_refused(scene: Scene, root, data, why):
    data = {**SANCTION, "effect": "entry", "reason": "x", **data}
    answer = root.post(page(Ban, "add"), data)
    assert answer.status_code == 422
    assert why in str(answer.context["form"].errors)
