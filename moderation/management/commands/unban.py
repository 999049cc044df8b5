"""Lets somebody in again."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from moderation.actors import OPERATOR
from moderation.errors import ModerationError, Refusal
from moderation.management.command import StaffCommand
from moderation.models import Ban
from moderation.networks import network_parse
from moderation.services.bans import ban_lift

from .ban import target_of


class Command(StaffCommand):
    help = (
        "Lift a ban by its number (see the command bans), or all bans and mutes of a user, an "
        "address or a network. Takes effect at once in every process; the bans stay on record."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("target", help="number of a ban, user id, address or network")
        parser.add_argument("--room", help="only bans from this room")
        parser.add_argument("--why", default="", help="for other moderators")

    def work(self, options: Mapping[str, Any]) -> None:
        bans = list(_bans(options["target"], options["room"]))
        if not bans:
            raise ModerationError(Refusal.UNKNOWN_BAN, {"target": options["target"]})
        for ban in bans:
            ban_lift(ban_id=ban.pk, by=OPERATOR, why=options["why"])
            self.tell(f"Ban {ban.pk} of {ban.target} is lifted.")


def _bans(target: str, room: str | None) -> QuerySet[Ban]:
    bans = Ban.objects.active(timezone.now()).order_by("pk")
    if room is not None:
        bans = bans.filter(room_id=room)
    if target.isascii() and target.isdigit() and len(target) < 19:
        return bans.filter(pk=int(target))
    fields = target_of(target)
    if "network" in fields:
        fields = {"network": network_parse(target)}
    return bans.filter(**fields)
