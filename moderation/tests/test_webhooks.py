"""Facts about webhooks: who sets them up, which URLs they have, what is kept of it."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from moderation.actors import Actor
from moderation.errors import Refusal
from moderation.models import AuditEntry, Webhook, WebhookDelivery
from moderation.networks import is_public
from moderation.services.webhooks import (
    deliveries_written,
    webhook_announce,
    webhook_change,
    webhook_create,
    webhook_delete,
)

from .conftest import actor, refusal

pytestmark = pytest.mark.django_db
URL = "https://example.com/hooks/very-secret-path?token=hidden"
BAN = Webhook.Event.BAN_ISSUED


@pytest.fixture
def by() -> Actor:
    return actor("admin")


def create(by: Actor, **changes: Any) -> tuple[Webhook, str]:
    terms: dict[str, Any] = {"url": URL, "events": ["ban.issued"], "description": "the team"}
    return webhook_create(**(terms | changes), by=by)


def test_a_webhook_has_a_secret_that_only_its_maker_is_told(by):
    webhook, secret = create(by)
    webhook.refresh_from_db()
    assert (webhook.url, webhook.secret, webhook.events) == (URL, secret, ["ban.issued"])
    assert len(secret) >= 32
    assert create(by)[1] != secret


def test_the_record_has_neither_the_secret_nor_the_path(by):
    webhook, secret = create(by)
    webhook_change(webhook_id=webhook.pk, by=by, url=URL + "2", active=False)
    webhook_delete(webhook_id=webhook.pk, by=by)
    entries = list(AuditEntry.objects.order_by("pk").values())
    assert [entry["action"] for entry in entries] == [
        "webhook_create",
        "webhook_change",
        "webhook_delete",
    ]
    assert entries[1]["before"]["active"] and not entries[1]["after"]["active"]
    for hidden in (secret, "secret-path", "hidden"):
        assert hidden not in str(entries)


def test_only_who_manages_webhooks_does_so(by):
    webhook, _ = create(by)
    nobody = actor("moderator")
    assert refusal(create, nobody) is Refusal.NOT_ALLOWED
    terms: dict[str, Any] = {"webhook_id": webhook.pk, "by": nobody}
    assert refusal(webhook_change, **terms, active=False) is Refusal.NOT_ALLOWED
    assert refusal(webhook_delete, **terms) is Refusal.NOT_ALLOWED
    assert Webhook.objects.get().active


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.com",
        "ftp://example.com",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://user:password@example.com",
        "https://example.com:99999",
        "https://example.com/" + "x" * 512,
        "https://example.com/\0",
        "http://127.0.0.1/",
        "http://127.1.2.3:8000/",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[fd00::1]/",
        "http://0.0.0.0/",
    ],
)
def test_what_is_no_public_url_is_refused(by, url):
    assert refusal(create, by, url=url) is Refusal.INVALID
    assert not Webhook.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [{"events": []}, {"events": ["ban.issued", "nothing"]}, {"description": "x" * 513}],
)
def test_wrong_events_and_long_texts_are_refused(by, changes):
    assert refusal(create, by, **changes) is Refusal.INVALID
    webhook, _ = create(by)
    assert refusal(webhook_change, webhook_id=webhook.pk, by=by, **changes) is Refusal.INVALID


def test_private_addresses_are_taken_where_the_site_says_so(by, settings):
    settings.MPP = dataclasses.replace(settings.MPP, webhook_private=1)
    assert create(by, url="http://127.0.0.1:8000/")


def test_what_is_not_named_stays_as_it_is(by):
    webhook, secret = create(by)
    webhook_change(webhook_id=webhook.pk, by=by, events=["ban.lifted", "ban.issued"])
    webhook.refresh_from_db()
    assert webhook.events == ["ban.issued", "ban.lifted"]
    assert (webhook.url, webhook.description, webhook.active) == (URL, "the team", True)
    assert webhook.secret == secret


def test_changing_nothing_is_not_recorded(by):
    webhook, _ = create(by)
    webhook_change(webhook_id=webhook.pk, by=by, active=True)
    assert AuditEntry.objects.count() == 1


def test_unknown_webhooks_are_refused(by):
    assert refusal(webhook_change, webhook_id=1, by=by) is Refusal.UNKNOWN_WEBHOOK
    assert refusal(webhook_delete, webhook_id=1, by=by) is Refusal.UNKNOWN_WEBHOOK


def test_only_active_webhooks_that_want_it_are_told(by, django_capture_on_commit_callbacks):
    rang = []

    def ring(**_: Any) -> None:
        rang.append(1)

    deliveries_written.connect(ring)
    wanting, _ = create(by)
    create(by, events=["ban.lifted"])
    sleeping, _ = create(by)
    webhook_change(webhook_id=sleeping.pk, by=by, active=False)
    with django_capture_on_commit_callbacks(execute=True):
        webhook_announce(event=BAN, subject={"id": 1})
        webhook_announce(event=Webhook.Event.REPORT_CREATED, subject={"id": 1})
    deliveries_written.disconnect(ring)
    delivery = WebhookDelivery.objects.get()
    assert (delivery.webhook, delivery.event, delivery.payload) == (wanting, BAN, {"id": 1})
    assert rang == [1]


def test_deleting_a_webhook_takes_its_deliveries_along(by):
    webhook, _ = create(by)
    webhook_announce(event=BAN, subject={})
    webhook_delete(webhook_id=webhook.pk, by=by)
    assert not WebhookDelivery.objects.exists()


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("fe80::1", False),
        ("ff02::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::808:808", True),
        ("2002:7f00:1::", False),
        ("localhost", False),
        ("", False),
    ],
)
def test_which_addresses_are_public(address, public):
    assert is_public(address) is public
