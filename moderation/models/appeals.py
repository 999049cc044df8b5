"""What the banned say against their bans."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from .base import TEXT_LENGTH, account_field

APPEAL_LENGTH = 2_000


class Appeal(models.Model):
    """Asks for a ban to be looked at again; of a ban there is one open appeal at most."""

    class State(models.TextChoices):
        OPEN = "open", "open"
        ACCEPTED = "accepted", "accepted"
        REJECTED = "rejected", "rejected"

    ban = models.ForeignKey("Ban", on_delete=models.PROTECT, related_name="appeals")
    text = models.CharField(max_length=APPEAL_LENGTH)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    created_at = models.DateTimeField("appealed", default=timezone.now, db_index=True)
    decided_at = models.DateTimeField("decided", null=True, blank=True)
    decided_by = account_field("appeals_decided")
    answer = models.CharField(
        max_length=TEXT_LENGTH, blank=True, help_text="the banned user can read it"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["ban"], condition=models.Q(state="open"), name="one_open_appeal"
            ),
        )
        indexes = (models.Index(fields=["state", "created_at"], name="queue_of_appeals"),)

    def __str__(self) -> str:
        return f"appeal {self.pk} against ban {self.ban_id}"
