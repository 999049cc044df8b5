"""Actors of every role, and ears for what is announced."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group, User

from moderation import signals
from moderation.models import Ban, BanReason
from moderation.services import Actor, actor_of_account

PRESET = "Flooding the chat"
ALICE = "a" * 24


@pytest.fixture
def preset(db: None) -> BanReason:
    return BanReason.objects.create(text=PRESET)


def actor(role: str) -> Actor:
    account = User.objects.create(username=f"the {role}", is_staff=True)
    account.groups.add(Group.objects.get(name=role))
    return actor_of_account(account.pk)


class Ears:
    """What signals said, as (signal, ban)."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, Ban]] = []

    def issued(self, ban: Ban, **_: Any) -> None:
        self.heard.append(("issued", ban))

    def lifted(self, ban: Ban, **_: Any) -> None:
        self.heard.append(("lifted", ban))


@pytest.fixture
def ears() -> Iterator[Ears]:
    ears = Ears()
    signals.ban_issued.connect(ears.issued)
    signals.ban_lifted.connect(ears.lifted)
    yield ears
    signals.ban_issued.disconnect(ears.issued)
    signals.ban_lifted.disconnect(ears.lifted)
