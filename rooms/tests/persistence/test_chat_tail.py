"""Facts about the last lines of a room (protocol §6.4)."""

from __future__ import annotations

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rooms import selectors, writes
from rooms.desk import NoDesk
from rooms.models import ChatLine
from rooms.records import DIRECT_PER_PUBLIC, Bundle, StoredLine, tail_of

from .makers import START, said, whispered


def store(*lines: StoredLine) -> None:
    writes.store_bundle(Bundle(lines=list(lines)), now=START, desk=NoDesk())


def texts(since: int = 0, most: int = 32) -> list[str]:
    return [line.text for line in selectors.chat_tail("room", since, most=most)]


@pytest.mark.django_db
def test_the_last_32_lines_come_oldest_first():
    store(*(said(str(n), START + n) for n in range(40)))
    assert texts() == [str(n) for n in range(8, 40)]


@pytest.mark.django_db
def test_lines_of_one_millisecond_keep_their_order():
    store(*(said(str(n)) for n in range(40)))
    assert texts() == [str(n) for n in range(8, 40)]


@pytest.mark.django_db
def test_lines_of_other_rooms_do_not_count():
    store(said("here"), said("there", room="elsewhere"), said("ROOM", room="ROOM"))
    assert texts() == ["here"]


@pytest.mark.django_db
def test_a_line_comes_back_as_it_was_stored():
    lines = [said("hello"), whispered("psst")]
    store(*lines)
    assert selectors.chat_tail("room", 0, most=32) == lines


@pytest.mark.django_db
def test_direct_messages_do_not_push_public_lines_out():
    store(said("hello"), *(whispered(str(n), START + n) for n in range(100)))
    assert texts()[0] == "hello"


@pytest.mark.django_db
def test_direct_messages_older_than_the_public_tail_stay_away():
    store(whispered("old", START), *(said(str(n), START + 1 + n) for n in range(32)))
    assert texts() == [str(n) for n in range(32)]


@pytest.mark.django_db
def test_a_flood_of_direct_messages_is_bounded():
    store(*(whispered(str(n), START + n) for n in range(40)))
    assert len(texts(most=2)) == 2 * DIRECT_PER_PUBLIC


@pytest.mark.django_db
def test_nothing_from_before_the_beginning_of_the_history():
    store(*(said(str(n), START + n) for n in range(5)))
    assert texts(since=START + 3) == ["3", "4"]


@pytest.mark.django_db
def test_a_room_without_history_shows_none():
    store(said("hello"), whispered("psst"))
    assert texts(most=0) == []


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(10))
def test_the_database_and_the_unwritten_lines_have_the_same_tail(seed: int):
    chance = random.Random(seed)
    times = sorted(START + chance.randrange(60) for _ in range(120))
    lines = [
        (said if chance.random() < 0.5 else whispered)(str(n), at) for n, at in enumerate(times)
    ]
    store(*lines)
    most = chance.randrange(1, 40)
    tail = tail_of(lines, most)
    assert tuple(selectors.chat_tail("room", 0, most=most)) == tail
    assert tail_of(tail, most) == tail


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads a plan of SQLite")
def test_the_tail_is_read_off_the_end_of_the_index_without_sorting():
    with CaptureQueriesContext(connection) as asked:
        selectors.chat_tail("room", 0, most=32)
    assert len(asked) == 2
    for query in asked:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            ((*_, plan),) = cursor.fetchall()
        index = ChatLine._meta.indexes[0].name
        assert plan.startswith(f"SEARCH rooms_chatline USING INDEX {index} (room_id=?")
