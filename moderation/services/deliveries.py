"""Brings what is announced to webhooks, and tries again where it does not arrive."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from moderation.models import TEXT_LENGTH, WebhookDelivery
from moderation.posting import Outcome, Parcel, post_all

PAUSES = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=12),
)
"""After each attempt that failed; after the last of them and one more it is given up."""
MOST_ATTEMPTS = len(PAUSES) + 1
AT_ONCE = 20
"""Deliveries that a process takes at a time."""
LEASE = timedelta(minutes=5)
"""In which a process that took a delivery has to be done with it; else another tries."""
KEPT = timedelta(days=30)
"""How long one can look up what became of a delivery."""

State = WebhookDelivery.State


class Sent(NamedTuple):
    """How many arrived, and how many did not (yet)."""

    delivered: int
    failed: int


def deliveries_take(*, at: datetime | None = None) -> list[Parcel]:
    """The oldest ones that are due, for the caller alone."""
    at = at or timezone.now()
    due = WebhookDelivery.objects.select_related("webhook").filter(
        state=State.PENDING, next_try_at__lte=at, webhook__active=True
    )
    return [
        _parcel(delivery)
        for delivery in due.order_by("next_try_at", "pk")[:AT_ONCE]
        if _take(delivery, at)
    ]


def deliveries_settle(
    outcomes: Iterable[tuple[Parcel, Outcome]], *, at: datetime | None = None
) -> Sent:
    """Keep what became of deliveries that were taken."""
    at = at or timezone.now()
    arrived = [_settle(parcel.id, outcome, at) for parcel, outcome in outcomes]
    return Sent(arrived.count(True), arrived.count(False))


def deliveries_forget(*, at: datetime | None = None) -> int:
    """Delete old ones that are not pending; returns how many."""
    oldest = (at or timezone.now()) - KEPT
    old = WebhookDelivery.objects.filter(created_at__lt=oldest).exclude(state=State.PENDING)
    return old.delete()[0]


async def parcels_post(parcels: list[Parcel]) -> list[tuple[Parcel, Outcome]]:
    """Send by the rules of this site."""
    limits = settings.MPP
    outcomes = await post_all(
        parcels,
        timeout_s=limits.webhook_timeout_ms / 1000,
        private=bool(limits.webhook_private),
    )
    return list(zip(parcels, outcomes, strict=True))


def webhooks_deliver() -> Sent:
    """Send all that is due, and return when it is done. From a thread without an event loop."""
    total = Sent(0, 0)
    while parcels := deliveries_take():
        sent = deliveries_settle(asyncio.run(parcels_post(parcels)))
        total = Sent(total.delivered + sent.delivered, total.failed + sent.failed)
    return total


def _take(delivery: WebhookDelivery, at: datetime) -> bool:
    """Whether nobody else has taken it since it was read."""
    free = WebhookDelivery.objects.filter(
        pk=delivery.pk, state=State.PENDING, next_try_at=delivery.next_try_at
    )
    return free.update(next_try_at=at + LEASE, attempts=F("attempts") + 1) == 1


def _parcel(delivery: WebhookDelivery) -> Parcel:
    body = {
        "id": delivery.pk,
        "event": delivery.event,
        "at": delivery.created_at.isoformat(),
        "subject": delivery.payload,
    }
    return Parcel(
        id=delivery.pk,
        url=delivery.webhook.url,
        secret=delivery.webhook.secret,
        event=delivery.event,
        body=json.dumps(body).encode(),
    )


def _settle(delivery_id: int, outcome: Outcome, at: datetime) -> bool:
    delivery = WebhookDelivery.objects.filter(pk=delivery_id, state=State.PENDING).first()
    if delivery is None:
        return outcome.arrived  # The webhook is gone, and its deliveries with it.
    delivery.status, delivery.error = outcome.status, outcome.error[:TEXT_LENGTH]
    if outcome.arrived:
        delivery.state, delivery.delivered_at = State.DELIVERED, at
    elif delivery.attempts >= MOST_ATTEMPTS:
        delivery.state = State.FAILED
    else:
        delivery.next_try_at = at + PAUSES[delivery.attempts - 1]
    delivery.save(update_fields=["status", "error", "state", "delivered_at", "next_try_at"])
    return outcome.arrived
