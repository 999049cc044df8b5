"""Actors of every role, and ears for what is announced."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.db import connections

from moderation.actors import Actor, actor_of_account
from moderation.errors import ModerationError, Refusal
from moderation.models import BanReason
from moderation.services.orders import orders_written
from rooms.models import Player, RoomRecord

PRESET = "Flooding the chat"
ALICE, BOB, CAROL = "a" * 24, "b" * 24, "c" * 24
ROOM = "My room"


@pytest.fixture
def preset(db: None) -> BanReason:
    return BanReason.objects.create(text=PRESET)


def actor(role: str) -> Actor:
    account = User.objects.create(username=f"the {role}", is_staff=True)
    account.groups.add(Group.objects.get(name=role))
    return actor_of_account(account.pk)


@pytest.fixture
def people(db: None) -> None:
    """Alice and Bob, without a role, and a room."""
    add_player(ALICE)
    add_player(BOB)
    RoomRecord.objects.create(room_id=ROOM)


@pytest.fixture
def carol(db: None) -> None:
    add_player(CAROL)


def promote(user_id: str, role: str) -> None:
    """Give somebody an account with a role."""
    account = User.objects.create(username=f"{role} {user_id[0]}")
    account.groups.add(Group.objects.get(name=role))
    Player.objects.filter(pk=user_id).update(account=account)


def stored() -> dict[str, list[dict[str, Any]]]:
    """Every row of moderation and of rooms, by the name of its table."""
    models = [
        *apps.get_app_config("moderation").get_models(),
        *apps.get_app_config("rooms").get_models(),
    ]
    return {one._meta.label: list(one._default_manager.order_by("pk").values()) for one in models}


def refusal(action: Callable[..., object], *args: Any, **terms: Any) -> Refusal:
    """Why a service refuses something; whatever it refuses must have written nothing."""
    before = stored()
    with pytest.raises(ModerationError) as caught:
        action(*args, **terms)
    assert stored() == before
    return caught.value.code


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
