"""Pages of moderation for those who are no staff."""

from django.urls import path

from .views import appeal

urlpatterns = [path("appeal/<str:code>", appeal, name="appeal")]
