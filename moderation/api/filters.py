"""Filters of lists that refuse what they do not know, where those of the library shrug."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import django_filters
from django import forms
from django.core.validators import RegexValidator
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from .fields import OFFSET, TEXT

LONGEST = 512
LARGEST_NUMBER = 2**31 - 1


class _NotEmpty:
    """Of a form field: `?state=` is no way to say nothing."""

    def clean(self, value: Any) -> Any:
        if value == "":
            raise forms.ValidationError("must not be empty")
        return super().clean(value)  # type: ignore[misc]


class _SwitchField(_NotEmpty, forms.TypedChoiceField):
    pass


class _ChoiceField(_NotEmpty, django_filters.fields.ChoiceField):
    pass


class _MomentField(_NotEmpty, django_filters.fields.IsoDateTimeField):
    def clean(self, value: Any) -> Any:
        if value is not None and not re.search(OFFSET, value):
            raise forms.ValidationError("must be ISO 8601, with an offset from UTC")
        try:
            return super().clean(value)
        except OverflowError:
            raise forms.ValidationError("is too far away") from None


class _NumberField(_NotEmpty, forms.IntegerField):
    pass


@extend_schema_field(OpenApiTypes.BOOL)
class Switch(django_filters.TypedChoiceFilter):
    """`true` or `false`."""

    field_class = _SwitchField

    def __init__(self, **options: Any) -> None:
        choices = (("true", "true"), ("false", "false"))
        super().__init__(
            choices=choices, coerce=lambda text: text == "true", empty_value=None, **options
        )


class Choice(django_filters.ChoiceFilter):
    """One of the known values."""

    field_class = _ChoiceField


class Moment(django_filters.IsoDateTimeFilter):
    """ISO 8601 with its offset from UTC."""

    field_class = _MomentField


@extend_schema_field({"type": "integer", "minimum": 0, "maximum": LARGEST_NUMBER})
class Number(django_filters.NumberFilter):
    """The id of a row."""

    field_class = _NumberField

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=0, max_value=LARGEST_NUMBER, **options)


@extend_schema_field({"type": "string", "maxLength": LONGEST, "pattern": TEXT})
class Text(django_filters.CharFilter):
    """Any text that a database can be asked for."""

    def __init__(self, **options: Any) -> None:
        rules = {"max_length": LONGEST, "validators": [RegexValidator(TEXT)], "strip": False}
        super().__init__(**rules, **options)


class Ordering(django_filters.OrderingFilter):
    """By the names that answers have, `-` before them for descending."""

    def __init__(self, columns: Mapping[str, str]) -> None:
        super().__init__(fields=[(column, name) for name, column in columns.items()])

    def filter(self, qs: Any, value: Iterable[str] | None) -> Any:
        # The library takes `,` for two names that are empty.
        names = [one for one in value or () if one]
        if not names:
            return qs
        # Rows that are equal must not change places from page to page.
        ordering = [self.get_ordering_value(one) for one in names]
        return qs.order_by(*ordering, "-pk")
