"""What the API tells of the record, of webhooks and in numbers."""

from __future__ import annotations

import pytest

from moderation.models import WebhookDelivery

from .conftest import last_action
from .seed import (
    ALICE,
    BOB,
)

pytestmark = pytest.mark.django_db


def test_the_audit_says_who_did_what(owner):
    owner.patch("users/{user}/", {"name": "Robert"})
    entry = owner.get("audit/?account=the%20owner")["results"][0]
    assert (entry["action"], entry["target"]["id"]) == ("player_change", BOB)
    assert (entry["before"], entry["after"]) == ({"name": "Bob"}, {"name": "Robert"})
    assert owner.get(f"audit/{entry['id']}/") == entry
    assert owner.get(f"audit/?action=player_change&target={ALICE}")["results"] == []


def test_an_answer_names_the_request_that_the_audit_names(owner):
    path = owner.world.path("bans/{ban}/lift/")
    response = owner.client.post(path, {}, format="json")
    assert response["X-Request-ID"]
    assert last_action().request_id == response["X-Request-ID"]


def test_a_delivery_is_tried_again_from_the_beginning(owner):
    WebhookDelivery.objects.filter(pk=owner.world.delivery).update(state="failed", attempts=8)
    again = owner.post("webhooks/{webhook}/deliveries/{delivery}/redeliver/")
    assert (again["state"], again["attempts"]) == ("pending", 0)
    assert owner.get("webhooks/{webhook}/deliveries/?state=failed")["results"] == []
    assert last_action().action == "webhook_redeliver"


def test_a_webhook_is_changed_and_goes_with_its_deliveries(owner):
    events = ["ban.issued", "ban.lifted"]
    assert owner.patch("webhooks/{webhook}/", {"events": events[::-1]})["events"] == events
    assert owner.client.delete(owner.world.path("webhooks/{webhook}/")).status_code == 204
    assert not WebhookDelivery.objects.exists()


def test_numbers_say_what_waits(owner):
    stats = owner.get("stats/")
    assert (stats["open_reports"], stats["open_appeals"], stats["bans_24h"]) == (1, 1, 4)
    assert stats["now"]["people"] == 0
    assert len(stats["last_day"]["bans"]) == 24
