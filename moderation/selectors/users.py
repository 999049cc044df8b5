"""Who somebody is: names, addresses, bans, reports. Each with one query."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from moderation.actors import Actor
from moderation.models import AddressSighting, Ban, Report
from moderation.networks import address_parse
from rooms.models import Player, PlayerName

from .reports import reports_for


def users_search(query: str, *, addresses: bool = False) -> QuerySet[Player]:
    """The players with an id that begins with `query`, or with it in the name they have or had.

    With `addresses` also those who came from exactly this address: for who may see addresses.
    Everybody, for an empty query.
    """
    query = query.strip()
    if not query:
        return Player.objects.all()
    former = PlayerName.objects.filter(player=OuterRef("pk"), name__icontains=query)
    found = Q(pk__startswith=query.lower()) | Q(name__icontains=query) | Q(Exists(former))
    if addresses and (address := address_parse(query)):
        seen = AddressSighting.objects.filter(user_id=OuterRef("pk"), address=address)
        found |= Q(Exists(seen))
    return Player.objects.filter(found)


def sanctions_of(user_id: str) -> QuerySet[Ban]:
    """All bans and mutes that were ever issued against somebody, newest first."""
    bans = Ban.objects.select_related("issued_by_account", "lifted_by_account", "preset")
    return bans.filter(user_id=user_id).order_by("-issued_at", "-pk")


def reports_about(user_id: str, *, by: Actor) -> QuerySet[Report]:
    """All reports about somebody that `by` may read, newest first (`reports_for`)."""
    return reports_for(by).filter(target=user_id).order_by("-created_at", "-pk")


def names_of(user_id: str) -> QuerySet[PlayerName]:
    """The names somebody has had, newest first; the present one may be among them."""
    return PlayerName.objects.filter(player=user_id).order_by("-last_used_at", "-pk")


def sightings_of(user_id: str) -> QuerySet[AddressSighting]:
    """From where somebody came, newest first: for who may see addresses."""
    return AddressSighting.objects.filter(user_id=user_id).order_by("-last_seen_at", "-pk")


def others_of_same_addresses(user_id: str) -> QuerySet[Player]:
    """Who else came from the addresses of somebody, most shared addresses first.

    Each has `shared_addresses`, how many, and `shared_at`, when they were last seen at one of them.
    For who may see addresses.
    """
    addresses = AddressSighting.objects.filter(user_id=user_id).values("address")
    rows = (
        AddressSighting.objects.filter(address__in=addresses)
        .exclude(user_id=user_id)
        .values("user_id")
    )
    shared = rows.annotate(count=Count("address"), at=Max("last_seen_at"))
    own = shared.filter(user_id=OuterRef("pk"))
    return (
        Player.objects.filter(pk__in=rows)
        .annotate(shared_addresses=own.values("count")[:1], shared_at=own.values("at")[:1])
        .order_by("-shared_addresses", "-shared_at", "pk")
    )


def names_of_users(user_ids: Collection[str]) -> dict[str, str]:
    """The present names of those of these users who were ever here."""
    return dict(Player.objects.filter(pk__in=user_ids).values_list("pk", "name"))
