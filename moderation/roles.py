"""Roles of staff, and what they may do (docs/protocol.md §12.1, docs/moderation.md).

A right has a name on the wire, a power has not: it counts in the admin and the API only. Both are
permissions of Django, so that groups and accounts get them in the admin as they get any other. A
role is a group of a known name; its rank says who may act on whom.
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

POWERS = {
    "mute_users": "Can mute people",
    "ban_networks": "Can ban and mute addresses and networks",
    "see_addresses": "Can see addresses, and who else came from them",
    "see_notes": "Can read the notes of staff on bans",
    "manage_players": "Can give tags, locks, quotas and limits to players",
    "manage_rooms": "Can close rooms, and set their owners",
    "hide_lines": "Can hide lines of chat",
    "notify": "Can send notices to rooms and people",
    "broadcast": "Can send notices to everybody",
    "handle_reports": "Can assign and close reports",
    "handle_appeals": "Can decide appeals",
    "manage_webhooks": "Can set up webhooks",
}
"""By the codename of the permission."""

ALL_RIGHTS = frozenset(RIGHTS)
_WIRE_NAMES = {f"{APP}.{right.codename}": wire for wire, right in RIGHTS.items()}


@dataclass(frozen=True, slots=True)
class Role:
    """`name` is that of the group; a role may not act on one of higher `rank`.

    `pages` are the permissions for tables in the admin and the API, as app.codename.
    """

    name: str
    rank: int
    rights: frozenset[str]
    powers: frozenset[str]
    pages: frozenset[str]

    @property
    def permissions(self) -> frozenset[str]:
        """All of it, as app.codename."""
        rights = {f"{APP}.{RIGHTS[wire].codename}" for wire in self.rights}
        return frozenset(rights | {f"{APP}.{power}" for power in self.powers} | self.pages)


def _all(app: str, *models: str) -> frozenset[str]:
    verbs = ("add", "change", "delete", "view")
    return frozenset(f"{app}.{verb}_{model}" for verb in verbs for model in models)


_LOOK = frozenset(
    {
        *(f"moderation.view_{model}" for model in ("ban", "banreason", "report", "appeal")),
        *(f"rooms.view_{model}" for model in ("player", "roomrecord", "chatline")),
    }
)
_MODERATE = _LOOK | {"moderation.view_auditentry", "rooms.view_filteredword"}
_ADMINISTER = (
    _MODERATE
    | {"moderation.view_addresssighting", "rooms.view_token"}
    | _all("moderation", "banreason", "webhook")
    | {"moderation.view_webhookdelivery"}
    | _all("rooms", "filteredword")
)
_TRIAL = frozenset({"clearChat", "vanish", "chsetAnywhere", "chownAnywhere", "siteBan"})
_TRIAL_POWERS = frozenset({"mute_users", "hide_lines", "notify", "handle_reports", "see_notes"})
_MODERATOR_POWERS = _TRIAL_POWERS | {"handle_appeals", "ban_networks", "see_addresses"}

ROLES = (
    Role("owner", 4, ALL_RIGHTS, frozenset(POWERS), _ADMINISTER),
    Role("admin", 3, ALL_RIGHTS, frozenset(POWERS), _ADMINISTER),
    Role(
        "moderator",
        2,
        ALL_RIGHTS - {"siteBanAnyDuration"},
        _MODERATOR_POWERS,
        _MODERATE | {"moderation.view_addresssighting"},
    ),
    Role("trial moderator", 1, _TRIAL, _TRIAL_POWERS, _LOOK),
)
OWNER = ROLES[0]
_RANKS = {role.name: role.rank for role in ROLES}


class Standing(NamedTuple):
    """What an account may do: names of rights on the wire, and all permissions as app.codename.

    Rank 0 is no staff. A superuser has all that an owner has, and alone may give accounts away.
    """

    rights: frozenset[str]
    rank: int
    permissions: frozenset[str] = frozenset()
    is_superuser: bool = False


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
        rights, rank, permissions, _ = standings.get(account_id, NOBODY)
        if is_superuser:
            rights, rank, permissions = OWNER.rights, OWNER.rank, permissions | OWNER.permissions
        if app and codename:
            name = f"{app}.{codename}"
            permissions |= {name}
            if name in _WIRE_NAMES:
                rights |= {_WIRE_NAMES[name]}
        rank = max(rank, _RANKS.get(role, 0))
        standings[account_id] = Standing(rights, rank, permissions, is_superuser)
    return standings


def roles_create(*, apps: Any = installed, using: str, **_: Any) -> None:
    """After `migrate`: give every role what it was never given; what was taken away stays away."""
    try:
        groups = apps.get_model("auth", "Group").objects.using(using)
        permissions = apps.get_model("auth", "Permission").objects.using(using)
        grants = apps.get_model(APP, "RoleGrant").objects.using(using)
    except LookupError:
        return  # Only some other application was migrated.
    rows = permissions.select_related("content_type")
    known = {f"{one.content_type.app_label}.{one.codename}": one for one in rows}
    for role in ROLES:
        group, is_new = groups.get_or_create(name=role.name)
        if is_new:
            grants.filter(role=role.name).delete()
        given = set(grants.filter(role=role.name).values_list("permission", flat=True))
        # What is not known yet is given when its application has been migrated.
        due = sorted((role.permissions - given) & known.keys())
        group.permissions.add(*(known[name] for name in due))
        grants.bulk_create([grants.model(role=role.name, permission=name) for name in due])
