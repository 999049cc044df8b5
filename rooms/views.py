"""The page."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe


def page_text() -> str:
    """The piano, the same for everybody: its script reads the room from the address."""
    return render_to_string("rooms/page.html", {"limits": settings.MPP})


# Nothing in it is secret, so that its length tells nothing.
@gzip_page
@require_safe
def page(request: HttpRequest, room: str = "") -> HttpResponse:
    """The page, whatever the room."""
    return HttpResponse(page_text())
