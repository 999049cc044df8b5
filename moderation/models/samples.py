"""How busy the site was, for the charts of the dashboard."""

from __future__ import annotations

from django.db import models


class Sample(models.Model):
    """One minute of one process: people and rooms at its end, messages and lines in it."""

    minute = models.DateTimeField(db_index=True)
    process = models.CharField(max_length=32)
    people = models.PositiveIntegerField()
    rooms = models.PositiveIntegerField()
    messages = models.PositiveBigIntegerField(help_text="received from clients")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["minute", "process"], name="a_minute_once"),)

    def __str__(self) -> str:
        return f"{self.minute:%Y-%m-%d %H:%M} {self.process}"
