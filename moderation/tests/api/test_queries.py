"""Lists take as many queries for many rows as for few."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from moderation.actors import OPERATOR
from moderation.models import AddressSighting, Appeal, Ban, Report
from moderation.services.appeals import appeal_create
from moderation.services.reports import report_create
from moderation.services.webhooks import webhook_create
from moderation.tests.conftest import add_player
from rooms.models import Player, RoomRecord

from .conftest import Asker
from .seed import ADDRESS, ALICE, BOB, ROOM, World, ban_of, say
from .test_matrix import TABLE

pytestmark = pytest.mark.django_db
LISTS = sorted(
    {row.path for row in TABLE if row.method == "get"}
    - {"me/sanctions/", "me/", "appeals/of/{code}/", "stats/"}
)
MOST = 16
"""More than any of them takes, credentials and rights included."""


def add_of_everything(numbers: range) -> None:
    staff = User.objects.get(username="the owner")
    for number in numbers:
        user_id = f"{number:024x}"
        add_player(user_id, f"Number {number}")
        AddressSighting.objects.create(user_id=user_id, address=ADDRESS)
        RoomRecord.objects.create(room_id=f"room {number}", owner_id=user_id)
        say(user_id, "x", "hello", f"{number + 16:08x}")
        ban = ban_of(user_id)
        appeal_create(code=ban.code, text="Sorry")
        ban_of(user_id, room_id=ROOM)
        report = report_create(reporter=user_id, target=BOB, reason="spam")
        Report.objects.filter(pk=report.pk).update(assigned_to=staff)
        webhook_create(url=f"https://{number}.example/", events=["ban.issued"], by=OPERATOR)
    RoomRecord.objects.update(owner_id=BOB)
    Appeal.objects.update(decided_by=staff)
    Ban.objects.update(issued_by=ALICE, issued_by_account=staff, lifted_by_account=staff)
    Player.objects.filter(pk=ALICE).update(account=staff)


def queries_of(client: Any, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(path)
    assert response.status_code == 200
    return len(queries)


def test_lists_take_a_fixed_number_of_queries(asker: Asker, world: World) -> None:
    client = asker("owner")
    paths = {path: world.path(path, key="") for path in LISTS}
    add_of_everything(range(1))
    few = {path: queries_of(client, where) for path, where in paths.items()}
    add_of_everything(range(1, 8))
    assert {path: queries_of(client, where) for path, where in paths.items()} == few
    assert max(few.values()) <= MOST, few
