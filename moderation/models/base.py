"""Lengths, rules and fields that several tables share."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models

USER_ID_LENGTH = 24
TEXT_LENGTH = 512
ROOM_ID_LENGTH = 512
NAME_LENGTH = 150

user_id_rule = RegexValidator(r"\A[0-9a-f]{24}\Z", "24 lowercase hexadecimal digits")


def user_id_field(verbose_name: str, **options: Any) -> models.CharField[str, str]:
    """The user id of somebody at the piano; an empty string is nobody."""
    options = {"blank": True, "help_text": "user id, or empty", **options}
    return models.CharField(verbose_name, max_length=USER_ID_LENGTH, **options)


def account_field(related_name: str) -> models.ForeignKey[Any, Any]:
    """The account of somebody of staff, as long as there is one."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name=related_name,
    )
