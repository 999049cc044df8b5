"""Other sites and programs that are told what happens."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from .base import TEXT_LENGTH, account_field


class Webhook(models.Model):
    """A URL that gets a signed POST for each of its `events`."""

    class Event(models.TextChoices):
        """Stable names, as deliveries carry them."""

        BAN_ISSUED = "ban.issued", "a ban was issued"
        BAN_CHANGED = "ban.changed", "a ban was changed"
        BAN_LIFTED = "ban.lifted", "a ban was lifted"
        REPORT_CREATED = "report.created", "somebody was reported"
        REPORT_CLOSED = "report.closed", "a report was resolved or dismissed"
        APPEAL_CREATED = "appeal.created", "somebody appealed"
        APPEAL_DECIDED = "appeal.decided", "an appeal was decided"

    url = models.URLField(max_length=TEXT_LENGTH)
    secret = models.CharField(max_length=64, help_text="signs deliveries; shown once")
    events = models.JSONField(default=list)
    description = models.CharField(max_length=TEXT_LENGTH, blank=True)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField("created", default=timezone.now)
    created_by = account_field("webhooks_created")

    def __str__(self) -> str:
        return self.url


class WebhookDelivery(models.Model):
    """One event for one webhook, tried until it arrives or is given up."""

    class State(models.TextChoices):
        PENDING = "pending", "pending"
        DELIVERED = "delivered", "delivered"
        FAILED = "failed", "given up"

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=32, choices=Webhook.Event.choices)
    payload = models.JSONField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    status = models.PositiveIntegerField(null=True, blank=True, help_text="HTTP status, if any")
    error = models.CharField(max_length=TEXT_LENGTH, blank=True)
    created_at = models.DateTimeField("created", default=timezone.now)
    delivered_at = models.DateTimeField("delivered", null=True, blank=True)

    class Meta:
        verbose_name_plural = "webhook deliveries"
        indexes = (models.Index(fields=["state", "next_try_at"], name="queue_of_deliveries"),)

    def __str__(self) -> str:
        return f"{self.event} to {self.webhook_id}"
