"""The page, for whatever room the path names (docs/protocol.md §1)."""

from django.urls import path

from rooms.views import health, page

urlpatterns = [
    path("healthz", health, name="health"),
    path("", page, name="page"),
    path("<path:room>", page, name="room"),
]
