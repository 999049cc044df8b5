"""Tells other programs what happens: deliveries are written with the decision, sent after it."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone

from moderation.actors import Actor
from moderation.errors import ModerationError, Refusal
from moderation.models import TEXT_LENGTH, Webhook, WebhookDelivery
from moderation.networks import is_address, is_public
from moderation.texts import text_check

from .audit import audit_record

deliveries_written = Signal()
"""Sent after the commit, in the thread and the process of the write: there is something to send."""

_check_url = URLValidator(schemes=["http", "https"])


def webhook_announce(*, event: Webhook.Event, subject: Mapping[str, Any]) -> None:
    """Write a delivery for every webhook that wants the event, in the transaction of its cause.

    Outsiders read it: neither addresses nor notes nor what people said belong into `subject`.
    """
    wanted = [one for one in Webhook.objects.filter(active=True) if event in one.events]
    if not wanted:
        return
    WebhookDelivery.objects.bulk_create(
        [WebhookDelivery(webhook=one, event=event, payload=dict(subject)) for one in wanted]
    )
    transaction.on_commit(lambda: deliveries_written.send_robust(sender=Webhook))


def webhook_create(
    *, url: str, events: Collection[str], description: str = "", by: Actor
) -> tuple[Webhook, str]:
    """Have `url` told of `events`; returns the secret as well, which nobody is shown again.

    Raises ModerationError.
    """
    by.require(power="manage_webhooks")
    _check(url, events, description)
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        webhook = Webhook.objects.create(
            url=url,
            secret=secret,
            events=_ordered(events),
            description=description,
            created_by_id=by.account_id,
        )
        _record(webhook, by, "webhook_create", after=_standing(webhook))
    return webhook, secret


def webhook_change(
    *,
    webhook_id: int,
    by: Actor,
    url: str | None = None,
    events: Collection[str] | None = None,
    description: str | None = None,
    active: bool | None = None,
) -> Webhook:
    """Change what is not None. What is still to be sent goes to the new URL.

    Raises ModerationError.
    """
    by.require(power="manage_webhooks")
    with transaction.atomic():
        webhook = _locked(webhook_id)
        before = _standing(webhook)
        webhook.url = webhook.url if url is None else url
        webhook.events = webhook.events if events is None else list(events)
        webhook.description = webhook.description if description is None else description
        webhook.active = webhook.active if active is None else active
        _check(webhook.url, webhook.events, webhook.description)
        webhook.events = _ordered(webhook.events)
        webhook.save(update_fields=["url", "events", "description", "active"])
        after = _standing(webhook)
        if before != after or url is not None:
            _record(webhook, by, "webhook_change", before=before, after=after)
    return webhook


def webhook_delete(*, webhook_id: int, by: Actor) -> None:
    """Tell it nothing any more, not even what waits. Raises ModerationError."""
    by.require(power="manage_webhooks")
    with transaction.atomic():
        webhook = _locked(webhook_id)
        _record(webhook, by, "webhook_delete", before=_standing(webhook))
        webhook.delete()


def webhook_redeliver(*, webhook_id: int, delivery_id: int, by: Actor) -> WebhookDelivery:
    """Try a delivery again, as if for the first time; at once. Raises ModerationError."""
    by.require(power="manage_webhooks")
    with transaction.atomic():
        deliveries = WebhookDelivery.objects.select_for_update().filter(webhook=webhook_id)
        delivery = deliveries.filter(pk=delivery_id).first()
        if delivery is None:
            raise ModerationError(Refusal.UNKNOWN_DELIVERY)
        details = {"webhook": webhook_id, "delivery": delivery_id}
        audit_record(by=by, action="webhook_redeliver", details=details)
        delivery.state, delivery.attempts = WebhookDelivery.State.PENDING, 0
        delivery.next_try_at, delivery.delivered_at = timezone.now(), None
        delivery.save(update_fields=["state", "attempts", "next_try_at", "delivered_at"])
        transaction.on_commit(lambda: deliveries_written.send_robust(sender=Webhook))
    return delivery


def _locked(webhook_id: int) -> Webhook:
    webhook = Webhook.objects.select_for_update().filter(pk=webhook_id).first()
    if webhook is None:
        raise ModerationError(Refusal.UNKNOWN_WEBHOOK)
    return webhook


def _check(url: str, events: Collection[str], description: str) -> None:
    text_check("url", url, longest=TEXT_LENGTH, required=True)
    text_check("description", description)
    try:
        _check_url(url)
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except (ValidationError, ValueError):
        raise ModerationError(Refusal.INVALID, {"url": "must be an http or https URL"}) from None
    if parts.username is not None or parts.password is not None:
        raise ModerationError(Refusal.INVALID, {"url": "must not contain a password"})
    # Names are looked up when something is sent, and each time anew.
    if is_address(host) and not (is_public(host) or settings.MPP.webhook_private):
        raise ModerationError(Refusal.INVALID, {"url": "is a private address"})
    if not events or set(events) - set(Webhook.Event.values):
        raise ModerationError(
            Refusal.INVALID, {"events": "must be one or more of the known events"}
        )


def _ordered(events: Collection[str]) -> list[str]:
    return [event for event in Webhook.Event.values if event in events]


def _standing(webhook: Webhook) -> dict[str, Any]:
    """Without the path of the URL, in which some services hide a password."""
    parts = urlsplit(webhook.url)
    return {
        "url": f"{parts.scheme}://{parts.hostname}",
        "events": webhook.events,
        "description": webhook.description,
        "active": webhook.active,
    }


def _record(
    webhook: Webhook,
    by: Actor,
    action: str,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    details = {"webhook": webhook.pk}
    audit_record(by=by, action=action, before=before, after=after, details=details)
