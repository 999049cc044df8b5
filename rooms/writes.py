"""Writes of the live part. They run in the database thread, many entries in one transaction."""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import F, QuerySet

from .desk import Desk
from .models import ChatLine, Player, PlayerName, Token
from .records import Bundle, StoredLine, StoredProfile, StoredRoom, moment
from .selectors import PlayerRow

logger = logging.getLogger(__name__)

# Faults of one entry, not of the database: trying again cannot help.
UNWRITABLE = (DataError, IntegrityError, ValueError, TypeError, OverflowError)


def store_bundle(bundle: Bundle, *, now: int, desk: Desk) -> None:
    """Write all of `bundle` in one transaction; `now` is in ms, `desk` keeps the bans.

    An entry that no database would take is logged and left out, so that it does not hold up the
    others for ever. Raises django.db.DatabaseError when the database fails.
    """
    try:
        with transaction.atomic():
            _store(bundle, moment(now))
            if bundle.bans:
                desk.store_room_bans(bundle.bans, now)
            if bundle.profiles:
                desk.named({key: one.name for key, one in bundle.profiles.items()}, now)
    except UNWRITABLE:
        if len(bundle) == 1:
            logger.exception("An entry (%s) cannot be stored and is left out", bundle.kinds)
            return
        for single in bundle.singles():
            store_bundle(single, now=now, desk=desk)


def admit(
    *,
    players: Collection[PlayerRow],
    digests: Mapping[str, str],
    seen: Collection[str],
    accounts: Mapping[str, dict[str, str]],
    at: datetime,
) -> None:
    """Add `players` and tokens (digest → user id) and note who was `seen`, in one transaction.

    `accounts` (user id → `accountInfo`) are what a login provider said just now.

    What is there already stays as it is. Does nothing if there is nothing to do.
    """
    if not (digests or seen or accounts):
        return
    with transaction.atomic():
        Player.objects.bulk_create(
            [
                Player(id=row.id, name=row.name, color=row.color, created_at=at, last_seen_at=at)
                for row in players
            ],
            ignore_conflicts=True,
        )
        Token.objects.bulk_create(
            [
                Token(player_id=user_id, digest=digest, created_at=at)
                for digest, user_id in digests.items()
            ],
            ignore_conflicts=True,
        )
        if seen:
            Player.objects.filter(pk__in=seen).update(last_seen_at=at)
        for user_id, info in accounts.items():
            Player.objects.filter(pk=user_id).update(account_info=info)


def token_add(*, user_id: str, digest: str, at: datetime) -> None:
    """Let the token with this digest name a player as well (protocol §3.2)."""
    Token.objects.create(player_id=user_id, digest=digest, created_at=at)


def revoke_tokens(user_ids: Iterable[str], *, at: datetime) -> int:
    """Make all tokens of these players unknown; returns how many (protocol §3.2)."""
    return _revoke(Token.objects.filter(player__in=list(user_ids)), list(user_ids), at)


def tokens_revoke(*, token_ids: Iterable[int], at: datetime) -> int:
    """Make these tokens unknown and no others; returns how many there were."""
    tokens = Token.objects.filter(pk__in=list(token_ids))
    return _revoke(tokens, set(tokens.values_list("player_id", flat=True)), at)


def _revoke(tokens: QuerySet[Token], user_ids: Collection[str], at: datetime) -> int:
    with transaction.atomic():
        # Else a token that is derived from the address would be issued again just as it was.
        Player.objects.filter(pk__in=user_ids).update(token_generation=F("token_generation") + 1)
        return tokens.filter(revoked_at=None).update(revoked_at=at)


def _store(bundle: Bundle, now: datetime) -> None:
    if bundle.lines:
        ChatLine.objects.bulk_create([ChatLine(**_values(line)) for line in bundle.lines])
    if bundle.rooms:
        _store_rooms(bundle.rooms.values())
    if bundle.profiles:
        _store_profiles(list(bundle.profiles.values()), now)
    if bundle.online:
        _add_online(bundle.online)


def _values(entry: StoredLine) -> dict[str, Any]:
    # asdict() would copy every value deeply: half the time of a write.
    return {name: getattr(entry, name) for name in entry.__dataclass_fields__}


# Without what administrators set, and after newer decisions of staff without what these changed: a
# room that was open meanwhile, or whose state waited for long, must not undo it.
_STORE_ROOM = """
INSERT INTO rooms_roomrecord AS kept (room_id, settings, owner_id, last_crown_holder, persistent,
                                      last_used_at, history_since, decisions)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (room_id) DO UPDATE SET
  settings = CASE WHEN kept.decisions > excluded.decisions
    THEN kept.settings ELSE excluded.settings END,
  history_since = CASE WHEN kept.decisions > excluded.decisions
    THEN kept.history_since ELSE excluded.history_since END,
  last_crown_holder = excluded.last_crown_holder,
  last_used_at = excluded.last_used_at
"""


def _store_rooms(rooms: Iterable[StoredRoom]) -> None:
    rows = []
    for room in rooms:
        settings = dict(room.settings)
        owner = settings.pop("owner_id", None) or ""
        rows.append(
            (
                room.room_id,
                json.dumps(settings),
                owner,
                room.last_crown_holder,
                room.persistent,
                room.last_used_at,
                room.history_since,
                room.decisions,
            )
        )
    with connection.cursor() as cursor:
        cursor.executemany(_STORE_ROOM, rows)


def _add_online(online: Mapping[str, int]) -> None:
    # Added, not set: several processes may have had the same user. In SQL, because thousands may
    # leave at once, and as many updates of the ORM would hold up every `hi` for a second.
    statement = "UPDATE rooms_player SET online_ms = online_ms + %s WHERE id = %s"
    with connection.cursor() as cursor:
        cursor.executemany(statement, [(ms, user_id) for user_id, ms in online.items()])


def _store_profiles(profiles: Collection[StoredProfile], now: datetime) -> None:
    Player.objects.bulk_create(
        [
            Player(
                id=profile.user_id,
                name=profile.name,
                color=profile.color,
                created_at=now,
                last_seen_at=now,
            )
            for profile in profiles
        ],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["name", "color"],
    )
    PlayerName.objects.bulk_create(
        [
            PlayerName(player_id=profile.user_id, name=profile.name, last_used_at=now)
            for profile in profiles
        ],
        update_conflicts=True,
        unique_fields=["player", "name"],
        update_fields=["last_used_at"],
    )
