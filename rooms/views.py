"""HTTP answers of the live part: the page and the health check."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

# Scripts, styles, samples and the socket come from here and from nowhere else.
PAGE_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "media-src 'self'",
        "connect-src 'self' ws: wss:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


@require_safe
def page(request: HttpRequest, room: str = "") -> HttpResponse:
    """The piano. Its script reads the room from the address."""
    response = render(request, "rooms/page.html", {"limits": settings.MPP})
    response["Content-Security-Policy"] = PAGE_POLICY
    return response


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """This process answers."""
    return HttpResponse("ok\n", content_type="text/plain")
