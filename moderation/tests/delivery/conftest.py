from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest

from moderation.actors import OPERATOR
from moderation.models import Webhook
from moderation.services.webhooks import webhook_create

from .receiver import Receiver, receiving


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving(Receiver()) as one:
        yield one


@pytest.fixture
def private(settings: Any) -> None:
    """A site that lets webhooks be on this machine, and waits for them only for a moment."""
    settings.MPP = dataclasses.replace(settings.MPP, webhook_private=1, webhook_timeout_ms=10_000)


@pytest.fixture
def webhook(db: None, private: None, receiver: Receiver) -> Webhook:
    events = list(Webhook.Event.values)
    return webhook_create(url=receiver.url(), events=events, by=OPERATOR)[0]
