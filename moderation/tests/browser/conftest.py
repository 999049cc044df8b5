"""The site and the browser of the page's tests, for what moderators decide."""

from __future__ import annotations

from rooms.tests.browser.conftest import chromium, enter, room, site, watch

__all__ = ["chromium", "enter", "room", "site", "watch"]
