"""Forgets from where people came."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils import timezone

from moderation.management.command import StaffCommand
from moderation.services.sightings import sightings_purge


class Command(StaffCommand):
    help = (
        "Delete the addresses that people have not come from for MPP_SIGHTING_DAYS; to be run once "
        "a day. The server may keep running."
    )

    def work(self, options: Mapping[str, Any]) -> None:
        count = sightings_purge(at=timezone.now())
        days = settings.MPP.sighting_days
        self.tell(f"{count} sightings older than {days} days deleted.")
