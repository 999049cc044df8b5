"""The page."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

TOLD = (
    "ban_text_length",
    "chat_length",
    "crown_pickup_ms",
    "kickban_max_ms",
    "note_delay_max_ms",
    "online_time_max_ms",
    "room_id_length",
    "siteban_ms",
)
"""Limits that the page's script has to know (static/rooms/js/room/limits.js)."""


def page_text() -> str:
    """The piano, the same for everybody: its script reads the room from the address."""
    limits = settings.MPP
    told = {name: getattr(limits, name) for name in TOLD}
    return render_to_string("rooms/page.html", {"limits": limits, "told": told})


# Nothing in it is secret, so that its length tells nothing.
@gzip_page
@require_safe
def page(request: HttpRequest, room: str = "") -> HttpResponse:
    """The page, whatever the room."""
    return HttpResponse(page_text())
