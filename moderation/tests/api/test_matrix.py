"""Who may ask for what: every endpoint, every role. An endpoint without a row fails."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from knox.models import AuthToken

from moderation.api.urls import v1
from moderation.services.links import link_code

from .conftest import Asker
from .seed import BOB, LATER, PRESET, ROLES, World

pytestmark = pytest.mark.django_db


class Row(NamedTuple):
    """A method, a path (`World.path`), a body, and a status for each of ROLES."""

    method: str
    path: str
    body: dict[str, Any] | None
    statuses: tuple[int, ...]

    @property
    def route(self) -> tuple[str, str]:
        known = {"{lifted}": "{ban}", "{closed}": "{report}"}
        route = self.path
        for mine, theirs in known.items():
            route = route.replace(mine, theirs)
        return self.method, route


def row(method: str, path: str, statuses: str, body: dict[str, Any] | None = None) -> Row:
    return Row(method, path, body, tuple(int(status) for status in statuses.split()))


BAN = {"user": BOB, "reason": PRESET, "expires_at": LATER}
NOTICE = {"text": "Please be quiet"}
HOOK = {"url": "https://other.example/", "events": ["ban.issued"]}
#     anonymous, player, trial moderator, moderator, admin, owner
TABLE = [
    row("get", "me/", "401 200 200 200 200 200"),
    row("get", "me/sanctions/", "401 200 403 403 403 403"),
    row("post", "me/link/", "401 200 403 403 403 403", {"code": "{link}"}),
    row("get", "me/tokens/", "401 403 200 200 200 200"),
    row("post", "me/tokens/", "401 401 401 401 401 401"),
    row("delete", "me/tokens/{key}/", "401 403 204 204 204 204"),
    row("get", "rooms/", "401 403 200 200 200 200"),
    row("get", "rooms/{room}/", "401 403 200 200 200 200"),
    row("patch", "rooms/{room}/", "401 403 200 200 200 200", {"settings": {"visible": False}}),
    row("get", "rooms/{room}/participants/", "401 403 200 200 200 200"),
    row("get", "rooms/{room}/chat/", "401 403 200 200 200 200"),
    row("post", "rooms/{room}/chat/{line}/hide/", "401 403 200 200 200 200"),
    row("post", "rooms/{room}/chat/{line}/show/", "401 403 200 200 200 200"),
    row("get", "rooms/{room}/bans/", "401 403 200 200 200 200"),
    row("post", "rooms/{room}/kick/", "401 403 204 204 204 204", {"user": BOB}),
    row("post", "rooms/{room}/clear-chat/", "401 403 204 204 204 204"),
    row("post", "rooms/{room}/close/", "401 403 403 403 200 200", {"minutes": 5}),
    row("post", "rooms/{room}/reopen/", "401 403 403 403 409 409"),
    row("post", "rooms/{room}/notify/", "401 403 204 204 204 204", NOTICE),
    row("get", "users/", "401 403 200 200 200 200"),
    row("get", "users/{user}/", "401 403 200 200 200 200"),
    row("patch", "users/{user}/", "401 403 403 200 200 200", {"name": "Robert"}),
    row("patch", "users/{user}/", "401 403 403 403 200 200", {"bot": True}),
    row("post", "users/{user}/notify/", "401 403 204 204 204 204", NOTICE),
    row("get", "users/{user}/names/", "401 403 200 200 200 200"),
    row("get", "users/{user}/sanctions/", "401 403 200 200 200 200"),
    row("get", "users/{user}/reports/", "401 403 200 200 200 200"),
    row("get", "users/{user}/sightings/", "401 403 403 200 200 200"),
    row("get", "users/{user}/neighbours/", "401 403 403 200 200 200"),
    row("get", "bans/", "401 403 200 200 200 200"),
    row("post", "bans/", "401 403 403 403 201 201", BAN),
    row("post", "bans/", "401 403 201 201 201 201", BAN | {"expires_at": "{tomorrow}"}),
    row("get", "bans/{ban}/", "401 403 200 200 200 200"),
    row("patch", "bans/{ban}/", "401 403 200 200 200 200", {"note": "Not again"}),
    row("patch", "bans/{ban}/", "401 403 403 403 200 200", {"expires_at": LATER}),
    row("post", "bans/{ban}/lift/", "401 403 200 200 200 200", {"why": "enough"}),
    row("get", "reasons/", "200 200 200 200 200 200"),
    row("get", "report-reasons/", "200 200 200 200 200 200"),
    row("get", "reports/", "401 403 200 200 200 200"),
    row("post", "reports/", "401 201 403 403 403 403", {"target": "c" * 24, "reason": "spam"}),
    row("get", "reports/{report}/", "401 403 200 200 200 200"),
    row("post", "reports/{report}/assign/", "401 403 200 200 200 200", {}),
    row("post", "reports/{report}/resolve/", "401 403 200 200 200 200", {"outcome": "muted"}),
    row("post", "reports/{report}/dismiss/", "401 403 200 200 200 200", {}),
    row("post", "reports/{closed}/reopen/", "401 403 200 200 200 200"),
    row("get", "appeals/", "401 403 200 200 200 200"),
    row("post", "appeals/", "201 201 201 201 201 201", {"code": "{code}", "text": "Sorry"}),
    row("get", "appeals/of/{code}/", "200 200 200 200 200 200"),
    row("get", "appeals/{appeal}/", "401 403 200 200 200 200"),
    row("post", "appeals/{appeal}/accept/", "401 403 403 200 200 200", {"answer": "All right"}),
    row("post", "appeals/{appeal}/reject/", "401 403 403 200 200 200", {"answer": "No"}),
    row("get", "audit/", "401 403 403 200 200 200"),
    row("get", "audit/{entry}/", "401 403 403 200 200 200"),
    row("get", "webhooks/", "401 403 403 403 200 200"),
    row("post", "webhooks/", "401 403 403 403 201 201", HOOK),
    row("get", "webhooks/{webhook}/", "401 403 403 403 200 200"),
    row("patch", "webhooks/{webhook}/", "401 403 403 403 200 200", {"active": False}),
    row("delete", "webhooks/{webhook}/", "401 403 403 403 204 204"),
    row("get", "webhooks/{webhook}/deliveries/", "401 403 403 403 200 200"),
    row(
        "post",
        "webhooks/{webhook}/deliveries/{delivery}/redeliver/",
        "401 403 403 403 200 200",
    ),
    row("post", "notify/", "401 403 403 403 204 204", NOTICE),
    row("get", "stats/", "401 403 200 200 200 200"),
]


def endpoints() -> Iterator[tuple[str, str]]:
    """Methods and routes of the API, as rows name them."""
    for pattern in v1:
        route = str(pattern.pattern)
        for name in ("room", "user", "line", "row", "slug"):
            route = route.replace(f"<{name}:", "{")
        route = route.replace(">", "}").replace("_id}", "}")
        # The framework adds HEAD to GET when it is first asked.
        for method in set(pattern.callback.actions) - {"head"}:  # type: ignore[attr-defined]
            yield method, route


def test_every_endpoint_has_a_row():
    assert set(endpoints()) == {row.route for row in TABLE}


@pytest.mark.parametrize("number", range(len(ROLES)), ids=ROLES)
@pytest.mark.parametrize("line", TABLE, ids=lambda line: f"{line.method} {line.path}")
def test_who_may(line: Row, number: int, asker: Asker, world: World):
    role = ROLES[number]
    client = asker(role)
    path = world.path(line.path, key=own_token(role))
    response = getattr(client, line.method)(path, filled(line.body, world), format="json")
    assert response.status_code == line.statuses[number], response.content


def own_token(role: str) -> str:
    token = AuthToken.objects.filter(user__username=f"the {role}").first()
    return token.token_key if token else "0" * 15


def filled(body: dict[str, Any] | None, world: World) -> dict[str, Any] | None:
    """The body, with what is only known now."""
    if body is None:
        return None
    known = {
        "{code}": lambda: world.ban.code,
        "{tomorrow}": lambda: (timezone.now() + timedelta(days=1)).isoformat(),
        "{link}": lambda: link_code(account_id=User.objects.create(username="somebody").pk),
    }
    return {
        name: known[value]() if isinstance(value, str) and value in known else value
        for name, value in body.items()
    }
