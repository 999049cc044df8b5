"""What players tell moderators of others."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from .base import ROOM_ID_LENGTH, TEXT_LENGTH, account_field, user_id_field

LINE_ID_LENGTH = 8


class Report(models.Model):
    """Somebody at the piano asks moderators to look at somebody, or at a line of chat.

    `evidence` is what the room looked like at that time: `lines` of public chat around it, oldest
    first, each with `id`, `user`, `name`, `text`, `at` (ms) and whether it is the `reported` one;
    and `notes`, how many notes the target played in each of the last periods of 2 s. Direct
    messages (they have `to`, a user id) are never in it but for the reported one, which one of its
    two people chose to show.
    """

    class Reason(models.TextChoices):
        """Stable codes, as the API names them."""

        HARASSMENT = "harassment", "Insulting or harassing others"
        HATE = "hate", "Hate against a group of people"
        SEXUAL = "sexual", "Sexual or violent content"
        SPAM = "spam", "Flooding the chat, advertising or malicious links"
        NOISE = "noise", "Disrupting the music on purpose"
        IMPERSONATION = "impersonation", "Impersonating somebody else"
        EVASION = "evasion", "Evading a ban"
        OTHER = "other", "Something else"

    class State(models.TextChoices):
        OPEN = "open", "open"
        ASSIGNED = "assigned", "assigned"
        RESOLVED = "resolved", "resolved"
        DISMISSED = "dismissed", "dismissed"

    reporter = user_id_field("reporter", db_index=True)
    target = user_id_field("target", db_index=True)
    room_id = models.CharField("room", max_length=ROOM_ID_LENGTH, blank=True)
    line_id = models.CharField("line of chat", max_length=LINE_ID_LENGTH, blank=True)
    reason = models.CharField(max_length=16, choices=Reason.choices)
    text = models.CharField(max_length=TEXT_LENGTH, blank=True, help_text="in the reporter's words")
    evidence = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    assigned_to = account_field("reports_assigned")
    created_at = models.DateTimeField("reported", default=timezone.now, db_index=True)
    closed_at = models.DateTimeField("closed", null=True, blank=True)
    closed_by = account_field("reports_closed")
    outcome = models.CharField(max_length=TEXT_LENGTH, blank=True, help_text="what was decided")

    class Meta:
        indexes = (models.Index(fields=["state", "created_at"], name="queue_of_reports"),)

    def __str__(self) -> str:
        return f"report {self.pk}: {self.target}, {self.get_reason_display()}"

    @property
    def is_closed(self) -> bool:
        return self.state in (self.State.RESOLVED, self.State.DISMISSED)
