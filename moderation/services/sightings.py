"""Remembers for a while where people came from (docs/privacy.md)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from moderation.models import AddressSighting
from moderation.networks import is_address

SEEN_EVERY = timedelta(hours=1)
"""How exactly the last time is kept: saves most arrivals their write."""
MOST_KNOWN = 50_000
"""Pairs that a process remembers having written."""


class Sightings:
    """Writes sightings of one process, in its database thread."""

    def __init__(self) -> None:
        self._written: dict[tuple[str, str], datetime] = {}

    def note(self, pairs: Iterable[tuple[str, str]], *, at: datetime) -> None:
        """Somebody (user id) came from an address. Does nothing if none are to be kept."""
        if not settings.MPP.sighting_days:
            return
        due = [pair for pair in pairs if self._is_due(pair, at) and is_address(pair[1])]
        if not due:
            return
        with transaction.atomic():
            AddressSighting.objects.bulk_create(
                [
                    AddressSighting(
                        user_id=user_id, address=address, first_seen_at=at, last_seen_at=at
                    )
                    for user_id, address in due
                ],
                update_conflicts=True,
                unique_fields=["user_id", "address"],
                update_fields=["last_seen_at"],
            )
        if len(self._written) > MOST_KNOWN:
            self._written.clear()
        self._written.update(dict.fromkeys(due, at))

    def _is_due(self, pair: tuple[str, str], at: datetime) -> bool:
        written = self._written.get(pair)
        return written is None or at - written >= SEEN_EVERY


def sightings_purge(*, at: datetime) -> int:
    """Delete sightings older than the setting allows; returns how many."""
    oldest = at - timedelta(days=settings.MPP.sighting_days)
    return AddressSighting.objects.filter(last_seen_at__lte=oldest).delete()[0]
