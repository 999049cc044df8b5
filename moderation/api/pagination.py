"""Long answers in parts: by pages, or by a cursor where new rows come in while somebody reads."""

from __future__ import annotations

from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination, Cursor, CursorPagination, PageNumberPagination
from rest_framework.request import Request

DEFAULT_SIZE = 50
LARGEST_SIZE = 200
LARGEST_PAGE = 1_000_000
LARGEST_POSITION = 2**63 - 1


def _whole(name: str, text: str, largest: int) -> int:
    """The number from 1 to `largest` that a parameter is. Raises ValidationError."""
    is_short = text.isascii() and text.isdigit() and len(text) <= len(str(largest))
    if not is_short or not 1 <= int(text) <= largest:
        raise ValidationError({name: f"must be from 1 to {largest}"})
    return int(text)


class _Sized(BasePagination):
    """What both have in common: `page_size`, refused where it is none."""

    def get_page_size(self, request: Request) -> int:
        text = request.query_params.get("page_size")
        if text is None:
            return DEFAULT_SIZE
        return _whole("page_size", text, LARGEST_SIZE)

    def get_schema_operation_parameters(self, view: Any) -> Any:
        parameters: Any = super().get_schema_operation_parameters(view)
        for parameter in parameters:
            if parameter["name"] == "page_size":
                parameter["schema"] |= {"minimum": 1, "maximum": LARGEST_SIZE}
            if parameter["name"] == "page":
                parameter["schema"] |= {"minimum": 1, "maximum": LARGEST_PAGE}
        return parameters


class Pages(_Sized, PageNumberPagination):
    """`count`, `next`, `previous` and `results`."""

    page_size = DEFAULT_SIZE
    page_size_query_param = "page_size"
    last_page_strings = ()

    def get_page_number(self, request: Request, paginator: Any) -> int:
        return _whole("page", request.query_params.get("page", "1"), LARGEST_PAGE)


class Cursors(_Sized, CursorPagination):
    """`next`, `previous` and `results`, newest first; rows are neither missed nor told twice.

    The first field of `ordering` is a whole number.
    """

    page_size = DEFAULT_SIZE
    page_size_query_param = "page_size"
    ordering: str | list[str] | tuple[str, ...] = ("-id",)

    def decode_cursor(self, request: Request) -> Cursor | None:
        cursor = super().decode_cursor(request)
        if cursor and cursor.position is not None:
            try:
                number = int(cursor.position)
            except ValueError:
                number = LARGEST_POSITION + 1
            if not -LARGEST_POSITION <= number <= LARGEST_POSITION:
                raise ValidationError({"cursor": "is not valid"})
        return cursor


class ChatCursors(Cursors):
    """Lines of chat by the time they were said."""

    ordering = ("-sent_at", "-id")
