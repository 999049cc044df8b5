"""The paths of the admin."""

from .pages import site

urlpatterns = site.get_urls()
