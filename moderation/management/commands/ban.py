"""Keeps somebody out, or silent."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from moderation.actors import OPERATOR
from moderation.management.command import StaffCommand, length_of, until_text
from moderation.models import Ban
from moderation.services.bans import Terms, ban_issue

_USER_ID = re.compile(r"[0-9a-f]{24}")


class Command(StaffCommand):
    help = (
        "Ban a user, an address or a network: from the site, or from one room with --room; "
        "with --mute they may come in and play but not chat. Takes effect at once in every "
        "process. The user is told the reason and how to appeal."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "target", help="user id (24 hex digits), address, or network such as 203.0.113.0/24"
        )
        length = parser.add_mutually_exclusive_group(required=True)
        length.add_argument(
            "--for", dest="length", type=length_of, help="how long: 30m, 12h, 7d, 2w"
        )
        length.add_argument("--permanent", action="store_true", help="until it is lifted")
        parser.add_argument("--reason", required=True, help="why; the user is told")
        parser.add_argument("--note", default="", help="for other moderators only")
        parser.add_argument("--room", default="", help="from this room only")
        parser.add_argument("--mute", action="store_true", help="only keep them from chatting")

    def work(self, options: Mapping[str, Any]) -> None:
        target = options["target"]
        terms = Terms(
            **target_of(target),
            room_id=options["room"],
            effect=Ban.Effect.MUTE if options["mute"] else Ban.Effect.ENTRY,
            reason=options["reason"],
            note=options["note"],
            length=options["length"],
        )
        issued = ban_issue(terms=terms, by=OPERATOR)
        ban = issued.ban
        if issued.is_new:
            what = "muted" if options["mute"] else "banned"
            self.tell(f"Ban {ban.pk}: {ban.target} is {what} {until_text(ban.expires_at)}.")
        else:
            self.tell(f"Ban {ban.pk} is already in force, {until_text(ban.expires_at)}.")
        self.tell(f"To appeal: /appeal/{ban.code}")


def target_of(text: str) -> dict[str, str]:
    """A user id, or else a network, as fields of a ban."""
    return {"user_id" if _USER_ID.fullmatch(text) else "network": text}
