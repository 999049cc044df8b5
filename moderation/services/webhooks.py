"""Tells other programs what happens: deliveries are written with the decision, sent after it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moderation.models import Webhook, WebhookDelivery


def webhook_announce(*, event: Webhook.Event, subject: Mapping[str, Any]) -> None:
    """Write a delivery for every webhook that wants the event, in the transaction of its cause."""
    webhooks = Webhook.objects.filter(active=True)
    WebhookDelivery.objects.bulk_create(
        [
            WebhookDelivery(webhook=webhook, event=event, payload=dict(subject))
            for webhook in webhooks
            if event in webhook.events
        ]
    )
