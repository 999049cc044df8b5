"""Bans and mutes, and the reasons for them (docs/protocol.md §8.1, §12.2)."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any, NoReturn

from django.db import models
from django.utils import timezone

from moderation.roles import POWERS, RIGHTS

from .base import (
    ROOM_ID_LENGTH,
    TEXT_LENGTH,
    account_field,
    user_id_field,
    user_id_rule,
)

NETWORK_LENGTH = 43
CODE_BYTES = 9


def appeal_code() -> str:
    """By which an outsider can speak of a ban: nobody guesses it."""
    return secrets.token_urlsafe(CODE_BYTES)


class BanQuerySet(models.QuerySet["Ban"]):
    """Bans, by what holds of them at a time."""

    def active(self, at: datetime) -> BanQuerySet:
        """Those that are in force at a time."""
        unexpired = models.Q(expires_at=None) | models.Q(expires_at__gt=at)
        return self.filter(unexpired, lifted_at=None)

    def delete(self) -> NoReturn:
        raise TypeError("Bans are lifted, never deleted.")


class Ban(models.Model):
    """Keeps somebody out or silent until it expires or is lifted; it is never deleted.

    The target is a user or a network of addresses. Of one target, scope, effect and origin there is
    one `current` row at most: one that lasts longer takes the place of the one before.
    """

    class Scope(models.TextChoices):
        SITE = "site", "the whole site"
        ROOM = "room", "one room"

    class Effect(models.TextChoices):
        ENTRY = "entry", "may not come in"
        MUTE = "mute", "may not chat"

    class Origin(models.TextChoices):
        STAFF = "staff", "issued by staff"
        ROOM = "room", "issued in the room, by whoever may move the crown there"

    user_id = user_id_field("banned user", db_index=True, validators=[user_id_rule])
    network = models.CharField(
        max_length=NETWORK_LENGTH, blank=True, help_text="address or network, instead of a user"
    )
    scope = models.CharField(max_length=8, choices=Scope.choices, default=Scope.SITE)
    room_id = models.CharField("room", max_length=ROOM_ID_LENGTH, blank=True)
    effect = models.CharField(max_length=8, choices=Effect.choices, default=Effect.ENTRY)
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.STAFF)
    reason = models.CharField(
        max_length=TEXT_LENGTH, blank=True, help_text="the target can read it"
    )
    preset = models.ForeignKey(
        "BanReason", on_delete=models.SET_NULL, null=True, blank=True, related_name="bans"
    )
    note = models.CharField(max_length=TEXT_LENGTH, blank=True, help_text="only staff see it")
    code = models.CharField(
        max_length=16, unique=True, default=appeal_code, help_text="for an appeal"
    )
    issued_by = user_id_field("issued by player")
    issued_by_account = account_field("bans_issued")
    issued_at = models.DateTimeField("issued", default=timezone.now, db_index=True)
    expires_at = models.DateTimeField("expires", null=True, blank=True, help_text="empty: never")
    lifted_at = models.DateTimeField("lifted", null=True, blank=True)
    lifted_by = user_id_field("lifted by player")
    lifted_by_account = account_field("bans_lifted")
    lifted_why = models.CharField(max_length=TEXT_LENGTH, blank=True)
    current = models.BooleanField(default=True, help_text="false once lifted, or found expired")

    objects = BanQuerySet.as_manager()

    class Meta:
        permissions = (*RIGHTS.values(), *POWERS.items())
        constraints = (
            models.CheckConstraint(
                name="a_user_or_a_network",
                condition=models.Q(user_id="") ^ models.Q(network=""),
            ),
            models.CheckConstraint(
                name="a_room_or_the_site",
                condition=models.Q(scope="site", room_id="")
                | models.Q(scope="room") & ~models.Q(room_id=""),
            ),
            models.UniqueConstraint(
                fields=["user_id", "network", "scope", "room_id", "effect", "origin"],
                condition=models.Q(current=True),
                name="one_current_ban",
            ),
        )
        indexes = (
            models.Index(
                fields=["room_id"], condition=models.Q(current=True), name="current_bans_of_room"
            ),
        )

    def __str__(self) -> str:
        return f"{self.target}: {self.reason}" if self.reason else self.target

    @property
    def target(self) -> str:
        """User id or network."""
        return self.user_id or self.network

    def is_active(self, at: datetime) -> bool:
        """Whether it is in force at a time."""
        return self.lifted_at is None and (self.expires_at is None or self.expires_at > at)

    def outlasts(self, moment: datetime | None) -> bool:
        """Whether it ends no sooner than at `moment`; None: never."""
        return self.expires_at is None or (moment is not None and self.expires_at >= moment)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("Bans are lifted, never deleted.")


class BanReason(models.Model):
    """A reason that everybody who may ban may give, with what it usually comes to."""

    text = models.CharField(max_length=TEXT_LENGTH, unique=True, help_text="the user can read it")
    position = models.PositiveIntegerField(default=0, help_text="lowest first")
    hours = models.PositiveIntegerField(
        null=True, blank=True, help_text="suggested length; empty: none"
    )

    class Meta:
        verbose_name = "preset reason"
        ordering = ("position", "text")

    def __str__(self) -> str:
        return self.text
