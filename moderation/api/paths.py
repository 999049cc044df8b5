"""Ids in paths. Ids of rooms are free text: they may hold slashes, dots and question marks."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, unquote

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

from moderation.models import ROOM_ID_LENGTH

ROOMS = "/api/v1/rooms/"


class RoomIdConverter:
    """A whole percent-encoded room id; `room_paths` sees to it that it is still encoded here."""

    regex = ".+"

    def to_python(self, value: str) -> str:
        room_id = unquote(value)
        if "\x00" in room_id or len(room_id) > ROOM_ID_LENGTH:
            raise ValueError
        return room_id

    def to_url(self, value: str) -> str:
        return value


class UserIdConverter:
    """24 lowercase hexadecimal digits."""

    regex = "[0-9a-f]{24}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class LineIdConverter:
    """8 lowercase hexadecimal digits; what else stands in their place is no line, and no room."""

    regex = "[^/]+"

    def to_python(self, value: str) -> str:
        return value if re.fullmatch("[0-9a-f]{8}", value) else ""

    def to_url(self, value: str) -> str:
        return value


class RowIdConverter:
    """The number of a row, no longer than any database has."""

    regex = "[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


@sync_and_async_middleware
def room_paths(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """Middleware: paths of rooms are resolved as they were sent.

    Servers decode paths, and `a%2Fbans` and `a/bans` are the same then: the one is a room, the
    other the bans of a room.
    """
    if iscoroutinefunction(get_response):

        async def answer(request: HttpRequest) -> HttpResponseBase:
            _encode(request)
            response: HttpResponseBase = await get_response(request)
            return response

        return answer

    def answer_in_thread(request: HttpRequest) -> HttpResponseBase:
        _encode(request)
        response: HttpResponseBase = get_response(request)
        return response

    return answer_in_thread


def _encode(request: HttpRequest) -> None:
    if not request.path_info.startswith(ROOMS):
        return
    scope: dict[str, Any] = getattr(request, "scope", {})
    sent = (scope.get("raw_path") or b"").decode("latin-1").partition("?")[0]
    sent = sent.removeprefix(scope.get("root_path", ""))
    request.path_info = sent if sent.startswith(ROOMS) else quote(request.path_info)
