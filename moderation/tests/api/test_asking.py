"""Who asks, and how often: credentials, CSRF, throttles."""

from __future__ import annotations

import base64
import dataclasses
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import User
from django.utils import timezone
from knox.models import AuthToken
from rest_framework.test import APIClient

from moderation.models import AuditEntry
from moderation.services.links import link_code
from rooms.domain.rates import Rate
from rooms.models import Player, Token
from rooms.tokens import digest_of

from .conftest import code_of
from .seed import ALICE, BOB, CAROL, ROOM, account, ban_of, hello

pytestmark = pytest.mark.django_db
ME = "/api/v1/me/"
TOKENS = "/api/v1/me/tokens/"


def bearing(token: str, kind: str = "Bearer") -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"{kind} {token}")
    return client


def with_password(name: str, password: str) -> APIClient:
    return bearing(base64.b64encode(f"{name}:{password}".encode()).decode(), "Basic")


# API tokens


def test_a_password_gets_a_token_that_asks(world):
    account("moderator").set_password("long and secret")
    staff = User.objects.get(username="the moderator")
    staff.set_password("long and secret")
    staff.save()
    made = with_password("the moderator", "long and secret").post(TOKENS)
    assert made.status_code == 201
    told = made.json()
    assert bearing(told["token"], "Token").get(ME).json()["account"]["name"] == "the moderator"
    assert not AuthToken.objects.filter(digest__contains=told["token"]).exists()
    assert AuditEntry.objects.get(action="api_token_issue").details == {"token": told["key"]}


def test_a_session_gets_a_token_if_it_has_the_csrf_token(world):
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(account("moderator"))
    assert code_of(client.post(TOKENS)) == "csrf-failed"
    client.get("/admin/login/")
    client.cookies["csrftoken"] = "a" * 32
    assert client.post(TOKENS, HTTP_X_CSRFTOKEN="a" * 32).status_code == 201


def test_a_token_gets_no_other_token(asker):
    assert asker("owner").post(TOKENS).status_code == 401


def test_an_expired_token_is_of_nobody(world):
    _, text = AuthToken.objects.create(user=account("owner"), expiry=timedelta(days=-1))
    response = bearing(text, "Token").get(ME)
    assert (response.status_code, code_of(response)) == (401, "bad-credentials")
    assert response["WWW-Authenticate"] == "Token"


def test_a_token_of_a_closed_account_is_of_nobody(asker):
    client = asker("owner")
    User.objects.update(is_active=False)
    assert client.get(ME).status_code == 401


def test_a_revoked_token_is_of_nobody(asker):
    client = asker("owner")
    key = AuthToken.objects.get().token_key
    assert [token["key"] for token in client.get(TOKENS).json()] == [key]
    assert client.delete(f"{TOKENS}{key}/").status_code == 204
    assert client.get(ME).status_code == 401


def test_tokens_of_others_are_not_seen_and_not_revoked(asker):
    asker("owner")
    key = AuthToken.objects.get().token_key
    admin = asker("admin")
    assert key not in [token["key"] for token in admin.get(TOKENS).json()]
    assert code_of(admin.delete(f"{TOKENS}{key}/")) == "unknown-token"


def test_a_person_has_a_bounded_number_of_tokens(world):
    staff = account("moderator")
    for _ in range(20):
        AuthToken.objects.create(user=staff, expiry=timedelta(days=1))
    client = APIClient()
    client.force_login(staff)
    assert code_of(client.post(TOKENS)) == "too-many-tokens"
    AuthToken.objects.update(expiry=timezone.now() - timedelta(days=1))
    assert client.post(TOKENS).status_code == 201


@pytest.mark.parametrize("header", ["Token", "Token a b", "Token \xff", "Token 1", "Basic x"])
def test_nonsense_in_the_header_is_nobody(world, header):
    response = APIClient().get(ME, HTTP_AUTHORIZATION=header)
    assert (response.status_code, set(response.json())) == (401, {"error"})


def test_a_password_opens_nothing_but_tokens(world):
    staff = account("owner")
    staff.set_password("long and secret")
    staff.save()
    assert with_password("the owner", "long and secret").get(ME).status_code == 401
    assert with_password("the \x00", "x").post(TOKENS).status_code == 401


# Players


def test_the_token_of_hi_says_who_it_is(world):
    told = bearing(world.tokens["alice"]).get(ME).json()
    assert told["user"] == {"id": ALICE, "name": "Alice", "color": "#123456"}
    assert (told["account"], told["permissions"]) == (None, [])


def test_the_token_of_a_bot_does_as_well(world):
    Player.objects.filter(pk=BOB).update(bot=True)
    assert bearing(hello(BOB)).get(ME).json()["user"]["name"] == "Bob"


@pytest.mark.parametrize("token", ["", "nobody", "ü", "x" * 600])
def test_an_unknown_token_is_of_nobody(world, token):
    response = bearing(token).get(ME)
    assert (response.status_code, code_of(response)) == (401, "bad-credentials")


def test_a_revoked_token_of_hi_is_of_nobody(world):
    Token.objects.filter(digest=digest_of(world.tokens["alice"])).update(revoked_at=timezone.now())
    assert bearing(world.tokens["alice"]).get(ME).status_code == 401


def test_a_player_is_no_staff_even_with_an_account(world):
    Player.objects.filter(pk=ALICE).update(account=account("owner"))
    response = bearing(world.tokens["alice"]).get(world.path("bans/"))
    assert (response.status_code, code_of(response)) == (403, "not-allowed")


def test_the_banned_may_see_why_and_appeal_and_no_more(world):
    carol = bearing(world.tokens["carol"])
    sanctions = carol.get(world.path("me/sanctions/")).json()["results"]
    assert [(one["code"], one["reason"]) for one in sanctions] == [
        (world.ban.code, "Flooding the chat")
    ]
    appeal = {"code": world.ban.code, "text": "Sorry"}
    assert carol.post(world.path("appeals/"), appeal, format="json").status_code == 201
    report = {"target": BOB, "reason": "spam"}
    refused = carol.post(world.path("reports/"), report, format="json")
    assert (refused.status_code, code_of(refused)) == (403, "banned")
    assert code_of(carol.get(world.path("rooms/{room}/bans/"))) == "banned"


def test_who_is_silent_or_out_of_one_room_may_report(world):
    ban_of(ALICE, effect="mute")
    ban_of(ALICE, room_id=ROOM)
    report = {"target": CAROL, "reason": "spam"}
    response = bearing(world.tokens["alice"]).post(world.path("reports/"), report, format="json")
    assert response.status_code == 201


def test_a_player_links_the_account_of_a_code(world):
    staff = account("moderator")
    response = bearing(world.tokens["alice"]).post(
        world.path("me/link/"), {"code": link_code(account_id=staff.pk)}, format="json"
    )
    assert response.json() == {"account": "the moderator"}
    assert Player.objects.get(pk=ALICE).account == staff


# Sessions


def test_a_session_may_look_without_and_change_with_the_csrf_token(world):
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(account("owner"))
    assert client.get(world.path("bans/")).status_code == 200
    refused = client.post(world.path("bans/{ban}/lift/"), {}, format="json")
    assert (refused.status_code, code_of(refused)) == (403, "csrf-failed")
    client.cookies["csrftoken"] = "a" * 32
    lifted = client.post(
        world.path("bans/{ban}/lift/"), {}, format="json", HTTP_X_CSRFTOKEN="a" * 32
    )
    assert lifted.status_code == 200


def test_answers_are_kept_by_no_cache(asker, world):
    assert asker("owner").get(world.path("bans/"))["Cache-Control"] == "no-store"


# Throttles


@pytest.fixture
def rates(settings):
    """Two of everything."""
    names = ("api", "api_player", "api_staff", "report", "appeal", "password")
    two: dict[str, Any] = {f"rate_{name}": Rate(2, 60) for name in names}

    def give(**more: Rate) -> None:
        settings.MPP = dataclasses.replace(django_settings.MPP, **{**two, **more})

    return give


def until_throttled(ask) -> list[int]:
    statuses = [ask().status_code for _ in range(3)]
    response = ask()
    assert code_of(response) == "throttled"
    assert 0 < int(response["Retry-After"]) <= 60
    return statuses


@pytest.mark.parametrize("role", ["anonymous", "player", "moderator"])
def test_everybody_may_ask_so_often(asker, world, rates, role):
    client = asker(role)
    rates()
    assert until_throttled(lambda: client.get(world.path("report-reasons/"))) == [200, 200, 429]


def test_an_address_counts_for_who_is_nobody_and_for_wrong_credentials(world, rates):
    rates()
    assert until_throttled(lambda: bearing("wrong").get(ME)) == [401, 401, 429]
    assert APIClient().get(world.path("report-reasons/")).status_code == 429
    other = APIClient().get(world.path("report-reasons/"), REMOTE_ADDR="198.51.100.1")
    assert other.status_code == 200


def test_accounts_and_players_do_not_count_for_each_other(asker, world, rates):
    player, staff = asker("player"), asker("moderator")
    rates()
    until_throttled(lambda: player.get(ME))
    assert staff.get(ME).status_code == 200
    assert bearing(world.tokens["carol"]).get(ME).status_code == 200


def test_reports_of_a_player_are_few(asker, world, rates):
    client = asker("player")
    rates(rate_api_player=Rate(100, 60))
    body = {"target": BOB, "reason": "spam"}
    asked = until_throttled(lambda: client.post(world.path("reports/"), body, format="json"))
    assert asked == [409, 409, 429]


def test_appeals_of_an_address_are_few(world, rates):
    rates(rate_api=Rate(100, 60))
    body = {"code": "none", "text": "x"}
    client = APIClient()
    asked = until_throttled(lambda: client.post(world.path("appeals/"), body, format="json"))
    assert asked == [404, 404, 429]


def test_a_password_too_many_is_not_hashed(world, rates, monkeypatch):
    rates(rate_api=Rate(100, 60))
    hashed = []
    monkeypatch.setattr(User, "check_password", lambda user, password: hashed.append(user))
    account("owner")
    assert until_throttled(lambda: with_password("the owner", "x").post(TOKENS)) == [401, 401, 429]
    assert len(hashed) == 2


def test_passwords_of_an_address_are_few_right_ones_too(world, rates):
    staff = account("owner")
    staff.set_password("long and secret")
    staff.save()
    rates()
    assert until_throttled(lambda: with_password("the owner", "x").post(TOKENS)) == [401, 401, 429]
    assert with_password("the owner", "long and secret").post(TOKENS).status_code == 429


def test_link_codes_of_an_address_are_few(asker, world, rates):
    client = asker("player")
    rates(rate_api_player=Rate(100, 60))
    body = {"code": "wrong"}
    asked = until_throttled(lambda: client.post(world.path("me/link/"), body, format="json"))
    assert asked == [404, 404, 429]
