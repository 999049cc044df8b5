"""Deletes what nobody needs any more (docs/protocol.md §5.6, README "Deploy").

In batches, each a short transaction of its own: the live part's writes get their turn between them.
With `dry_run` nothing is deleted and everything counted.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from .archive import NEVER_FORGOTTEN
from .domain.names import DEFAULT_NAME
from .models import ChatLine, Player, PlayerName, RoomRecord

AT_ONCE = 500
Keys = Collection[Any]


def purge_rooms(*, unused_since: int, dry_run: bool = False) -> int:
    """Delete records of rooms that are forgotten: not used after `unused_since` (ms).

    Those that administrators had a hand in stay. Returns how many.
    """
    forgotten = RoomRecord.objects.filter(
        persistent=False, owner_id="", last_used_at__lte=unused_since
    ).exclude(room_id__in=NEVER_FORGOTTEN)
    return _purge(forgotten, dry_run)


def purge_chat(*, sent_before: int, dry_run: bool = False) -> int:
    """Delete lines of chat from before a moment (ms), in whatever room. Returns how many."""
    return _purge(ChatLine.objects.filter(sent_at__lt=sent_before), dry_run)


def purge_players(
    *,
    unseen_since: datetime,
    spare: Callable[[Keys], Keys] = lambda user_ids: (),
    dry_run: bool = False,
) -> int:
    """Delete players who never did anything and were not seen after a moment. Returns how many.

    Nobody who had a name, said a line that is kept, owns a room, or was given anything by an
    administrator. `spare` tells whom of some others must stay.
    """

    def used(user_ids: Keys) -> set[Any]:
        named = PlayerName.objects.filter(player__in=user_ids).exclude(name=DEFAULT_NAME)
        return {
            *named.values_list("player_id", flat=True),
            *ChatLine.objects.filter(user_id__in=user_ids).values_list("user_id", flat=True),
            *RoomRecord.objects.filter(owner_id__in=user_ids).values_list("owner_id", flat=True),
            *spare(user_ids),
        }

    return _purge(_plain_players().filter(last_seen_at__lte=unseen_since), dry_run, used)


def _plain_players() -> QuerySet[Player]:
    """Those without a name and without anything of their own.

    Where tokens were revoked the generation tells, or the old token of the address would be good
    again.
    """
    return Player.objects.filter(
        Q(name=DEFAULT_NAME, tag_text="", token_generation=0, rate_factor=1.0)
        & Q(account=None, account_info__isnull=True, quota_max=None, max_sockets=None)
        & Q(bot=False, name_locked=False, color_locked=False)
        & Q(unlimited_notes=False, list_people=False)
    )


def _purge(
    rows: QuerySet[Any], dry_run: bool, used: Callable[[Keys], Keys] = lambda keys: ()
) -> int:
    count = 0
    for keys in _batches(rows):
        # Asked again by the delete: somebody may have come back meanwhile.
        unused = rows.filter(pk__in={*keys} - {*used(keys)})
        count += unused.count() if dry_run else _deleted(unused)
    return count


def _deleted(rows: QuerySet[Any]) -> int:
    _, by_table = rows.delete()
    return by_table.get(rows.model._meta.label, 0)


def _batches(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    """The keys of all rows, in their order: what is spared is not looked at twice."""
    keys = list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    while keys:
        yield keys
        after = rows.filter(pk__gt=keys[-1]).order_by("pk")
        keys = list(after.values_list("pk", flat=True)[:AT_ONCE])
