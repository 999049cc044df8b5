"""Paths of the site. The page comes last: every other path is a room (docs/protocol.md §1)."""

from django.urls import include, path, re_path
from django.views.defaults import page_not_found
from django.views.generic import RedirectView

from mppsite import parts
from mppsite.monitoring import healthz, metrics, readyz

urlpatterns = [
    path("admin", RedirectView.as_view(url="/admin/")),
    parts.admin(),
    path("healthz", healthz, name="health"),
    path("readyz", readyz),
    path("metrics", metrics),
    parts.api(),
    path("", include("moderation.urls")),
    # A file that is not there is no room.
    re_path(r"^static/", page_not_found, {"exception": None}),
    path("", include("rooms.urls")),
]

handler400 = "mppsite.faults.bad_request"
handler500 = "mppsite.faults.server_error"
