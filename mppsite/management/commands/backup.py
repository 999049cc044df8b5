"""Copies the database while the site runs; to be run once a day, and before every upgrade."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mppsite.backups import BackupError, prune, save, suffix


class Command(BaseCommand):
    help = (
        "Copy the database to a file, while the server runs: SQLite by its backup interface, "
        "PostgreSQL by pg_dump. SECRET_KEY is not in it: without it people who have no token "
        "would be somebody else."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--to", type=Path, help="directory of the copies (backups in MPP_DATA_DIR)"
        )
        parser.add_argument(
            "--keep", type=int, default=0, help="delete all but so many newest copies (0: none)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        directory: Path = options["to"] or settings.MPP_DATA_DIR / "backups"
        try:
            target = directory / f"mpp-{timezone.now():%Y%m%d-%H%M%S-%f}{suffix()}"
            save(target)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(str(target))
        for old in prune(directory, options["keep"]):
            self.stdout.write(f"deleted {old}")
