"""Which reports somebody of staff works on."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from moderation.actors import Actor
from moderation.models import Report
from moderation.roles import ROLES
from rooms.models import Player


def reports_for(by: Actor) -> QuerySet[Report]:
    """All that `by` may read, oldest first; one query.

    Nobody reads who reported them, or what was said of somebody of higher rank.
    """
    above = [role.name for role in ROLES if role.rank > by.rank]
    higher = Q(account__groups__name__in=above, account__is_active=True)
    if by.rank < ROLES[0].rank:
        higher |= Q(account__is_superuser=True, account__is_active=True)
    reports = Report.objects.select_related("assigned_to", "closed_by")
    reports = reports.exclude(target__in=Player.objects.filter(higher).values("pk"))
    if by.user_id:
        reports = reports.exclude(target=by.user_id)
    return reports.order_by("created_at", "pk")
