"""How people stand in answers: by id, with the name they have now. One query for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from rooms.selectors import PlayerRow, players_by_id

from .fields import Color, UserId


class PersonSerializer(serializers.Serializer[Any]):
    """A user. One who has never been here has no name."""

    id = UserId()
    name = serializers.CharField(allow_blank=True)
    color = Color(allow_blank=True)


class AccountSerializer(serializers.Serializer[Any]):
    """An account of staff."""

    id = serializers.IntegerField()
    name = serializers.CharField(source="username")


@extend_schema_field(PersonSerializer(allow_null=True))
class PersonField(serializers.CharField):
    """A user id, told as a person; an empty one is nobody."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)

    def to_representation(self, value: Any) -> Any:
        if not value:
            return None
        row: PlayerRow | None = self.context["people"].get(value)
        return {"id": value, "name": row.name if row else "", "color": row.color if row else ""}


def with_people(serializer: Any) -> Any:
    """The data of a serializer, its people looked up at once."""
    many = isinstance(serializer, serializers.ListSerializer)
    rows = serializer.instance if many else [serializer.instance]
    ids = _ids(serializer.child if many else serializer, rows)
    serializer.context["people"] = players_by_id(set(ids))
    return serializer.data


def _ids(serializer: Any, rows: Iterable[Any]) -> Iterator[str]:
    """Of everybody who is told of in these rows, and in what is nested in them."""
    for row in rows:
        for field in serializer.fields.values():
            if isinstance(field, PersonField):
                if user_id := field.get_attribute(row):
                    yield user_id
            elif isinstance(field, serializers.BaseSerializer):
                yield from _nested(field, field.get_attribute(row))


def _nested(field: Any, value: Any) -> Iterator[str]:
    if isinstance(field, serializers.ListSerializer):
        yield from _ids(field.child, value)
    elif value is not None:
        yield from _ids(field, [value])
