"""Gives a person everything that is stored about them."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from moderation.errors import ModerationError, Refusal
from moderation.management.command import StaffCommand
from moderation.selectors.exports import everything_about


class Command(StaffCommand):
    help = (
        "Print everything that is stored about a user, as JSON. Secrets of tokens are not stored; "
        "notes by staff, and who reported the user, are left out."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user_id", help="24 hexadecimal digits")

    def work(self, options: Mapping[str, Any]) -> None:
        found = everything_about(options["user_id"])
        if not any(found.values()):
            raise ModerationError(Refusal.UNKNOWN_USER)
        self.tell(json.dumps(found, cls=DjangoJSONEncoder, indent=2, ensure_ascii=False))
