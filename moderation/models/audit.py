"""The record of everything that staff do."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models
from django.utils import timezone

from .base import NAME_LENGTH, ROOM_ID_LENGTH, account_field, user_id_field


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    """Can be added to and read."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("Audit entries never change.")

    def delete(self) -> NoReturn:
        raise TypeError("Audit entries are never deleted.")


class AuditEntry(models.Model):
    """Something that staff did. Rows are added and never changed.

    `before` and `after` hold what was changed. What a network or an address stands in is under the
    key `network`: not everybody may see it.
    """

    action = models.CharField(max_length=32)
    actor = user_id_field("actor", db_index=True)
    actor_account = account_field("audit_entries")
    actor_name = models.CharField(
        max_length=NAME_LENGTH, blank=True, help_text="of the account at that time"
    )
    target = user_id_field("target", db_index=True)
    room = models.CharField(max_length=ROOM_ID_LENGTH, blank=True)
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)
    details = models.JSONField(default=dict, blank=True)
    request_id = models.CharField(
        max_length=36, blank=True, db_index=True, help_text="of the request that did it"
    )
    at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"{self.action} by {self.actor_name or self.actor or 'somebody'}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("Audit entries never change.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("Audit entries are never deleted.")
