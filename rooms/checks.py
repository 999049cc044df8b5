"""What is wrong with the environment, told by `manage.py check` and at start."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.core.exceptions import ImproperlyConfigured

from rooms.conf import VARIABLES
from rooms.plugins import plug_in

_COLUMNS = {
    "name_length": ("rooms.Player", "name"),
    "chat_length": ("rooms.ChatLine", "text"),
    "room_id_length": ("rooms.RoomRecord", "room_id"),
    "reply_length": ("rooms.ChatLine", "reply_to"),
    "ban_text_length": ("moderation.Ban", "reason"),
}
"""Where the database keeps what a limit lets in."""

_OURS = "MPP_"

log = logging.getLogger("rooms.checks")


@register
def unknown_names(app_configs: object = None, **_: Any) -> list[CheckMessage]:
    """rooms.W001: a variable that looks like one of ours changes nothing."""
    return [
        Warning(f"{name} is set, but no such setting exists", hint=hint, id="rooms.W001")
        for name, hint in _misnamed(os.environ)
    ]


@register
def lengths(app_configs: object = None, **_: Any) -> list[CheckMessage]:
    """rooms.W002: what a limit lets in is longer than the column it is kept in."""
    return [
        Warning(
            f"MPP_{limit.upper()} is {most}, but the database keeps {kept} characters",
            hint="SQLite keeps more all the same, other databases refuse; pages of staff do, too.",
            id="rooms.W002",
        )
        for limit, (table, column) in _COLUMNS.items()
        if apps.is_installed(table.partition(".")[0])
        and (most := getattr(settings.MPP, limit))
        > (kept := apps.get_model(table)._meta.get_field(column).max_length)
    ]


@register
def plugins(app_configs: object = None, **_: Any) -> list[CheckMessage]:
    """rooms.E001: what is to be plugged in cannot be made."""
    try:
        plug_in(
            login_provider=settings.MPP_LOGIN_PROVIDER, proxy_detector=settings.MPP_PROXY_DETECTOR
        )
    except ImproperlyConfigured as error:
        return [Error(str(error), id="rooms.E001")]
    return []


def log_unknown_names() -> None:
    """Log what `unknown_names` finds: servers that are started directly run no checks."""
    for warning in unknown_names():
        log.warning("%s. %s", warning.msg, warning.hint)


def _misnamed(environment: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    # A setting of ours has the name of its variable.
    known = {*VARIABLES, *(name for name in dir(settings) if name.startswith(_OURS))}
    for name in sorted(environment):
        if name.startswith(_OURS) and name not in known:
            near = get_close_matches(name, known, n=1)
            meant = f"Did you mean {near[0]}? " if near else ""
            yield name, f"{meant}README lists all names."
