"""What staff decided, on its way to the processes that serve players."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Order(models.Model):
    """Written in the transaction of the decision it comes from, so neither is without the other.

    Every process reads the new ones a few times a second. What concerns sockets is for `everybody`;
    what changes a room is carried out once, by who takes the order first. If that process dies over
    it, another takes it when the lease is over.
    """

    kind = models.CharField(max_length=32)
    payload = models.JSONField(default=dict)
    everybody = models.BooleanField(default=True)
    written_at = models.DateTimeField(default=timezone.now, db_index=True)
    leased_until = models.DateTimeField(null=True)
    done = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
