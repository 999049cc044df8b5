"""Puts a copy of the database back; the server has to be stopped."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from mppsite.alone import claim
from mppsite.backups import BackupError, restore


class Command(BaseCommand):
    help = (
        "Put a copy that `backup` made in the place of the database, and bring it up to date. "
        "Refused while a server uses it. What was there before is kept beside it (SQLite), or "
        "gone (PostgreSQL)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("copy", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if not settings.REDIS_URLS:
                claim(settings.MPP_DATA_DIR)
            before = restore(options["copy"])
        except (BackupError, ImproperlyConfigured, OSError) as error:
            raise CommandError(str(error)) from error
        # A copy may be older than the program.
        call_command("migrate", verbosity=0)
        self.stdout.write(f"Restored {options['copy']}.")
        if before is not None:
            self.stdout.write(f"What was there before is {before}.")
