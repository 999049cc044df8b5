"""What bans come to for those who are here or come."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from moderation.models import Ban
from moderation.networks import NetworkBook
from moderation.selectors.bans import active_bans_of, active_bans_of_networks
from rooms.desk import Arrival, SiteBan, Verdict
from rooms.domain.people import Restriction

NETWORKS_KEPT = timedelta(seconds=30)
"""After which bans of networks are read again, should nobody have told that they changed."""


class Judge:
    """Finds the bans of people; those of networks are few and kept in memory.

    Runs in the database thread. `forget_networks` may be called from any thread.
    """

    def __init__(self) -> None:
        self._networks: NetworkBook[Ban] | None = None
        self._read_at: datetime | None = None
        self._changes = 0

    def forget_networks(self) -> None:
        """Bans of networks have changed: read them again when they are needed."""
        self._changes += 1
        self._networks = None

    def verdicts(self, arrivals: Collection[Arrival], at: datetime) -> dict[str, Verdict]:
        """What holds of these people at a time; who is not in it is free.

        Bans of networks do not count for staff: they may work from anywhere.
        """
        bans: dict[str, list[Ban]] = {}
        for ban in active_bans_of([arrival.user_id for arrival in arrivals], at=at):
            bans.setdefault(ban.user_id, []).append(ban)
        networks = self._book(at)
        if networks:
            for arrival in arrivals:
                found = [ban for address in arrival.addresses for ban in networks.of(address)]
                if found and not arrival.rank:
                    own = bans.setdefault(arrival.user_id, [])
                    own += [ban for ban in found if ban.is_active(at)]
        return {user_id: _verdict(found) for user_id, found in bans.items() if found}

    def _book(self, at: datetime) -> NetworkBook[Ban]:
        book, read_at = self._networks, self._read_at
        if book is not None and read_at and read_at <= at < read_at + NETWORKS_KEPT:
            return book
        changes = self._changes
        book = NetworkBook((ban.network, ban) for ban in active_bans_of_networks(at=at))
        self._networks, self._read_at = book, at
        if changes != self._changes:
            # They changed while they were read: these may be the old ones.
            self._networks = None
        return book


def _verdict(bans: Iterable[Ban]) -> Verdict:
    site_ban: Ban | None = None
    restrictions = []
    for ban in bans:
        if ban.scope == Ban.Scope.SITE and ban.effect == Ban.Effect.ENTRY:
            if site_ban is None or ban.outlasts(site_ban.expires_at):
                site_ban = ban
        else:
            restrictions.append(
                Restriction(
                    effect="mute" if ban.effect == Ban.Effect.MUTE else "entry",
                    room_id=ban.room_id or None,
                    until=ms_of(ban.expires_at),
                    reason=ban.reason,
                )
            )
    if site_ban is None:
        return Verdict(None, tuple(restrictions))
    found = SiteBan(site_ban.reason, ms_of(site_ban.expires_at), site_ban.code)
    return Verdict(found, tuple(restrictions))


def ms_of(moment: datetime | None) -> int | None:
    """ms since the epoch."""
    return None if moment is None else int(moment.timestamp() * 1000)
