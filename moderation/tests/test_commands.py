"""Facts about the commands of moderation: what they do, what they print, how they end."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import load_command_class

from moderation.models import AddressSighting

from .conftest import ALICE, BOB
from .shell import run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]
COMMANDS = ("ban", "unban", "bans", "make_moderator", "purge_sightings", "deliver_webhooks")
ROOT = Path(__file__).resolve().parents[2]


# As a shell sees them


@pytest.mark.parametrize("command", COMMANDS)
def test_help_says_what_a_command_does_and_every_argument(command):
    parser = load_command_class("moderation", command).create_parser("manage.py", command)
    assert len(parser.description or "") > 50
    own = [action for action in parser._actions if action.dest not in DJANGOS]
    assert all(action.help for action in own)
    assert parser.format_help()


DJANGOS = {
    *("help", "version", "verbosity", "settings", "pythonpath", "traceback", "no_color"),
    *("force_color", "skip_checks"),
}


def shell(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={"MPP_DATA_DIR": str(data), "DEBUG": "true", "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


def test_commands_end_with_0_done_1_refused_2_usage(tmp_path):
    assert shell(tmp_path, "migrate", "--verbosity", "0").returncode == 0
    done = shell(tmp_path, "ban", "203.0.113.7", "--for", "1h", "--reason", "spam")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Ban 1: 203.0.113.7/32 is banned until 20")
    no = shell(tmp_path, "ban", ALICE, "--permanent", "--reason", "spam")
    assert (no.returncode, no.stdout) == (1, "")
    assert "unknown-user: Nobody with this user id has ever been here." in no.stderr
    assert "Traceback" not in no.stderr
    wrong = shell(tmp_path, "ban", ALICE, "--for", "soon", "--reason", "spam")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "such as 30m, 12h, 7d or 2w, got 'soon'" in wrong.stderr


# The others


def test_purge_sightings_deletes_what_is_old():
    old = datetime.now(UTC) - timedelta(days=31)
    for user_id, at in ((ALICE, old), (BOB, datetime.now(UTC))):
        AddressSighting.objects.create(
            user_id=user_id, address="203.0.113.7", first_seen_at=at, last_seen_at=at
        )
    assert run("purge_sightings") == "1 sightings older than 30 days deleted.\n"
    assert AddressSighting.objects.get().user_id == BOB


def test_deliver_webhooks_says_what_it_sent(settings: Any):
    assert run("deliver_webhooks") == "0 delivered, 0 not.\n"
