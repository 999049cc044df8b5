"""No address, note or direct message in any answer to who may not see them."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission, User

from .conftest import Asker
from .seed import ADDRESS, BOB, NETWORK, NOTE, ROLES, SECRET_LINE, World
from .test_matrix import TABLE

pytestmark = pytest.mark.django_db
GETS = sorted({row.path for row in TABLE if row.method == "get"} | {"bans/{network_ban}/"})
PREFIX = NETWORK.partition("/")[0]


def everything(client, world: World) -> str:
    """What all paths tell somebody."""
    paths = [world.path(path, key="", network_ban=world.network_ban.pk) for path in GETS]
    return "\n".join(client.get(path).content.decode() for path in paths)


@pytest.mark.parametrize("role", ["anonymous", "player"])
def test_outsiders_are_told_neither_addresses_nor_notes_nor_messages(asker, world, role):
    told = everything(asker(role), world)
    assert [text for text in (ADDRESS, PREFIX, NOTE, SECRET_LINE) if text in told] == []
    assert BOB not in told


@pytest.mark.parametrize("role", ROLES)
def test_nobody_is_told_direct_messages(asker, world, role):
    assert SECRET_LINE not in everything(asker(role), world)


def test_who_may_see_them_is_told_addresses_and_notes(asker, world):
    told = everything(asker("moderator"), world)
    assert [text for text in (ADDRESS, PREFIX, NOTE) if text not in told] == []


@pytest.mark.parametrize(
    ("codename", "hidden"), [("see_addresses", (ADDRESS, PREFIX)), ("see_notes", (NOTE,))]
)
def test_without_the_power_there_is_nothing_of_it(
    asker: Asker, world: World, codename: str, hidden: tuple[str, ...]
) -> None:
    client = asker("moderator")
    group = User.objects.get(username="the moderator").groups.get()
    group.permissions.remove(Permission.objects.get(codename=codename))
    told = everything(client, world)
    assert BOB in told
    assert [text for text in hidden if text in told] == []


def test_addresses_cannot_be_searched_for_without_the_power(asker, world):
    def found(role: str, path: str) -> list[int]:
        response = asker(role).get(world.path(path))
        return [response.status_code, response.json().get("count", 0)]

    assert found("moderator", f"users/?search={ADDRESS}") == [200, 4]
    assert found("trial moderator", f"users/?search={ADDRESS}") == [200, 0]
    assert found("moderator", f"bans/?network={NETWORK}") == [200, 1]
    assert found("trial moderator", f"bans/?network={NETWORK}") == [403, 0]


def test_the_secret_of_a_webhook_is_told_once(asker, world):
    client = asker("owner")
    body = {"url": "https://other.example/", "events": ["ban.issued"]}
    made = client.post(world.path("webhooks/"), body, format="json").json()
    assert len(made["secret"]) > 30
    assert made["secret"] not in client.get(world.path("webhooks/")).content.decode()
    assert "secret" not in client.get(world.path(f"webhooks/{made['id']}/")).json()
