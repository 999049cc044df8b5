"""How tests run commands of manage.py."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from moderation.models import AuditEntry


def run(command: str, *arguments: str) -> str:
    """What it prints."""
    output = StringIO()
    call_command(command, *arguments, stdout=output)
    return output.getvalue()


def refused(command: str, *arguments: str) -> str:
    """What it says when it is refused; nothing may be on record then."""
    entries = AuditEntry.objects.count()
    with pytest.raises(CommandError) as caught:
        run(command, *arguments)
    assert caught.value.returncode == 1
    assert AuditEntry.objects.count() == entries
    return str(caught.value)
