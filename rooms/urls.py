"""The page, for whatever room the path names (docs/protocol.md §1)."""

from django.urls import path

from rooms.pwa import manifest, worker
from rooms.views import page

urlpatterns = [
    path("sw.js", worker, name="worker"),
    path("manifest.webmanifest", manifest, name="manifest"),
    path("", page, name="page"),
    path("<path:room>", page, name="room"),
]
