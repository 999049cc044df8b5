"""Carries decisions to the processes that serve players (docs/architecture.md §5)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.dispatch import Signal
from django.utils import timezone

from moderation.models import Order

LEASE = timedelta(seconds=5)
"""How long a process may take to carry out what is done once."""
STALE = timedelta(minutes=1)
KEPT = timedelta(hours=1)
"""After which nobody can be interested in an order any more."""

orders_written = Signal()
"""Sent after the commit, in the thread and the process of the write: there is something to do."""


class Kind(StrEnum):
    """What is ordered; the handlers are in `moderation/live/orders.py`."""

    USERS = "users"
    NETWORKS = "networks"
    WORDS = "words"
    NOTICE = "notice"
    SIGN_OUT = "sign-out"
    ERASE = "erase"
    ROOM_SETTINGS = "room.settings"
    ROOM_OWNER = "room.owner"
    ROOM_CLEAR = "room.clear"
    ROOM_CLOSE = "room.close"
    ROOM_KICK = "room.kick"
    ROOM_UNBAN = "room.unban"
    ROOM_HIDE = "room.hide"
    ROOM_FORGET = "room.forget"


_ONCE = frozenset(kind for kind in Kind if kind.startswith("room."))


def order_write(kind: Kind, payload: Mapping[str, Any]) -> Order:
    """Order something, in the transaction of the decision. Changes of a room are done once."""
    order = Order.objects.create(kind=kind, payload=dict(payload), everybody=kind not in _ONCE)
    transaction.on_commit(lambda: orders_written.send_robust(sender=Order))
    return order


def orders_after(order_id: int) -> list[int]:
    """The ids of all orders with higher ids, oldest first."""
    return list(Order.objects.filter(pk__gt=order_id).order_by("pk").values_list("pk", flat=True))


def orders_read(order_ids: Collection[int]) -> list[Order]:
    """These orders, oldest first."""
    return list(Order.objects.filter(pk__in=order_ids).order_by("pk"))


def newest_order() -> int:
    """The id of the last order that was written; 0: none."""
    return Order.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def order_take(order_id: int, *, at: datetime | None = None) -> bool:
    """Whether the caller is the one to carry out an order that is done once."""
    at = at or timezone.now()
    free = Q(leased_until=None) | Q(leased_until__lt=at)
    taken = Order.objects.filter(free, pk=order_id, done=False)
    return taken.update(leased_until=at + LEASE) == 1


def order_finish(order_id: int) -> None:
    """It has been carried out."""
    Order.objects.filter(pk=order_id).update(done=True)


def orders_overdue(*, at: datetime | None = None) -> list[Order]:
    """Those to be done once that somebody took and did not finish, or that nobody could take.

    What nobody took for longer is too old to be done: no process was there when it was decided.
    """
    at = at or timezone.now()
    untaken = Q(leased_until=None, written_at__range=(at - STALE, at - LEASE))
    late = untaken | Q(leased_until__lt=at)
    return list(Order.objects.filter(late, everybody=False, done=False).order_by("pk"))


def orders_forget(*, at: datetime | None = None) -> int:
    """Delete old orders; returns how many."""
    return Order.objects.filter(written_at__lt=(at or timezone.now()) - KEPT).delete()[0]
