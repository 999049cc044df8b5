"""Links a staff account to its player, so that its role counts at the piano."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from rooms.models import Player


class Command(BaseCommand):
    help = (
        "Link a staff account to a player, by the user id that the piano shows. "
        "The player's rights change within half a minute, their buttons with the next page load."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="name of the account")
        parser.add_argument("user_id", nargs="?", help="24 hex digits; left out: unlink")
        parser.add_argument("--role", help="role to give to the account as well, such as moderator")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        username, user_id = options["username"], options["user_id"]
        accounts = get_user_model().objects
        account = accounts.filter(**{get_user_model().USERNAME_FIELD: username}).first()
        if account is None:
            raise CommandError(f"There is no account called {username!r}.")
        if options["role"]:
            account.groups.add(_role(options["role"]))
        # An account is one player: linking it anew takes it from the one before.
        Player.objects.filter(account=account).update(account=None)
        if user_id is None:
            self.stdout.write(f"{username} is not linked any more.")
            return
        if not Player.objects.filter(pk=user_id).update(account=account):
            raise CommandError(f"Nobody with the user id {user_id!r} has ever been here.")
        self.stdout.write(f"{username} is {user_id} at the piano.")


def _role(name: str) -> Group:
    group = Group.objects.filter(name=name).first()
    if group is None:
        names = ", ".join(Group.objects.order_by("name").values_list("name", flat=True))
        raise CommandError(
            f"There is no role called {name!r}, but {names or 'none: migrate first'}."
        )
    return group
