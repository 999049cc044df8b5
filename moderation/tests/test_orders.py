"""Facts about the way of a decision to the processes that serve players."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from moderation.live.orders import HANDLERS
from moderation.models import Order
from moderation.services.orders import (
    KEPT,
    LEASE,
    STALE,
    Kind,
    newest_order,
    order_finish,
    order_take,
    order_write,
    orders_after,
    orders_forget,
    orders_overdue,
    orders_read,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2030, 1, 1, tzinfo=UTC)


def test_every_kind_has_its_handler():
    assert set(HANDLERS) == set(Kind)


def test_what_concerns_a_room_is_done_once_and_the_rest_everywhere():
    kinds = {kind: order_write(kind, {}).everybody for kind in Kind}
    assert {kind for kind, everybody in kinds.items() if not everybody} == {
        kind for kind in Kind if kind.value.startswith("room.")
    }


def test_orders_are_read_in_the_order_in_which_they_were_written():
    assert newest_order() == 0
    first, second, third = (order_write(Kind.WORDS, {"n": n}) for n in range(3))
    assert orders_after(first.pk) == [second.pk, third.pk]
    assert orders_read([third.pk, second.pk]) == [second, third]
    assert newest_order() == third.pk


def test_of_many_one_takes_an_order():
    order = order_write(Kind.ROOM_CLEAR, {"room": "a"})
    assert [order_take(order.pk, at=NOW) for _ in range(3)] == [True, False, False]


def test_what_nobody_finished_is_overdue_and_taken_by_another():
    order = order_write(Kind.ROOM_CLEAR, {"room": "a"})
    order_take(order.pk, at=NOW)
    assert orders_overdue(at=NOW + LEASE) == []
    late = NOW + LEASE + timedelta(milliseconds=1)
    assert orders_overdue(at=late) == [order]
    assert order_take(order.pk, at=late)
    assert not order_take(order.pk, at=late)


def test_what_nobody_could_take_is_tried_again_for_a_minute():
    order = order_write(Kind.ROOM_CLEAR, {"room": "a"})
    Order.objects.update(written_at=NOW)
    assert orders_overdue(at=NOW + LEASE - timedelta(seconds=1)) == []
    assert orders_overdue(at=NOW + LEASE) == [order]
    assert orders_overdue(at=NOW + STALE + timedelta(seconds=1)) == []


def test_what_is_done_is_done():
    order = order_write(Kind.ROOM_CLEAR, {"room": "a"})
    order_take(order.pk, at=NOW)
    order_finish(order.pk)
    assert orders_overdue(at=NOW + LEASE * 2) == []
    assert not order_take(order.pk, at=NOW + LEASE * 2)


def test_old_orders_are_forgotten():
    old, new = order_write(Kind.WORDS, {}), order_write(Kind.WORDS, {})
    Order.objects.filter(pk=old.pk).update(written_at=NOW - KEPT - timedelta(seconds=1))
    Order.objects.filter(pk=new.pk).update(written_at=NOW)
    assert orders_forget(at=NOW) == 1
    assert list(Order.objects.all()) == [new]


def test_a_decision_rings_after_its_commit(ears, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        order_write(Kind.WORDS, {})
        assert ears.rang == 0
    assert ears.rang == 1
