"""What stands beside every page: the way to the others, style and script."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse

from moderation.selectors import stats


class Entry(NamedTuple):
    """A page: its title, symbol, name of its address, and the permission to see it, if any."""

    title: str
    icon: str
    name: str
    permission: str = ""
    waits: str = ""
    """What of `stats.Waiting` is told beside it."""


GROUPS = {
    "Now": (
        Entry("Dashboard", "dashboard", "index"),
        Entry("Rooms", "piano", "rooms_roomrecord_changelist", "rooms.view_roomrecord"),
        Entry("People", "group", "rooms_player_changelist", "rooms.view_player"),
        Entry("Chat log", "forum", "rooms_chatline_changelist", "rooms.view_chatline"),
    ),
    "Queues": (
        Entry(
            "Reports",
            "flag",
            "moderation_report_changelist",
            "moderation.view_report",
            "open_reports",
        ),
        Entry(
            "Appeals",
            "gavel",
            "moderation_appeal_changelist",
            "moderation.view_appeal",
            "open_appeals",
        ),
    ),
    "Records": (
        Entry("Bans", "block", "moderation_ban_changelist", "moderation.view_ban"),
        Entry("Audit", "history", "moderation_auditentry_changelist", "moderation.view_auditentry"),
        Entry(
            "Addresses",
            "lan",
            "moderation_addresssighting_changelist",
            "moderation.view_addresssighting",
        ),
    ),
    "Rules": (
        Entry(
            "Preset reasons", "list", "moderation_banreason_changelist", "moderation.view_banreason"
        ),
        Entry(
            "Filtered words",
            "speaker_notes_off",
            "rooms_filteredword_changelist",
            "rooms.view_filteredword",
        ),
    ),
    "Site": (
        Entry("Webhooks", "webhook", "moderation_webhook_changelist", "moderation.view_webhook"),
        Entry(
            "Deliveries",
            "outgoing_mail",
            "moderation_webhookdelivery_changelist",
            "moderation.view_webhookdelivery",
        ),
        Entry("Tokens", "key", "rooms_token_changelist", "rooms.view_token"),
        Entry("Accounts", "badge", "auth_user_changelist", "auth.view_user"),
        Entry("Roles", "shield_person", "auth_group_changelist", "auth.view_group"),
    ),
    "You": (Entry("My account", "person", "my_account"),),
}


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """What the one who asks may see, with how much waits."""
    waiting = stats.waiting()
    return [
        {
            "title": title,
            "separator": bool(place),
            "items": [_item(entry, request, waiting) for entry in entries],
        }
        for place, (title, entries) in enumerate(GROUPS.items())
    ]


def _item(entry: Entry, request: HttpRequest, waiting: stats.Waiting) -> dict[str, Any]:
    item: dict[str, Any] = {
        "title": entry.title,
        "icon": entry.icon,
        "link": reverse(f"admin:{entry.name}"),
    }
    if entry.permission:
        item["permission"] = lambda request: request.user.has_perm(entry.permission)
    if entry.waits and (count := getattr(waiting, entry.waits)):
        item["badge"] = str(count)
    return item


def style(request: HttpRequest) -> str:
    """Where our style sheet is."""
    return static("moderation/admin.css")


def script(request: HttpRequest) -> str:
    """Where our script is."""
    return static("moderation/admin.js")
