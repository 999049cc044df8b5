"""Somebody takes a name that looks like one of staff: moderators are told, nobody is stopped."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from moderation import roles
from moderation.models import Report, Webhook
from moderation.names import look_of
from rooms.models import Player

from .reports import subject_of
from .webhooks import webhook_announce


def impersonations_report(names: Mapping[str, str], *, at: datetime) -> list[Report]:
    """Report, in nobody's name, who of these users has a name like somebody of staff.

    Not again while such a report is open. To be called in a transaction.
    """
    if not (staff := _looks_of_staff()):
        return []
    reports = []
    for user_id, name in names.items():
        like = staff.get(look_of(name))
        if like is None or like.pk == user_id or _is_reported(user_id):
            continue
        report = Report.objects.create(
            target=user_id,
            reason=Report.Reason.IMPERSONATION,
            text=f"The name {name!r} looks like that of a staff member: {like.name!r} ({like.pk}).",
            created_at=at,
        )
        webhook_announce(event=Webhook.Event.REPORT_CREATED, subject=subject_of(report))
        reports.append(report)
    return reports


def _looks_of_staff() -> dict[str, Player]:
    people = list(Player.objects.filter(account__isnull=False).only("pk", "name", "account_id"))
    standings = roles.rights_of_accounts([one.account_id for one in people if one.account_id])
    looks = {
        look_of(one.name): one
        for one in people
        if (standing := standings.get(one.account_id or 0)) and standing.rank > 0
    }
    looks.pop("", None)
    return looks


def _is_reported(user_id: str) -> bool:
    waiting = (Report.State.OPEN, Report.State.ASSIGNED)
    return Report.objects.filter(
        target=user_id, reporter="", reason=Report.Reason.IMPERSONATION, state__in=waiting
    ).exists()
