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
        "Give an account a role of staff, and make it the account of a player. An account that "
        "does not exist is made; it has no password until you set one with changepassword. "
        "Rights at the piano change at once, the buttons there with the next page load."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="of the account")
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
        link.add_argument("--unlink", action="store_true", help="they are nobody at the piano")

    def work(self, options: Mapping[str, Any]) -> None:
        role = "" if options["role"] == NO_ROLE else options["role"]
        with transaction.atomic():
            account, is_new = moderator_make(name=options["name"], role=role, by=OPERATOR)
            if options["player"]:
                link_set(account_id=account.pk, user_id=options["player"], by=OPERATOR)
            elif options["unlink"]:
                link_remove(account_id=account.pk, by=OPERATOR)
        name = account.get_username()
        self.tell(f"{name} is {role or 'no staff any more'}.")
        if options["player"]:
            self.tell(f"{name} is {options['player']} at the piano.")
        elif options["unlink"]:
            self.tell(f"{name} is nobody at the piano.")
        if is_new:
            self.tell(f"The account is new. Set its password: manage.py changepassword {name}")
