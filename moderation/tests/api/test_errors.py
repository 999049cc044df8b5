"""Bad input: a clear refusal in the one shape of all errors, and nothing done."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

from moderation.models import AuditEntry, Ban, Order, Report
from rooms.models import Player

from .conftest import Asker, code_of
from .seed import ALICE, BOB, CAROL, LATER, PRESET, World

pytestmark = pytest.mark.django_db
NOBODY = "0" * 24
BAN = {"user": BOB, "reason": PRESET, "expires_at": LATER}
HTML = "<script>alert(1)</script>"


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in BAN.items() if key != name}


def network(text: str) -> dict[str, Any]:
    return without("user") | {"network": text}


BAD = [
    ("post", "bans/", network("no network"), 400, "bad-network"),
    ("post", "bans/", network("203.0.113.0/99"), 400, "bad-network"),
    ("post", "bans/", network("0.0.0.0/0"), 400, "network-too-wide"),
    ("post", "bans/", network("127.0.0.1"), 400, "yourself"),
    ("post", "bans/", BAN | {"expires_at": "2001-01-01T00:00:00Z"}, 400, "expiry-past"),
    ("post", "bans/", BAN | {"expires_at": "tomorrow"}, 400, "invalid"),
    ("post", "bans/", BAN | {"expires_at": "2999-01-01T00:00:00"}, 400, "invalid"),
    ("post", "bans/", BAN | {"expires_at": "0001-01-01T00:00:00+23:59"}, 400, "invalid"),
    ("post", "bans/", BAN | {"expires_at": 32503680000}, 400, "invalid"),
    ("post", "bans/", without("expires_at"), 400, "invalid"),
    ("post", "bans/", without("reason"), 400, "no-reason"),
    ("post", "bans/", without("user"), 400, "invalid"),
    ("post", "bans/", BAN | {"network": "203.0.113.1"}, 400, "invalid"),
    ("post", "bans/", BAN | {"preset": 1}, 400, "invalid"),
    ("post", "bans/", without("reason") | {"preset": 10**6}, 400, "invalid"),
    ("post", "bans/", BAN | {"user": NOBODY}, 404, "unknown-user"),
    ("post", "bans/", BAN | {"user": BOB.upper()}, 400, "invalid"),
    ("post", "bans/", BAN | {"user": BOB + "\n"}, 400, "invalid"),
    ("post", "bans/", BAN | {"user": [BOB]}, 400, "invalid"),
    ("post", "bans/", BAN | {"effect": "death"}, 400, "invalid"),
    ("post", "bans/", BAN | {"room": "nobody was here"}, 404, "unknown-room"),
    ("post", "bans/", BAN | {"reason": "x" * 513}, 400, "invalid"),
    ("post", "bans/", BAN | {"note": "x" * 513}, 400, "invalid"),
    ("post", "bans/", BAN | {"reason": "\x00"}, 400, "invalid"),
    ("post", "bans/", BAN | {"reason": "  "}, 400, "invalid"),
    ("post", "bans/", [BAN], 400, "invalid"),
    ("post", "bans/", "a text", 400, "invalid"),
    ("patch", "bans/{ban}/", {"expires_at": "2001-01-01T00:00:00Z"}, 400, "expiry-past"),
    ("patch", "bans/999/", {"note": "x"}, 404, "unknown-ban"),
    ("patch", "bans/{lifted}/", {"note": "x"}, 409, "already-ended"),
    ("post", "bans/999/lift/", {}, 404, "unknown-ban"),
    ("post", "bans/{ban}/lift/", {"why": 5}, 400, "invalid"),
    ("get", "bans/99999999999999999999999999999/", None, 404, "not-found"),
    ("get", "bans/?page=0", None, 400, "invalid"),
    ("get", "bans/?page=1000001", None, 400, "invalid"),
    ("get", "bans/?page=00000000000000000000002", None, 400, "invalid"),
    ("get", "bans/?page=999", None, 404, "not-found"),
    ("get", "bans/?page_size=1000", None, 400, "invalid"),
    ("get", "bans/?page_size=000019", None, 400, "invalid"),
    ("get", "bans/?page_size=00001" + "9" * 5000, None, 400, "invalid"),
    ("get", "bans/?page_size=" + "9" * 5000, None, 400, "invalid"),
    ("get", "bans/?state=dead", None, 400, "invalid"),
    ("get", "bans/?state=", None, 400, "invalid"),
    ("get", "bans/?ordering=note", None, 400, "invalid"),
    ("get", "bans/?issued_after=yesterday", None, 400, "invalid"),
    ("get", "bans/?network=nowhere", None, 400, "bad-network"),
    ("get", "bans/?user=%00", None, 400, "invalid"),
    ("get", "users/?bot=perhaps", None, 400, "invalid"),
    ("get", "users/" + NOBODY + "/", None, 404, "unknown-user"),
    ("get", "users/" + NOBODY + "/names/", None, 404, "unknown-user"),
    ("get", "users/nobody/", None, 404, "not-found"),
    ("patch", "users/" + NOBODY + "/", {"name": "x"}, 404, "unknown-user"),
    ("patch", "users/{user}/", {"name": ""}, 400, "invalid"),
    ("patch", "users/{user}/", {"name": "x" * 41}, 400, "invalid"),
    ("patch", "users/{user}/", {"color": "red"}, 400, "invalid"),
    ("patch", "users/{user}/", {"tag": {"text": "MOD"}}, 400, "invalid"),
    ("patch", "users/{user}/", {"quota": {"allowance": 9, "max": 8}}, 400, "invalid"),
    ("patch", "users/{user}/", {"rate_factor": 0}, 400, "invalid"),
    ("patch", "users/{user}/", {"max_sockets": "4"}, 400, "invalid"),
    ("patch", "users/{user}/", {"bot": 1}, 400, "invalid"),
    ("get", "rooms/nowhere/", None, 404, "unknown-room"),
    ("get", "rooms/%00/", None, 404, "not-found"),
    ("get", "rooms/" + "x" * 513 + "/", None, 404, "not-found"),
    ("patch", "rooms/{room}/", {"settings": {"limit": 100}}, 400, "invalid"),
    ("patch", "rooms/{room}/", {"settings": {"color": "blue"}}, 400, "invalid"),
    ("patch", "rooms/{room}/", {"owner": NOBODY}, 404, "unknown-user"),
    ("post", "rooms/{room}/kick/", {"user": NOBODY}, 404, "unknown-user"),
    ("post", "rooms/{room}/kick/", {}, 400, "invalid"),
    ("post", "rooms/{room}/close/", {"minutes": -1}, 400, "invalid"),
    ("post", "rooms/{room}/close/", {"minutes": 10**9}, 400, "invalid"),
    ("post", "rooms/{room}/reopen/", None, 409, "not-closed"),
    ("post", "rooms/{room}/notify/", {"text": ""}, 400, "invalid"),
    ("post", "rooms/nowhere/notify/", {"text": "x"}, 404, "unknown-room"),
    ("post", "rooms/nowhere/clear-chat/", None, 404, "unknown-room"),
    ("get", "rooms/{room}/chat/?cursor=nonsense", None, 404, "not-found"),
    ("get", "rooms/{room}/chat/?cursor=cD1oZWxsbw==", None, 400, "invalid"),
    ("post", "rooms/{room}/chat/ffffffff/hide/", None, 404, "unknown-line"),
    ("post", "rooms/{room}/chat/%00/hide/", None, 404, "unknown-line"),
    # A direct message is no line of the room.
    ("post", "rooms/{room}/chat/00000002/hide/", None, 404, "unknown-line"),
    ("post", "users/" + NOBODY + "/notify/", {"text": "x"}, 404, "unknown-user"),
    ("get", "audit/?cursor=cD05OTk5OTk5OTk5OTk5OTk5OTk5OTk5", None, 400, "invalid"),
    ("get", "audit/999/", None, 404, "unknown-entry"),
    ("post", "reports/999/assign/", {}, 404, "unknown-report"),
    ("post", "reports/{report}/assign/", {"to": 999}, 404, "unknown-account"),
    ("post", "reports/{closed}/resolve/", {}, 409, "already-closed"),
    ("post", "reports/{report}/reopen/", None, 409, "not-closed"),
    ("post", "appeals/", {"code": "none", "text": "x"}, 404, "unknown-ban"),
    ("post", "appeals/", {"code": "{code}", "text": "x" * 2001}, 400, "invalid"),
    ("get", "appeals/of/none/", None, 404, "unknown-ban"),
    ("post", "appeals/999/accept/", {}, 404, "unknown-appeal"),
    ("post", "appeals/{appeal}/reject/", {}, 400, "invalid"),
    ("post", "webhooks/", {"url": "ftp://x.example/", "events": ["ban.issued"]}, 400, "invalid"),
    ("post", "webhooks/", {"url": "http://127.0.0.1/", "events": ["ban.issued"]}, 400, "invalid"),
    ("post", "webhooks/", {"url": "https://x.example/", "events": []}, 400, "invalid"),
    ("post", "webhooks/", {"url": "https://x.example/", "events": ["all"]}, 400, "invalid"),
    ("get", "webhooks/999/deliveries/", None, 404, "unknown-webhook"),
    ("post", "webhooks/{webhook}/deliveries/999/redeliver/", None, 404, "unknown-delivery"),
    ("delete", "webhooks/999/", None, 404, "unknown-webhook"),
    ("delete", "me/tokens/none/", None, 404, "unknown-token"),
    ("put", "bans/", BAN, 405, "method-not-allowed"),
    ("delete", "bans/{ban}/", None, 405, "method-not-allowed"),
    ("options", "bans/", None, 405, "method-not-allowed"),
    ("post", "bans", BAN, 404, "not-found"),
    ("get", "nothing/", None, 404, "not-found"),
]


def state() -> tuple[Any, ...]:
    """All that a request could have changed."""
    counts = [model.objects.count() for model in (Ban, AuditEntry, Report, Order)]
    return (*counts, *Player.objects.order_by("pk").values_list("name", "color", "bot"))


@pytest.mark.parametrize(("method", "path", "body", "status", "code"), BAD)
def test_bad_input_is_refused_and_changes_nothing(
    asker: Asker, world: World, method: str, path: str, body: Any, status: int, code: str
) -> None:
    client, before = asker("owner"), state()
    response = getattr(client, method)(world.path(path), body, format="json")
    assert (response.status_code, code_of(response)) == (status, code), response.content
    assert state() == before


# Bodies


def send(asker: Asker, body: bytes, kind: str = "application/json") -> Any:
    client: Any = asker("owner")
    return client.generic("POST", "/api/v1/bans/", body, content_type=kind)


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"\xff",
        b"nonsense",
        b'{"note": NaN}',
        b"[" * 30_000,
        b'{"preset": ' + b"9" * 5_000 + b"}",
    ],
)
def test_broken_json_is_refused(asker, body):
    response = send(asker, body)
    assert (response.status_code, code_of(response)) == (400, "broken-json")


def test_half_of_a_character_is_refused(asker):
    text = json.dumps(BAN | {"note": "\ud800"}).encode()
    assert code_of(send(asker, text)) == "invalid"


def test_a_huge_body_is_refused(asker):
    body = b" " * (django_settings.MPP.api_body_bytes + 1)
    response = send(asker, body)
    assert (response.status_code, code_of(response)) == (413, "too-large")


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]
)
def test_other_types_of_bodies_are_refused(asker, kind):
    response = send(asker, b"user=" + BOB.encode(), kind)
    assert (response.status_code, code_of(response)) == (415, "unsupported-media-type")


def test_no_other_type_of_answer_is_to_be_had(asker):
    response = asker("owner").get("/api/v1/bans/", HTTP_ACCEPT="text/html")
    assert (response.status_code, code_of(response)) == (406, "not-acceptable")


# Texts


def test_html_is_a_text_like_any_other(asker, world):
    client = asker("owner")
    body = BAN | {"reason": HTML, "note": HTML}
    response = client.post(world.path("bans/"), body, format="json")
    assert (response.json()["reason"], response.json()["note"]) == (HTML, HTML)
    assert response["Content-Type"] == "application/json"
    assert response["X-Content-Type-Options"] == "nosniff"


# What no view answers


def test_a_bug_is_answered_in_the_same_shape(monkeypatch, world):
    def fail(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("moderation.api.appeals.ban_of_code", fail)
    client = Client(raise_request_exception=False)
    response = client.get(world.path("appeals/of/{code}/"))
    assert (response.status_code, code_of(response)) == (500, "server-error")


def test_another_host_is_answered_in_the_same_shape(world):
    response = Client().get(world.path("report-reasons/"), HTTP_HOST="elsewhere.example")
    assert (response.status_code, code_of(response)) == (400, "bad-request")


def test_an_unknown_path_needs_no_csrf_token_to_be_unknown(world):
    response = Client(enforce_csrf_checks=True).post(world.path("nothing/"))
    assert (response.status_code, code_of(response)) == (404, "not-found")


# Players


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"target": ALICE, "reason": "spam"}, 400, "yourself"),
        ({"target": BOB, "reason": "spam"}, 409, "already-reported"),
        ({"target": NOBODY, "reason": "spam"}, 404, "unknown-user"),
        ({"target": CAROL, "reason": "boredom"}, 400, "invalid"),
        ({"target": CAROL, "reason": "spam", "text": "x" * 513}, 400, "invalid"),
        ({"target": CAROL, "reason": "spam", "room": "nowhere"}, 404, "unknown-room"),
        ({"room": "My room", "line": "ffffffff", "reason": "spam"}, 404, "unknown-line"),
        # What Bob told Carol: Alice can know the id of the line, not that there is one.
        ({"room": "My room", "line": "00000002", "reason": "spam"}, 404, "unknown-line"),
        ({"reason": "spam"}, 404, "unknown-user"),
    ],
)
def test_bad_reports_are_refused(asker, world, body, status, code):
    response = asker("player").post(world.path("reports/"), body, format="json")
    assert (response.status_code, code_of(response)) == (status, code)


def test_of_a_wrong_code_no_account_is_linked(asker, world):
    response = asker("player").post(world.path("me/link/"), {"code": "1.x:y:z"}, format="json")
    assert (response.status_code, code_of(response)) == (404, "unknown-code")
