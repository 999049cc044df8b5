"""Makes somebody staff."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from moderation.actors import OPERATOR
from moderation.management.command import StaffCommand
from moderation.services.links import link_remove, link_set
from moderation.services.staff import ROLE_NAMES, moderator_make

NO_ROLE = "none"


class Command(StaffCommand):
    help = (
        "Give an account a staff role, and link it to a player. An account that does not exist is "
        "made; it has no password until you set one with changepassword. Rights at the piano "
        "change at once, the buttons there when the page is next loaded."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="name of the account")
        parser.add_argument(
            "--role",
            choices=(*ROLE_NAMES, NO_ROLE),
            default="moderator",
            metavar="ROLE",
            help=f"{', '.join(ROLE_NAMES)}, or {NO_ROLE} to take the role away "
            "(default: %(default)s)",
        )
        link = parser.add_mutually_exclusive_group()
        link.add_argument(
            "--player", metavar="USER_ID", help="who they are at the piano: 24 hex digits"
        )
        link.add_argument(
            "--unlink", action="store_true", help="the account is no longer linked to a player"
        )

    def work(self, options: Mapping[str, Any]) -> None:
        role = "" if options["role"] == NO_ROLE else options["role"]
        with transaction.atomic():
            account, is_new = moderator_make(name=options["name"], role=role, by=OPERATOR)
            if options["player"]:
                link_set(account_id=account.pk, user_id=options["player"], by=OPERATOR)
            elif options["unlink"]:
                link_remove(account_id=account.pk, by=OPERATOR)
        name = account.get_username()
        self.tell(f"{name} has the role {role}." if role else f"{name} is no longer staff.")
        if options["player"]:
            self.tell(f"{name} is linked to the player {options['player']}.")
        elif options["unlink"]:
            self.tell(f"{name} is no longer linked to a player.")
        if is_new:
            self.tell(f"The account is new. Set its password: manage.py changepassword {name}")
