"""Parts of the site that are loaded when they are first asked for: admin and API take 30 MB."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from importlib import import_module
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLResolver
from django.urls.resolvers import RoutePattern
from django.utils.decorators import sync_and_async_middleware

_ADMIN, _API = "moderation.admin.urls", "moderation.api.urls"
_PARTS = (("/admin", _ADMIN), ("/api", _API))

_loaded: set[str] = set()


def admin() -> URLResolver:
    """The paths of the admin."""
    pattern = RoutePattern("admin/", is_endpoint=False)
    return URLResolver(pattern, _ADMIN, app_name="admin", namespace="admin")


def api() -> URLResolver:
    """The paths of the API."""
    return URLResolver(RoutePattern("api/", is_endpoint=False), _API)


@sync_and_async_middleware
def load_parts(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """Middleware: load what a path belongs to in a thread, for people play in the loop meanwhile.

    Paths are resolved in the loop.
    """
    if not iscoroutinefunction(get_response):
        return get_response

    async def answer(request: HttpRequest) -> HttpResponseBase:
        for prefix, module in _PARTS:
            if request.path.startswith(prefix) and module not in _loaded:
                await asyncio.to_thread(import_module, module)
                _loaded.add(module)
        response: HttpResponseBase = await get_response(request)
        return response

    return answer
