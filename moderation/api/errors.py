"""The one shape of all errors, and the stable codes in it (docs/moderation.md, "Errors")."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from moderation.errors import ModerationError, Refusal

STATUSES: Mapping[Refusal, int] = {
    Refusal.NOT_ALLOWED: status.HTTP_403_FORBIDDEN,
    Refusal.OUTRANKED: status.HTTP_403_FORBIDDEN,
    Refusal.FREE_REASON: status.HTTP_403_FORBIDDEN,
    Refusal.TOO_LONG: status.HTTP_403_FORBIDDEN,
    Refusal.TOO_MANY_TOKENS: status.HTTP_409_CONFLICT,
}
"""Those whose names do not say it."""

_CODES: Mapping[type[Exception], str] = {
    exceptions.ValidationError: "invalid",
    exceptions.ParseError: "broken-json",
    exceptions.NotAuthenticated: "not-authenticated",
    exceptions.AuthenticationFailed: "bad-credentials",
    exceptions.NotFound: "not-found",
    exceptions.MethodNotAllowed: "method-not-allowed",
    exceptions.NotAcceptable: "not-acceptable",
    exceptions.UnsupportedMediaType: "unsupported-media-type",
    exceptions.Throttled: "throttled",
}


def status_of(code: Refusal) -> int:
    """The HTTP status of what the rules of staff forbid."""
    if code in STATUSES:
        return STATUSES[code]
    if code.startswith("unknown-"):
        return status.HTTP_404_NOT_FOUND
    if code.startswith("already-") or code is Refusal.NOT_CLOSED:
        return status.HTTP_409_CONFLICT
    return status.HTTP_400_BAD_REQUEST


def body(code: str, message: str, fields: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What every error looks like. `fields` says what is wrong with which, or knows more."""
    return {"error": {"code": code, "message": message, "fields": dict(fields or {})}}


def handle(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """The answer to what a view raised; None for bugs, which Django logs."""
    if isinstance(error, ModerationError):
        set_rollback()
        answer = body(error.code, error.text, _texts(error.details))
        return Response(answer, status=status_of(error.code))
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if not isinstance(error, exceptions.APIException):
        return None
    set_rollback()
    return Response(_body_of(error), status=error.status_code, headers=_headers_of(error))


@csrf_exempt
def not_found(request: HttpRequest) -> JsonResponse:
    """There is nothing at such a path; paths of the API end in a slash."""
    answer = body("not-found", "There is nothing here. API paths end in a slash.")
    return JsonResponse(answer, status=status.HTTP_404_NOT_FOUND)


def server_error() -> JsonResponse:
    """A bug of ours; the log knows more."""
    answer = body("server-error", "This is our fault, and it has been logged.")
    return JsonResponse(answer, status=status.HTTP_500_INTERNAL_SERVER_ERROR)


def bad_request() -> JsonResponse:
    """The request is so wrong that no view was asked, such as one to another host."""
    answer = body("bad-request", "This request cannot be understood.")
    return JsonResponse(answer, status=status.HTTP_400_BAD_REQUEST)


def _body_of(error: exceptions.APIException) -> dict[str, Any]:
    code = _CODES.get(type(error), str(error.default_code).replace("_", "-"))
    if isinstance(error, exceptions.ValidationError):
        return body(code, "Some of the values are not valid.", _texts(error.detail))
    if code == "permission-denied":
        code = str(Refusal.NOT_ALLOWED)
    return body(code, str(error.detail))


def _headers_of(error: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = str(error.auth_header)  # type: ignore[attr-defined]
    if getattr(error, "wait", None):
        headers["Retry-After"] = str(ceil(error.wait))  # type: ignore[attr-defined]
    return headers


def _texts(details: Any) -> dict[str, Any]:
    """By field a list of texts; what is no text, such as an id, stays as it is."""
    if not isinstance(details, Mapping):
        return {"body": _plain(details)} if details else {}
    return {str(name): _plain(value) for name, value in details.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [str(one) if isinstance(one, str) else _plain(one) for one in value]
    return [str(value)] if isinstance(value, str) else value
