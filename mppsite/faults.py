"""What is answered where no view answers: bugs of ours, and hosts that we do not serve."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views import defaults

from moderation.api import errors as api

API = "/api/"


def server_error(request: HttpRequest) -> HttpResponse:
    """500, in the words of who asked."""
    if request.path.startswith(API):
        return api.server_error()
    return defaults.server_error(request)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, likewise."""
    if request.path.startswith(API):
        return api.bad_request()
    return defaults.bad_request(request, exception)
