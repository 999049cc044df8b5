"""Roles of staff, and what they may do (docs/protocol.md §12.1).

A right has a name on the wire and is a permission of Django, so that groups and accounts get rights
in the admin as they get any other permission. A role is a group of a known name; its rank says who
may act on whom.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.apps import apps as installed
from django.contrib.auth import get_user_model
from django.db.models import CharField, F, Value

APP = "moderation"


class Right(NamedTuple):
    """Something staff may do: its permission, and what the admin calls it."""

    codename: str
    label: str


RIGHTS = {
    "clearChat": Right("clear_chat", "Can clear the chat of any room"),
    "vanish": Right("vanish", "Can vanish, and see who has vanished"),
    "chsetAnywhere": Right("chset_anywhere", "Can change the settings of any room"),
    "chownAnywhere": Right("chown_anywhere", "Can move crowns and kickban in any room"),
    "usersetOthers": Right("userset_others", "Can change names and colours of others"),
    "siteBan": Right("site_ban", "Can ban from the site, for a preset reason and 30 days"),
    "siteBanAnyReason": Right("site_ban_any_reason", "Can ban from the site for any reason"),
    "siteBanAnyDuration": Right("site_ban_any_duration", "Can ban from the site for any time"),
    "playNotesAnywhere": Right("play_notes_anywhere", "Can play where only the crown may"),
}
"""By the name on the wire."""

ALL_RIGHTS = frozenset(RIGHTS)
_WIRE_NAMES = {right.codename: wire for wire, right in RIGHTS.items()}


@dataclass(frozen=True, slots=True)
class Role:
    """`name` is that of the group; a role may not act on one of higher `rank`.

    `pages` are permissions for pages of the admin.
    """

    name: str
    rank: int
    rights: frozenset[str]
    pages: frozenset[str]


_LOOK = frozenset({"view_ban", "view_banreason", "view_auditentry"})
_ALL_PAGES = _LOOK | {"add_banreason", "change_banreason", "delete_banreason"}
_TRIAL = frozenset({"clearChat", "vanish", "chsetAnywhere", "chownAnywhere", "siteBan"})

ROLES = (
    Role("owner", 4, ALL_RIGHTS, _ALL_PAGES),
    Role("admin", 3, ALL_RIGHTS, _ALL_PAGES),
    Role("moderator", 2, ALL_RIGHTS - {"siteBanAnyDuration"}, _LOOK),
    Role("trial moderator", 1, _TRIAL, _LOOK),
)
OWNER = ROLES[0]
_RANKS = {role.name: role.rank for role in ROLES}


class Standing(NamedTuple):
    """What an account may do: names of rights on the wire; rank 0 is no staff."""

    rights: frozenset[str]
    rank: int


NOBODY = Standing(frozenset(), 0)


def rights_of_accounts(account_ids: Collection[int]) -> dict[int, Standing]:
    """The standings of the active ones of these accounts, with one query."""
    accounts = get_user_model().objects.filter(pk__in=account_ids, is_active=True)
    by_group = accounts.annotate(
        role=F("groups__name"),
        app=F("groups__permissions__content_type__app_label"),
        codename=F("groups__permissions__codename"),
    )
    by_account = accounts.annotate(
        role=Value(None, CharField()),
        app=F("user_permissions__content_type__app_label"),
        codename=F("user_permissions__codename"),
    )
    columns = ("pk", "is_superuser", "role", "app", "codename")
    rows = by_group.values_list(*columns).union(by_account.values_list(*columns))
    return _standings(rows)


def _standings(rows: Iterable[Any]) -> dict[int, Standing]:
    standings: dict[int, Standing] = {}
    for account_id, is_superuser, role, app, codename in rows:
        rights, rank = standings.get(account_id, NOBODY)
        if is_superuser:
            rights, rank = OWNER.rights, OWNER.rank
        if app == APP and codename in _WIRE_NAMES:
            rights |= {_WIRE_NAMES[codename]}
        standings[account_id] = Standing(rights, max(rank, _RANKS.get(role, 0)))
    return standings


def roles_create(*, apps: Any = installed, using: str, **_: Any) -> None:
    """After `migrate`: make the groups that are missing; what became of the others stays."""
    try:
        groups = apps.get_model("auth", "Group").objects.using(using)
        permissions = apps.get_model("auth", "Permission").objects.using(using)
    except LookupError:
        return  # Only some other application was migrated.
    known = {one.codename: one for one in permissions.filter(content_type__app_label=APP)}
    for role in ROLES:
        wanted = {RIGHTS[wire].codename for wire in role.rights} | role.pages
        # Half a role would never be made whole, so it waits until the permissions are there.
        if wanted <= known.keys() and not groups.filter(name=role.name).exists():
            group = groups.create(name=role.name)
            group.permissions.set([known[codename] for codename in wanted])
