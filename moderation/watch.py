"""Notices that roles and accounts change, whoever changes them: players of staff follow at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db.models.signals import m2m_changed, post_save, pre_delete

from rooms.models import Player

from .services.orders import Kind, order_write

_DONE = {"post_add", "post_remove", "post_clear"}


def watch() -> None:
    """Begin to listen; called once, when the applications are ready."""
    account = get_user_model()
    post_save.connect(_account_saved, sender=account)
    pre_delete.connect(_account_goes, sender=account)
    for link in (account.groups.through, account.user_permissions.through):
        m2m_changed.connect(_account_granted, sender=link)
    m2m_changed.connect(_group_granted, sender=Group.permissions.through)


def _account_saved(instance: Any, created: bool, **_: Any) -> None:
    if not created:
        _follow([instance.pk])


def _account_goes(instance: Any, **_: Any) -> None:
    _follow([instance.pk])


def _account_granted(
    instance: Any, action: str, reverse: bool, pk_set: set[int] | None, **_: Any
) -> None:
    """From an account, or (`reverse`) from the group or the permission that it is given to."""
    if action not in _DONE:
        return
    if reverse and pk_set is None:
        # Taken from everybody at once: who they were is known no more.
        _follow(None)
    else:
        _follow(pk_set or () if reverse else [instance.pk])


def _group_granted(instance: Any, action: str, reverse: bool, **_: Any) -> None:
    if action in _DONE:
        members = None if reverse else instance.user_set.values_list("pk", flat=True)
        _follow(members)


def _follow(account_ids: Iterable[int] | None) -> None:
    """Order that the players of these accounts (None: of all) be looked at anew."""
    players = Player.objects.exclude(account=None)
    if account_ids is not None:
        players = players.filter(account__in=list(account_ids))
    if ids := list(players.values_list("pk", flat=True)):
        order_write(Kind.USERS, {"ids": ids})
