"""What not everybody of staff may see: addresses and networks, and notes."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from moderation.actors import Actor
from moderation.redaction import keys_hidden_from, redacted


@extend_schema_field({"type": ["string", "null"]})
class ForWhoMay(serializers.CharField):
    """A text that is null for who lacks a power, and where it is empty."""

    def __init__(self, power: str, **options: Any) -> None:
        self._power = power
        super().__init__(read_only=True, **options)

    def to_representation(self, value: Any) -> Any:
        actor: Actor = self.context["actor"]
        return str(value) if value and actor.may(self._power) else None


@extend_schema_field(OpenApiTypes.OBJECT)
class Redacted(serializers.JSONField):
    """What was kept of something, with what the asker may not see replaced."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)

    def to_representation(self, value: Any) -> Any:
        return redacted(value, keys_hidden_from(self.context["actor"]))
