"""Which bans hold, each with one query."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Q

from moderation.models import Ban
from rooms.prepared import PreparedQuery

_BAN_FIELDS = tuple(field.attname for field in Ban._meta.concrete_fields)
_of_users = PreparedQuery(
    lambda user_ids: Ban.objects.filter(
        user_id__in=user_ids, origin=Ban.Origin.STAFF, current=True, lifted_at=None
    ).values_list(*_BAN_FIELDS)
)


def active_bans_of(user_ids: Collection[str], *, at: datetime) -> list[Ban]:
    """What staff have issued against these users, and is in force at a time."""
    bans = [Ban.from_db(DEFAULT_DB_ALIAS, _BAN_FIELDS, row) for row in _of_users.rows(user_ids)]
    return [ban for ban in bans if ban.is_active(at)]


def active_bans_of_networks(*, at: datetime) -> list[Ban]:
    """Those against addresses and networks."""
    return list(Ban.objects.active(at).filter(~Q(network=""), current=True))


def bans_in_rooms(room_ids: Collection[str], *, at: datetime) -> list[Ban]:
    """Those that the rooms themselves have issued, and that are in force at a time."""
    bans = Ban.objects.active(at).filter(room_id__in=room_ids, origin=Ban.Origin.ROOM, current=True)
    return list(bans)


def bans_of_room(room_id: str, *, at: datetime) -> list[Ban]:
    """Everybody who may not come into a room now, by whoever's decision; networks left out."""
    bans = Ban.objects.active(at).filter(
        room_id=room_id, effect=Ban.Effect.ENTRY, network="", current=True
    )
    return list(bans.order_by("-issued_at"))


def sanctions_in_room(room_id: str, *, at: datetime) -> list[Ban]:
    """All bans and mutes that are in force in this room alone, networks too, newest first."""
    bans = Ban.objects.active(at).filter(room_id=room_id, current=True)
    return list(bans.select_related("issued_by_account").order_by("-issued_at"))
