"""Lists bans."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from moderation.management.command import StaffCommand, printable, until_text
from moderation.models import Ban
from moderation.networks import network_parse

from .ban import target_of


class Command(StaffCommand):
    help = (
        "List the bans and mutes that are in force, newest first; with --all also those that have "
        "ended."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "target", nargs="?", help="only of this user id, address or network; default: all"
        )
        parser.add_argument("--room", help="only from this room")
        parser.add_argument("--all", action="store_true", help="expired and lifted ones too")

    def work(self, options: Mapping[str, Any]) -> None:
        now = timezone.now()
        bans = Ban.objects.all() if options["all"] else Ban.objects.active(now)
        if target := options["target"]:
            fields = target_of(target)
            if "network" in fields:
                fields = {"network": network_parse(target)}
            bans = bans.filter(**fields)
        if options["room"] is not None:
            bans = bans.filter(room_id=options["room"])
        lines = [_line(ban, now) for ban in bans.order_by("-issued_at", "-pk")]
        for line in lines:
            self.tell(line)
        count = len(lines)
        self.tell(f"{count} ban{'' if count == 1 else 's'}.")


def _line(ban: Ban, now: datetime) -> str:
    what = "mute" if ban.effect == Ban.Effect.MUTE else "ban"
    where = f"room {ban.room_id}" if ban.room_id else "site"
    if ban.lifted_at:
        state = f"lifted {ban.lifted_at:%Y-%m-%d %H:%M} UTC"
    elif ban.is_active(now):
        state = until_text(ban.expires_at)
    else:
        state = "expired"
    return printable(f"{ban.pk:>6}  {ban.target}  {what}, {where}  {state}  {ban.reason}".rstrip())
