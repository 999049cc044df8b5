"""Bans, the reasons for them, and the record of everything that staff do (docs/protocol.md §12.2).

People at the piano are referred to by their user ids on the wire, staff by accounts as well: an
account may go, and somebody may act without one.
"""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone

from .roles import RIGHTS

USER_ID_LENGTH = 24
TEXT_LENGTH = 512
ROOM_ID_LENGTH = 512

user_id_rule = RegexValidator(r"\A[0-9a-f]{24}\Z", "24 lowercase hexadecimal digits")


class BanQuerySet(models.QuerySet["Ban"]):
    """Bans, by what holds of them at a time."""

    def active(self, at: Any) -> BanQuerySet:
        """Those that keep somebody out at a time."""
        unexpired = models.Q(expires_at=None) | models.Q(expires_at__gt=at)
        return self.filter(unexpired, lifted_at=None)

    def delete(self) -> NoReturn:
        raise TypeError("Bans are lifted, never deleted.")


class Ban(models.Model):
    """Keeps somebody out until it expires or is lifted; it is never deleted."""

    class Scope(models.TextChoices):
        SITE = "site", "the whole site"

    class Effect(models.TextChoices):
        ENTRY = "entry", "may not come in"

    user_id = models.CharField("banned user", max_length=USER_ID_LENGTH, validators=[user_id_rule])
    scope = models.CharField(max_length=8, choices=Scope.choices, default=Scope.SITE)
    effect = models.CharField(max_length=8, choices=Effect.choices, default=Effect.ENTRY)
    reason = models.CharField(max_length=TEXT_LENGTH, help_text="the banned user is told")
    note = models.CharField(max_length=TEXT_LENGTH, blank=True, help_text="only staff see it")
    issued_by = models.CharField(
        max_length=USER_ID_LENGTH, blank=True, help_text="user id, or empty"
    )
    issued_by_account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="bans_issued",
    )
    issued_at = models.DateTimeField("issued", default=timezone.now)
    expires_at = models.DateTimeField("expires", null=True, blank=True, help_text="empty: never")
    lifted_at = models.DateTimeField("lifted", null=True, blank=True)
    lifted_by = models.CharField(
        max_length=USER_ID_LENGTH, blank=True, help_text="user id, or empty"
    )
    lifted_by_account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="bans_lifted",
    )

    objects = BanQuerySet.as_manager()

    class Meta:
        permissions = tuple(RIGHTS.values())
        indexes = (
            models.Index(
                fields=["user_id"], condition=models.Q(lifted_at=None), name="unlifted_bans_of_user"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id}: {self.reason}"

    def is_active(self, at: Any) -> bool:
        """Whether it keeps its user out at a time."""
        return self.lifted_at is None and (self.expires_at is None or self.expires_at > at)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("Bans are lifted, never deleted.")


class BanReason(models.Model):
    """A reason that everybody who may ban from the site may give."""

    text = models.CharField(max_length=TEXT_LENGTH, unique=True, help_text="the user is told")
    position = models.PositiveIntegerField(default=0, help_text="lowest first")

    class Meta:
        verbose_name = "preset reason"
        ordering = ("position", "text")

    def __str__(self) -> str:
        return self.text


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    """Can be added to and read."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("Audit entries never change.")

    def delete(self) -> NoReturn:
        raise TypeError("Audit entries are never deleted.")


class AuditEntry(models.Model):
    """Something that staff did. Rows are added and never changed."""

    action = models.CharField(max_length=32)
    actor = models.CharField(
        max_length=USER_ID_LENGTH, blank=True, db_index=True, help_text="user id, or empty"
    )
    actor_account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="audit_entries",
    )
    actor_name = models.CharField(
        max_length=150, blank=True, help_text="of the account at that time"
    )
    target = models.CharField(
        max_length=USER_ID_LENGTH, blank=True, db_index=True, help_text="user id, or empty"
    )
    room = models.CharField(max_length=ROOM_ID_LENGTH, blank=True)
    details = models.JSONField(default=dict, blank=True)
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
