"""Every migration can be taken back, on either database."""

from __future__ import annotations

import pytest

from rooms.tests.cluster.town import FULL

from .conftest import Place, database

THERE_AND_BACK = """
from django.core.management import call_command
from rooms.models import Player
call_command("migrate", verbosity=0)
for app in ("moderation", "rooms"):
    call_command("migrate", app, "zero", verbosity=0)
call_command("migrate", verbosity=0)
Player.objects.create(id="a" * 24, name="Ann", color="#123456")
print("forth again")
"""


def test_the_migrations_go_back_to_nothing_and_forth_again(data):
    assert "forth again" in Place(data).does("shell", "-v0", "--command", THERE_AND_BACK)


@pytest.mark.skipif(not FULL, reason="for `make test-cluster`")
def test_so_they_do_on_postgresql(tmp_path, postgres):
    place = Place(tmp_path / "data", database(postgres, "thereandback"))
    assert "forth again" in place.does("shell", "-v0", "--command", THERE_AND_BACK)
