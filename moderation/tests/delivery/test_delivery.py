"""What is announced reaches a real server: signed, tried again, given up, never led astray."""

from __future__ import annotations

import dataclasses
import hashlib
import hmac
import json
import socket
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from moderation.actors import OPERATOR
from moderation.models import Webhook, WebhookDelivery
from moderation.posting import Outcome
from moderation.services import deliveries
from moderation.services.deliveries import (
    KEPT,
    LEASE,
    MOST_ATTEMPTS,
    PAUSES,
    deliveries_forget,
    deliveries_settle,
    deliveries_take,
    webhooks_deliver,
)
from moderation.services.webhooks import webhook_announce, webhook_change, webhook_delete

from .receiver import Receiver

pytestmark = pytest.mark.django_db
HTML = "<b>\u00e9\U0001f3b9"


def announce(**subject: Any) -> WebhookDelivery:
    webhook_announce(event=Webhook.Event.BAN_ISSUED, subject={"id": 1, **subject})
    return WebhookDelivery.objects.order_by("-pk")[0]


def state(delivery: WebhookDelivery) -> tuple[str, int, int | None, str]:
    delivery.refresh_from_db()
    return delivery.state, delivery.attempts, delivery.status, delivery.error


def later(delivery: WebhookDelivery) -> timedelta:
    """How long after the last attempt the next one comes."""
    delivery.refresh_from_db()
    return delivery.next_try_at - datetime.now(UTC)


def make_due(delivery: WebhookDelivery) -> None:
    WebhookDelivery.objects.filter(pk=delivery.pk).update(next_try_at=datetime.now(UTC))


def test_a_delivery_says_what_happened_and_is_signed(webhook, receiver):
    delivery = announce(reason=HTML)
    assert webhooks_deliver() == (1, 0)
    ((path, headers, body),) = receiver.requests
    assert path == "/hook?key=1"
    assert json.loads(body) == {
        "id": delivery.pk,
        "event": "ban.issued",
        "at": delivery.created_at.isoformat(),
        "subject": {"id": 1, "reason": HTML},
    }
    digest = hmac.new(webhook.secret.encode(), body, hashlib.sha256).hexdigest()
    assert headers["X-MPP-Signature"] == f"sha256={digest}"
    assert headers["X-MPP-Event"] == "ban.issued"
    assert headers["X-MPP-Delivery"] == str(delivery.pk)
    assert headers["Content-Type"] == "application/json"
    assert state(delivery) == ("delivered", 1, 204, "")
    assert delivery.delivered_at


def test_what_has_arrived_is_not_sent_again(webhook, receiver):
    announce()
    webhooks_deliver()
    assert webhooks_deliver() == (0, 0)
    assert len(receiver.requests) == 1


def test_what_did_not_arrive_is_tried_again_ever_later(webhook, receiver):
    receiver.answers = [500, 404, 200]
    delivery = announce()
    assert webhooks_deliver() == (0, 1)
    assert state(delivery) == ("pending", 1, 500, "")
    assert PAUSES[0] - timedelta(seconds=9) < later(delivery) <= PAUSES[0]
    assert webhooks_deliver() == (0, 0)
    make_due(delivery)
    webhooks_deliver()
    assert state(delivery) == ("pending", 2, 404, "")
    assert PAUSES[0] < later(delivery) <= PAUSES[1]
    make_due(delivery)
    assert webhooks_deliver() == (1, 0)
    assert state(delivery) == ("delivered", 3, 200, "")


def test_after_eight_attempts_it_is_given_up(webhook, receiver):
    receiver.answers = [503]
    delivery = announce()
    for _ in range(MOST_ATTEMPTS):
        make_due(delivery)
        webhooks_deliver()
    assert state(delivery) == ("failed", 8, 503, "")
    make_due(delivery)
    assert webhooks_deliver() == (0, 0)
    assert len(receiver.requests) == 8


def test_who_does_not_answer_in_time_has_not_got_it(webhook, receiver, settings):
    settings.MPP = dataclasses.replace(settings.MPP, webhook_timeout_ms=200)
    receiver.answers = [0]
    delivery = announce()
    assert webhooks_deliver() == (0, 1)
    assert receiver.arrived.is_set()
    assert state(delivery) == ("pending", 1, None, "no answer in time")


def test_nobody_is_redirected(webhook, receiver):
    receiver.answers, receiver.location = [307], receiver.url()
    delivery = announce()
    assert webhooks_deliver() == (0, 1)
    assert len(receiver.requests) == 1
    assert state(delivery) == ("pending", 1, 307, "")


def test_a_server_that_is_not_there_is_tried_again(webhook):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        webhook_change(
            webhook_id=webhook.pk, by=OPERATOR, url=f"http://127.0.0.1:{unused.getsockname()[1]}"
        )
        delivery = announce()
        assert webhooks_deliver() == (0, 1)
    found = state(delivery)
    assert found[:3] == ("pending", 1, None)
    assert "refused" in found[3].lower() or "connect" in found[3].lower()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "2130706433"])
def test_private_addresses_are_refused_when_something_is_sent(webhook, receiver, settings, host):
    """Whatever the name said when it was checked: an address is looked at once it is known."""
    settings.MPP = dataclasses.replace(settings.MPP, webhook_private=0)
    Webhook.objects.update(url=receiver.url(host))
    delivery = announce()
    assert webhooks_deliver() == (0, 1)
    assert receiver.requests == []
    found = state(delivery)
    assert found[:3] == ("pending", 1, None)
    assert found[3]


def test_names_that_lead_to_private_addresses_are_refused_by_name(webhook, receiver, settings):
    settings.MPP = dataclasses.replace(settings.MPP, webhook_private=0)
    Webhook.objects.update(url=receiver.url("localhost"))
    delivery = announce()
    webhooks_deliver()
    assert "private address" in state(delivery)[3]


def test_one_that_fails_holds_up_no_other(webhook, receiver):
    bad = Webhook.objects.create(url="http://nowhere.invalid/", secret="s", events=["ban.issued"])
    announce()
    assert webhooks_deliver() == (1, 1)
    assert len(receiver.requests) == 1
    failed = WebhookDelivery.objects.get(webhook=bad)
    assert (failed.state, failed.status) == ("pending", None)


def test_many_are_sent_in_turns(webhook, receiver):
    for number in range(deliveries.AT_ONCE + 5):
        announce(number=number)
    assert webhooks_deliver() == (deliveries.AT_ONCE + 5, 0)
    assert len(receiver.requests) == deliveries.AT_ONCE + 5


def test_a_delivery_is_taken_by_one_process(webhook):
    announce()
    now = datetime.now(UTC)
    assert [len(deliveries_take(at=now)) for _ in range(2)] == [1, 0]
    # Whoever took it died over it.
    assert len(deliveries_take(at=now + LEASE)) == 1


def test_a_taken_delivery_is_nobody_elses_even_if_both_have_read_it(webhook):
    delivery = announce()
    stale = WebhookDelivery.objects.get(pk=delivery.pk)
    now = datetime.now(UTC)
    assert deliveries._take(stale, now)
    assert not deliveries._take(stale, now)


def test_a_webhook_that_sleeps_is_sent_nothing_until_it_wakes(webhook, receiver):
    announce()
    webhook_change(webhook_id=webhook.pk, by=OPERATOR, active=False)
    assert webhooks_deliver() == (0, 0)
    webhook_change(webhook_id=webhook.pk, by=OPERATOR, active=True)
    assert webhooks_deliver() == (1, 0)


def test_a_webhook_that_is_deleted_meanwhile_is_no_error(webhook):
    announce()
    parcels = deliveries_take()
    webhook_delete(webhook_id=webhook.pk, by=OPERATOR)
    assert deliveries_settle([(parcels[0], Outcome(200))]) == (1, 0)
    assert not WebhookDelivery.objects.exists()


def test_old_deliveries_are_forgotten_but_pending_ones(webhook):
    delivered, pending = announce(), announce()
    WebhookDelivery.objects.filter(pk=delivered.pk).update(state="delivered")
    now = datetime.now(UTC)
    assert deliveries_forget(at=now + KEPT - timedelta(minutes=1)) == 0
    assert deliveries_forget(at=now + KEPT + timedelta(minutes=1)) == 1
    assert list(WebhookDelivery.objects.all()) == [pending]


def test_taking_asks_for_all_webhooks_at_once(webhook, django_assert_num_queries):
    for _ in range(5):
        announce()
    with django_assert_num_queries(1 + 5):
        deliveries_take()


def test_the_secret_is_nowhere_in_what_is_sent(webhook, receiver: Receiver):
    announce()
    webhooks_deliver()
    assert webhook.secret not in str(receiver.requests)
