"""The page, for whatever room the path names (docs/protocol.md §1)."""

from django.urls import path

from rooms.pwa import manifest, worker
from rooms.views import health, page

urlpatterns = [
    path("healthz", health, name="health"),
    path("sw.js", worker, name="worker"),
    path("manifest.webmanifest", manifest, name="manifest"),
    path("", page, name="page"),
    path("<path:room>", page, name="room"),
]
