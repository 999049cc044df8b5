"""Looks of the admin, as django-unfold takes them.

Its colours are in static/moderation/admin.css, because no page may hold styles of its own.
"""

from __future__ import annotations

from typing import Any

LOOKS: dict[str, Any] = {
    "SITE_TITLE": "Multiplayer Piano",
    "SITE_HEADER": "Multiplayer Piano",
    "SITE_SUBHEADER": "Moderation",
    "SITE_SYMBOL": "piano",
    "SHOW_HISTORY": False,
    "STYLES": ["moderation.admin.navigation.style"],
    "SCRIPTS": ["moderation.admin.navigation.script"],
    "SIDEBAR": {"navigation": "moderation.admin.navigation.sidebar"},
}
