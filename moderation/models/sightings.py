"""Where people came from."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from .base import USER_ID_LENGTH


class AddressSighting(models.Model):
    """Somebody said `hi` from an address; kept for MPP_SIGHTING_DAYS after the last time."""

    user_id = models.CharField("user", max_length=USER_ID_LENGTH)
    address = models.CharField(max_length=39, db_index=True)
    first_seen_at = models.DateTimeField("first seen", default=timezone.now)
    last_seen_at = models.DateTimeField(
        "last seen", default=timezone.now, db_index=True, help_text="to the hour"
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user_id", "address"], name="a_sighting_once"),
        )

    def __str__(self) -> str:
        return f"{self.user_id} from {self.address}"
