"""How long ago something was, or will be."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince, timeuntil


def ago(moment: datetime | None) -> SafeString:
    """How long ago, with the exact time when it is pointed at."""
    if moment is None:
        return SafeString("–")
    is_new = timezone.now() - moment < timedelta(minutes=1)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        moment.isoformat(),
        f"{moment:%Y-%m-%d %H:%M:%S} UTC",
        "just now" if is_new else f"{timesince(moment, depth=1)} ago",
    )


def left(moment: datetime | None) -> SafeString:
    """How long until then; never, if there is no then."""
    if moment is None:
        return SafeString("never")
    return format_html(
        '<time datetime="{}" title="{}">in {}</time>',
        moment.isoformat(),
        f"{moment:%Y-%m-%d %H:%M:%S} UTC",
        timeuntil(moment, depth=2),
    )
