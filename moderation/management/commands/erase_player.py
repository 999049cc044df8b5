"""Forgets a person who asks for it."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from moderation.actors import OPERATOR
from moderation.management.command import StaffCommand
from moderation.services.erasure import player_erase, player_sign_out


class Command(StaffCommand):
    help = (
        "Close the connections of a user and delete the user: name, former names, tokens, "
        "addresses, chat, direct messages, reports. Bans keep the bare user id. Cannot be undone."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user_id", help="24 hexadecimal digits")
        parser.add_argument(
            "--wait",
            type=float,
            default=3.0,
            metavar="SECONDS",
            help="for servers to close the connections (default 3)",
        )

    def work(self, options: Mapping[str, Any]) -> None:
        user_id = options["user_id"]
        player_sign_out(user_id=user_id, by=OPERATOR)
        time.sleep(max(0.0, options["wait"]))
        gone = player_erase(user_id=user_id, by=OPERATOR)
        self.tell(", ".join(f"{what}: {count}" for what, count in gone.items()))
