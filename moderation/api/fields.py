"""Fields that take what the schema says and nothing near it: no 1 for true, no 5 for "5"."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from django.core.validators import RegexValidator
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from moderation.models import TEXT_LENGTH, USER_ID_LENGTH

LARGEST_ID = 2**63 - 1
USER_ID = r"^[0-9a-f]{24}$"
COLOR = r"^#[0-9a-f]{6}$"
_KNOWN = r"[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
# What moderation.texts takes: lines may be broken.
TEXT = f"^{_KNOWN}*$"
SAID = f"^{_KNOWN}*[^\\x00-\\x20\\x7f\\s]{_KNOWN}*$"
"""The same with something in it to read."""
OFFSET = r"(?:[zZ]|[+-]\d\d:\d\d)\Z"


class Text(serializers.CharField):
    """A string as it was sent, spaces included."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": TEXT_LENGTH, "trim_whitespace": False, **options})
        rule = TEXT if self.allow_blank else SAID
        self.validators.append(
            RegexValidator(rule, "must contain something to read, and no control characters")
        )

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class Matching(serializers.RegexField):
    """A string of a known form."""

    def __init__(self, regex: str, **options: Any) -> None:
        # A newline at the end would pass for `$`.
        rule = re.compile(regex.removesuffix("$") + r"\Z")
        super().__init__(rule, trim_whitespace=False, **options)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class UserId(Matching):
    """24 lowercase hexadecimal digits."""

    def __init__(self, **options: Any) -> None:
        super().__init__(USER_ID, **{"max_length": USER_ID_LENGTH, **options})


class Color(Matching):
    """# and six lowercase hexadecimal digits."""

    def __init__(self, **options: Any) -> None:
        super().__init__(COLOR, **options)


class Switch(serializers.BooleanField):
    """True or false."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class Whole(serializers.IntegerField):
    """A whole number within bounds."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"min_value": 0, "max_value": LARGEST_ID, **options})

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool | str):
            self.fail("invalid")
        return int(super().to_internal_value(data))


class Number(serializers.FloatField):
    """A number within bounds."""

    def to_internal_value(self, data: Any) -> float:
        if isinstance(data, bool | str):
            self.fail("invalid")
        return float(super().to_internal_value(data))


@extend_schema_field({"type": "string", "format": "date-time", "minLength": 20})
class Moment(serializers.DateTimeField):
    """ISO 8601 with its offset from UTC, told in UTC."""

    def to_internal_value(self, value: Any) -> datetime:
        if not isinstance(value, str) or not re.search(OFFSET, value):
            self.fail("invalid", format="2030-01-31T12:00:00Z")
        try:
            return super().to_internal_value(value).astimezone(UTC)
        except OverflowError:
            self.fail("overflow")


class Milliseconds(serializers.DateTimeField):
    """Tells what is kept as ms since the epoch in ISO 8601; 0 and None are never."""

    def to_representation(self, value: Any) -> Any:
        return (
            super().to_representation(datetime.fromtimestamp(value / 1000, UTC)) if value else None
        )
