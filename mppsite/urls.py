"""Paths of the site. The page comes last: every other path is a room (docs/protocol.md §1)."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("admin", RedirectView.as_view(url="/admin/")),
    path("admin/", admin.site.urls),
    path("", include("rooms.urls")),
]
