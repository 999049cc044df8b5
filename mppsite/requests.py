"""Gives every HTTP request an id that stands in its log records, its audit and its answer."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

ID_BYTES = 16
HEADER = "X-Request-ID"

_current: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    """The id of the request that is being answered; empty outside of one."""
    return _current.get()


class RequestIdFilter(logging.Filter):
    """Gives log records the field `request`: the id of the request they come from, or nothing."""

    def filter(self, record: logging.LogRecord) -> bool:
        request_id = _current.get()
        record.request_id = request_id
        record.request_tag = f" [{request_id}]" if request_id else ""
        return True


@sync_and_async_middleware
def request_ids(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """Middleware. Ids that clients send are not taken over: they would mislead the audit."""
    if iscoroutinefunction(get_response):

        async def answer(request: HttpRequest) -> HttpResponseBase:
            request_id = _begin(request)
            awaited: Awaitable[HttpResponseBase] = get_response(request)
            return _end(await awaited, request_id)

        return answer

    def answer_in_thread(request: HttpRequest) -> HttpResponseBase:
        request_id = _begin(request)
        return _end(get_response(request), request_id)

    return answer_in_thread


def _begin(request: HttpRequest) -> str:
    request_id = secrets.token_hex(ID_BYTES)
    request.request_id = request_id  # type: ignore[attr-defined]
    _current.set(request_id)
    return request_id


def _end(response: HttpResponseBase, request_id: str) -> HttpResponseBase:
    response.headers[HEADER] = request_id
    return response
