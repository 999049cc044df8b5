"""Queries that are compiled once (rooms/prepared.py)."""

from __future__ import annotations

import pytest
from django.utils import timezone

from rooms.models import Player
from rooms.prepared import PreparedQuery

pytestmark = pytest.mark.django_db

FIELDS = ("id", "bot", "last_seen_at", "account_info")


@pytest.fixture
def players():
    now = timezone.now()
    return Player.objects.bulk_create(
        Player(
            id=f"{number:024x}",
            name="Anonymous",
            color="#777777",
            bot=number == 2,
            account_info={"number": str(number)} if number == 3 else None,
            created_at=now,
            last_seen_at=now,
        )
        for number in range(6)
    )


@pytest.fixture
def query():
    return PreparedQuery(
        lambda keys: Player.objects.filter(pk__in=keys, name="Anonymous").values_list(*FIELDS)
    )


@pytest.mark.parametrize("count", [1, 2, 3, 5, 6])
def test_it_finds_what_the_orm_finds(players, query, count):
    keys = [player.id for player in players[:count]]
    asked = Player.objects.filter(pk__in=keys).values_list(*FIELDS)
    for _ in range(2):
        assert sorted(map(tuple, query.rows(keys))) == sorted(asked)


def test_a_key_that_is_given_twice_is_found_once(players, query):
    assert len(query.rows([players[0].id] * 3)) == 1


def test_no_keys_ask_nothing(query, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert query.rows([]) == []


def test_a_key_is_a_value_whatever_it_looks_like(players, query):
    assert query.rows(["key 1", "key 0", "' OR 1=1 --", "%s"]) == []


def test_a_query_is_built_once_for_lengths_that_are_alike(players):
    built = []

    def build(keys):
        built.append(len(keys))
        return Player.objects.filter(pk__in=keys).values_list("id")

    query = PreparedQuery(build)
    for count in (3, 4, 3):
        assert len(query.rows([player.id for player in players[:count]])) == count
    assert built == [4]
