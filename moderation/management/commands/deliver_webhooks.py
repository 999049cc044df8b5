"""Sends what waits for webhooks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moderation.management.command import StaffCommand
from moderation.services.deliveries import deliveries_forget, webhooks_deliver


class Command(StaffCommand):
    help = (
        "Send everything that is due to webhooks, once, and delete old deliveries. A running "
        "server does this by itself: the command is for a site whose server is down, and for "
        "testing."
    )

    def work(self, options: Mapping[str, Any]) -> None:
        sent = webhooks_deliver()
        deliveries_forget()
        self.tell(f"{sent.delivered} delivered, {sent.failed} not.")
