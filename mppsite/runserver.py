"""Daphne as an app: `manage.py runserver` serves by it."""

from django.apps import AppConfig


class DaphneApp(AppConfig):
    """daphne's own one, which does not load the server before somebody serves by it.

    Every process of the site would have Twisted in memory (28 MB), those on uvicorn as well.
    """

    name = "daphne"
    verbose_name = "Daphne"
