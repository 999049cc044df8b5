"""Facts about how busy a process was, minute by minute."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from channels.db import database_sync_to_async

from moderation.live.samples import KEPT, Sampler, seconds_to_next
from moderation.models import Sample
from rooms.records import moment

pytestmark = pytest.mark.django_db(transaction=True)
NOON = 1_900_000_020_000
"""A full minute, in ms."""


def process(**counts: int) -> Any:
    """As much of a live part as is counted."""
    room = SimpleNamespace(participants={})
    hub = SimpleNamespace(
        rooms={n: SimpleNamespace(room=room) for n in range(counts.get("rooms", 0))},
        users=dict.fromkeys(range(counts.get("people", 0))),
        connections=(),
        tally=SimpleNamespace(received_in_all=counts.get("messages", 0)),
    )
    return SimpleNamespace(hub=hub, process="one", now=NOON)


@database_sync_to_async
def rows() -> list[tuple[int, int, int]]:
    return list(Sample.objects.order_by("minute").values_list("people", "rooms", "messages"))


async def test_a_minute_has_its_people_rooms_and_messages():
    live = process(people=3, rooms=2, messages=100)
    await Sampler(live).take()
    assert await rows() == [(3, 2, 100)]
    sample = await Sample.objects.aget()
    assert sample.minute == moment(NOON)


async def test_messages_are_counted_once():
    live = process(messages=100)
    sampler = Sampler(live)
    await sampler.take()
    live.hub.tally.received_in_all, live.now = 130, NOON + 60_000
    await sampler.take()
    assert [messages for *_, messages in await rows()] == [100, 30]


async def test_a_minute_that_ends_a_little_early_is_still_the_same():
    live = process()
    live.now = NOON - 20
    await Sampler(live).take()
    assert (await Sample.objects.aget()).minute == moment(NOON)


async def test_old_minutes_are_forgotten():
    for age in (KEPT, KEPT + timedelta(minutes=1)):
        await Sample.objects.acreate(
            minute=moment(NOON) - age, process="x", people=1, rooms=1, messages=1
        )
    await Sampler(process()).take()
    assert len(await rows()) == 2


@pytest.mark.parametrize(("now", "left"), [(60.0, 60.0), (61.0, 59.0), (119.0, 1.0), (119.9, 60.1)])
def test_no_minute_is_counted_twice(now, left):
    assert seconds_to_next(now) == pytest.approx(left)
