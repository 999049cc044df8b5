"""Queries that are asked for every `hi`, without the ORM building them anew each time.

Building a query takes the ORM some ten times as long as SQLite takes to answer it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet


class _Compiled(NamedTuple):
    sql: str
    parameters: tuple[Any, ...]
    compiler: Any
    converters: dict[int, Any]


class PreparedQuery:
    """A query for the rows of some keys, which are texts.

    `build` makes a `values_list` of a list of keys. All else in it has to be the same each time.
    """

    def __init__(self, build: Callable[[Sequence[str]], QuerySet[Any, Any]]) -> None:
        self._build = build
        self._compiled: dict[tuple[str, int], _Compiled] = {}

    def rows(self, keys: Collection[str]) -> list[Sequence[Any]]:
        """The rows, as the `values_list` would have them. Nothing is asked for no keys."""
        if not keys:
            return []
        given = list(dict.fromkeys(keys))
        # Few lengths, so that few queries are kept: a key may stand there twice.
        places = 1 << (len(given) - 1).bit_length()
        compiled = self._query_for(places)
        marks = dict(zip(_marks(places), given + given[:1] * (places - len(given)), strict=True))
        parameters = [marks.get(value, value) for value in compiled.parameters]
        with connection.cursor() as cursor:
            cursor.execute(compiled.sql, parameters)
            found: list[Sequence[Any]] = cursor.fetchall()
        if compiled.converters:
            found = list(compiled.compiler.apply_converters(found, compiled.converters))
        return found

    def _query_for(self, places: int) -> _Compiled:
        key = (connection.vendor, places)
        compiled = self._compiled.get(key)
        if compiled is None:
            query = self._build(list(_marks(places))).query
            compiler = query.get_compiler(connection=connection)
            sql, parameters = compiler.as_sql()
            expressions = [column for column, *_ in compiler.select[: compiler.col_count]]
            converters = compiler.get_converters(expressions)
            compiled = _Compiled(sql, tuple(parameters), compiler, converters)
            self._compiled[key] = compiled
        return compiled


def _marks(places: int) -> Iterator[str]:
    """What stands for the keys while a query is built."""
    return (f"key {place}" for place in range(places))
