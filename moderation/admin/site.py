"""The admin site of this project: looks of django-unfold, and pages of our own."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from unfold.sites import UnfoldAdminSite

from moderation.limits import AddressLimit
from moderation.requests import address_of

_LATER = "Too many attempts from your address. Please wait a few minutes.\n"

# type-arg and the like are ignored below because unfold has no types.


class ModerationSite(UnfoldAdminSite):  # type: ignore[misc]
    """Pages register with `site`; those without a table are added by `add_page`."""

    index_title = "Dashboard"
    index_template = "moderation/admin/dashboard.html"
    enable_nav_sidebar = True

    def __init__(self) -> None:
        super().__init__(name="admin")
        self._pages: list[tuple[str, Any, str]] = []
        self.tries = AddressLimit("rate_password")

    def add_page(self, route: str, view: Any, name: str) -> None:
        """A page for everybody of staff; `view` asks for more if it takes more."""
        self._pages.append((route, view, name))

    def extra_urls(self) -> list[URLPattern]:
        return [path(route, self.admin_view(view), name=name) for route, view, name in self._pages]

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The page for names and passwords; 429 for who tries too many."""
        if request.method == "POST" and not self.tries.allow(address_of(request)):
            return HttpResponse(_LATER, status=429, content_type="text/plain")
        return super().login(request, extra_context)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        from .dashboard import dashboard

        return super().index(request, {**dashboard(request), **(extra_context or {})})

    def _get_colors(self, key: str, *args: Any) -> dict[str, dict[str, str]]:
        # They are in static/moderation/admin.css: the policy allows no style sheet in a page.
        return {}


site = ModerationSite()
