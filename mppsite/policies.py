"""What browsers may do with our answers: a Content-Security-Policy for each part of the site."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import sync_and_async_middleware

Policy = dict[str, str]

# Everything comes from here and from nowhere else; nothing is inline, nothing is evaluated.
_STRICT: Policy = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "frame-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
# Not every browser counts the socket of the same host as 'self'; other hosts' sockets stay closed.
PAGE: Policy = _STRICT | {"connect-src": "'self' ws://{host} wss://{host}"}
ADMIN: Policy = _STRICT | {
    "default-src": "'none'",
    # 'unsafe-eval': the menus of django-unfold are Alpine expressions in attributes, and Alpine
    # compiles them. Scripts within pages stay forbidden, and no such attribute holds what somebody
    # else wrote.
    "script-src": "'self' 'unsafe-eval'",
    # 'unsafe-inline' for attributes only: Alpine sets widths by `style`, and so do some pages of
    # Django. Such a style loads nothing that the other rules forbid; style sheets in pages do not
    # count.
    "style-src-attr": "'unsafe-inline'",
    "font-src": "'self'",
    "connect-src": "'self'",
}
API_DOCS: Policy = _STRICT
# Data is read by programs; a browser that is made to show it does nothing with it.
API: Policy = {"default-src": "'none'", "frame-ancestors": "'none'"}

# The first prefix that fits counts. All other paths are rooms.
POLICIES: tuple[tuple[str, Policy], ...] = (
    ("/admin/", ADMIN),
    ("/api/docs", API_DOCS),
    ("/api/", API),
    ("/", PAGE),
)
# What a page of ours uses: MIDI, and the clipboard and full screen, which ask by themselves.
PERMISSIONS = ", ".join(
    f"{name}=()"
    for name in (
        "camera",
        "display-capture",
        "geolocation",
        "microphone",
        "payment",
        "serial",
        "usb",
    )
)


def policy_for(path: str, host: str) -> str:
    """The header's value for an answer from `path` at `host` (as in the request, with its port)."""
    policy = next(policy for prefix, policy in POLICIES if path.startswith(prefix))
    return "; ".join(f"{name} {sources}" for name, sources in policy.items()).format(host=host)


def _host(request: HttpRequest) -> str:
    try:
        return request.get_host()
    except DisallowedHost:
        # Answered by 400, with nothing that would open a socket.
        return "localhost"


def _set_headers(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if "Content-Security-Policy" not in response:
        response["Content-Security-Policy"] = policy_for(request.path, _host(request))
    response.headers.setdefault("Permissions-Policy", PERMISSIONS)
    return response


@sync_and_async_middleware
def policies(
    get_response: Callable[[HttpRequest], Any],
) -> Callable[[HttpRequest], HttpResponse] | Callable[[HttpRequest], Awaitable[HttpResponse]]:
    """Middleware: every answer names its policy, errors included. A view may set its own."""
    if iscoroutinefunction(get_response):

        async def respond_later(request: HttpRequest) -> HttpResponse:
            return _set_headers(request, await get_response(request))

        return respond_later

    def respond(request: HttpRequest) -> HttpResponse:
        return _set_headers(request, get_response(request))

    return respond
