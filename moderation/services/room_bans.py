"""Bans that rooms issue and lift themselves: written behind by the live part (§8.1)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q

from moderation.models import Ban
from rooms.models import Player
from rooms.records import LiftedBan, StoredBan, moment

PER_UPDATE = 100


def room_bans_store(bans: Mapping[tuple[str, str], StoredBan | LiftedBan], *, at: datetime) -> None:
    """Keep what became of bans, by room and user. The caller has opened a transaction."""
    _take_turns({user_id for _, user_id in bans})
    lifted: dict[str, list[tuple[str, str]]] = {}
    for key, ban in bans.items():
        lifted.setdefault(ban.by if isinstance(ban, LiftedBan) else ban.by_user_id, []).append(key)
    for by, keys in lifted.items():
        for start in range(0, len(keys), PER_UPDATE):
            _end(keys[start : start + PER_UPDATE], by, at)
    Ban.objects.bulk_create(
        Ban(
            user_id=ban.user_id,
            scope=Ban.Scope.ROOM,
            room_id=ban.room_id,
            origin=Ban.Origin.ROOM,
            issued_by=ban.by_user_id,
            issued_at=moment(ban.created_at),
            expires_at=moment(ban.expires_at),
        )
        for ban in bans.values()
        if isinstance(ban, StoredBan)
    )


def _take_turns(user_ids: Collection[str]) -> None:
    """Wait for processes that are storing bans of the same users, which then are there to be ended.

    Where databases lock rows: else both would find no current ban, and one could not be stored.
    """
    players = Player.objects.filter(pk__in=user_ids).order_by("pk")
    list(players.select_for_update(no_key=True).values_list("pk"))


def _end(keys: list[tuple[str, str]], by: str, at: datetime) -> None:
    """A new ban takes the place of the one before, as on the wire."""
    these = reduce(or_, (Q(room_id=room_id, user_id=user_id) for room_id, user_id in keys))
    current = Ban.objects.filter(these, origin=Ban.Origin.ROOM, current=True)
    current.filter(Q(expires_at=None) | Q(expires_at__gt=at)).update(lifted_at=at, lifted_by=by)
    current.update(current=False)
