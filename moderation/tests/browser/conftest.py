"""Players at the piano and a moderator at the admin, on one server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, Page

from rooms.tests.browser.conftest import (
    DESKTOP,
    PATIENCE_MS,
    chromium,
    enter,
    keep,
    room,
    site,
    watch,
)
from rooms.tests.browser.site import Site
from rooms.tests.browser.watch import Watch

__all__ = ["chromium", "enter", "keep", "room", "site", "watch"]

NAME, PASSWORD = "mara", "eighty-eight keys"

# A day and a night of a site that is not quite empty, up to this minute.
_YESTERDAY = """
from datetime import timedelta
from math import sin
from django.utils import timezone
from moderation.models import Sample
now = timezone.now().replace(second=0, microsecond=0)
people = [int(70 + 48 * sin(minute / 229 + 2.2) + 5 * sin(minute / 7)) for minute in range(1440)]
Sample.objects.bulk_create(
    Sample(minute=now - timedelta(minutes=minute), process="yesterday", people=count,
           rooms=1 + count // 6, messages=count * (80 + minute % 9))
    for minute, count in enumerate(people)
)
"""
_MODERATOR = f"""
from django.contrib.auth.models import User
account = User.objects.get(username={NAME!r})
account.set_password({PASSWORD!r})
account.save()
"""


class Sit(Protocol):
    """`sit(**options)`: the moderator logs in, in a browser of these options."""

    def __call__(self, **options: Any) -> Page: ...


@pytest.fixture(scope="package")
def staffed(site: Site) -> Site:
    """The site with a moderator, who also keeps people's flags and rooms in order."""
    site.manages("make_moderator", NAME, "--role", "admin")
    site.manages("shell", "--command", _MODERATOR + _YESTERDAY)
    return site


@pytest.fixture
def sit(chromium: Browser, staffed: Site, watch: Watch) -> Iterator[Sit]:
    def sit(**options: Any) -> Page:
        context = chromium.new_context(**{"viewport": DESKTOP, **options})
        context.set_default_timeout(PATIENCE_MS)
        watch.follow(context, staffed.address)
        page = context.new_page()
        page.goto(f"{staffed.address}/admin/")
        page.get_by_label("Username").fill(NAME)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url("**/admin/")
        return page

    yield sit
    watch.close()
