"""Deletes what nobody needs any more; to be run once a day."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from moderation.selectors.mentions import mentioned_users
from rooms.purging import purge_chat, purge_players, purge_rooms

DAY_MS = 86_400_000


class Command(BaseCommand):
    help = (
        "Delete what nobody needs any more: rooms that are forgotten (MPP_FORGET_ROOM_MS), chat "
        "older than MPP_CHAT_KEEP_DAYS, and players who were not seen for MPP_PLAYER_KEEP_DAYS "
        "and left nothing behind: no name, no chat, no account, no ban, no report. With 0 days "
        "everything is kept. The server may keep running."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="only tell how much would be deleted"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        limits, dry_run, now = settings.MPP, options["dry_run"], timezone.now()
        now_ms = int(now.timestamp() * 1000)
        count = purge_rooms(unused_since=now_ms - limits.forget_room_ms, dry_run=dry_run)
        self._tell(count, "forgotten rooms", dry_run)
        if days := limits.chat_keep_days:
            count = purge_chat(sent_before=now_ms - days * DAY_MS, dry_run=dry_run)
            self._tell(count, "old lines of chat", dry_run)
        else:
            self.stdout.write("All chat is kept (MPP_CHAT_KEEP_DAYS is 0).")
        if days := limits.player_keep_days:
            count = purge_players(
                unseen_since=now - timedelta(days=days), spare=mentioned_users, dry_run=dry_run
            )
            self._tell(count, "unused players", dry_run)
        else:
            self.stdout.write("All players are kept (MPP_PLAYER_KEEP_DAYS is 0).")

    def _tell(self, count: int, what: str, dry_run: bool) -> None:
        self.stdout.write(f"{count} {what} {'would be ' if dry_run else ''}deleted.")
