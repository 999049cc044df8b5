"""Actors of every role, and ears for what is announced."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import connections

from moderation.actors import Actor, actor_of_account
from moderation.models import BanReason
from moderation.services.orders import orders_written
from rooms.models import Player

PRESET = "Flooding the chat"
ALICE = "a" * 24


@pytest.fixture
def preset(db: None) -> BanReason:
    return BanReason.objects.create(text=PRESET)


def actor(role: str) -> Actor:
    account = User.objects.create(username=f"the {role}", is_staff=True)
    account.groups.add(Group.objects.get(name=role))
    return actor_of_account(account.pk)


def add_player(user_id: str, name: str = "Somebody", **fields: Any) -> Player:
    return Player.objects.create(id=user_id, name=name, color="#123456", **fields)


@pytest.fixture
def file_database(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """A database in a file, as a site has it: threads that share one in memory do not wait for
    each other, they fail.
    """
    memory = connections["default"]
    if memory.vendor != "sqlite":
        yield
        return
    memory.ensure_connection()
    with closing(sqlite3.connect(tmp_path / "test.sqlite3")) as file:
        memory.connection.backup(file)
    before = connections.settings["default"]
    connections.settings["default"] = {**before, "NAME": str(tmp_path / "test.sqlite3")}
    connections["default"] = connections.create_connection("default")
    yield
    connections["default"].close()
    connections["default"] = memory
    connections.settings["default"] = before


class Ears:
    """Counts how often it was said that there are orders."""

    def __init__(self) -> None:
        self.rang = 0

    def ring(self, **_: Any) -> None:
        self.rang += 1


@pytest.fixture
def ears() -> Iterator[Ears]:
    ears = Ears()
    orders_written.connect(ears.ring)
    yield ears
    orders_written.disconnect(ears.ring)
