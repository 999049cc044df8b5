"""Somebody of every role who asks the API."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import caches
from rest_framework.test import APIClient

from moderation.models import AuditEntry

from .seed import World, account, api_token, fill


@pytest.fixture(autouse=True)
def unthrottled(settings: Any, tmp_path: Path) -> Iterator[None]:
    """What one test asked does not count in the next; nothing was collected."""
    settings.STATIC_ROOT = tmp_path
    caches["throttles"].clear()
    yield
    caches["throttles"].clear()


@pytest.fixture
def world(db: None) -> World:
    return fill()


Asker = Callable[[str], APIClient]


@pytest.fixture
def asker(world: World) -> Asker:
    """A client of a role: a player is Alice."""

    def make(role: str) -> APIClient:
        client = APIClient()
        if role == "player":
            client.credentials(HTTP_AUTHORIZATION=f"Bearer {world.tokens['alice']}")
        elif role != "anonymous":
            known = User.objects.filter(username=f"the {role}").first() or account(role)
            client.credentials(HTTP_AUTHORIZATION=f"Token {api_token(known)}")
        return client

    return make


class Owner:
    """Asks as an owner, in one line."""

    def __init__(self, client: Any, world: World) -> None:
        self.client = client
        self.world = world

    def get(self, path: str) -> Any:
        return self._json(self.client.get(self.world.path(path)))

    def post(self, path: str, body: Any = None, status: int | None = None) -> Any:
        return self._json(self.client.post(self.world.path(path), body, format="json"), status)

    def patch(self, path: str, body: Any) -> Any:
        return self._json(self.client.patch(self.world.path(path), body, format="json"))

    def _json(self, response: Any, status: int | None = None) -> Any:
        assert response.status_code == (status or response.status_code) < 300, response.content
        return response.json() if response.content else None


@pytest.fixture
def owner(asker: Asker, world: World) -> Owner:
    return Owner(asker("owner"), world)


def last_action() -> AuditEntry:
    return AuditEntry.objects.latest("pk")


def code_of(response: Any) -> str:
    """The code of an error, in the one shape of all errors."""
    body = response.json()
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message", "fields"}
    code: str = body["error"]["code"]
    return code
