"""Facts about the page of people: flags, accounts, tokens of bots."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Permission, User
from django.contrib.messages import get_messages
from django.test import Client

from rooms.identity import digest_of
from rooms.models import FilteredWord, Player, Token

from .makers import ALICE, BOB
from .test_admin import page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def people(settings, tmp_path) -> None:
    settings.STATIC_ROOT = tmp_path
    Player.objects.create(id=ALICE, name="Alice", color="#123456", online_ms=5)
    Player.objects.create(id=BOB, name="Bob", color="#123456", bot=True)


def browser(*codenames: str, **fields) -> Client:
    account = User.objects.create(username="somebody", is_staff=True, **fields)
    account.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def root() -> Client:
    return browser(is_superuser=True)


@pytest.fixture
def helper() -> Client:
    return browser("view_player", "change_player", "view_token")


def save(client: Client, **changes):
    data = {"name": "Alice", "color": "#123456", "rate_factor": "1.0"}
    inline = {"tokens-TOTAL_FORMS": "0", "tokens-INITIAL_FORMS": "0"}
    return client.post(page(Player, "change", ALICE), {**data, **inline, **changes})


def alice() -> Player:
    return Player.objects.get(pk=ALICE)


def said(answer) -> str:
    return "\n".join(str(message) for message in get_messages(answer.wsgi_request))


def test_flags_are_saved(root):
    flags = {"tag_text": "MOD", "tag_color": "#0a0", "bot": "on", "quota_allowance": "5"}
    assert save(root, quota_max="50", max_sockets="9", **flags).status_code == 302
    row = alice()
    assert (row.tag_text, row.tag_color, row.bot) == ("MOD", "#0a0", True)
    assert (row.quota_allowance, row.quota_max, row.max_sockets) == (5, 50, 9)


def test_only_what_was_edited_is_written(root, monkeypatch):
    written = []
    monkeypatch.setattr(Player, "save", lambda self, **how: written.append(how))
    save(root, bot="on")
    assert written == [{"update_fields": ["bot"]}]


@pytest.mark.parametrize(
    "wrong",
    [
        {"tag_text": "MOD"},
        {"tag_text": "MOD", "tag_color": "green"},
        {"tag_text": "MOD", "tag_color": "#0a0a"},
        {"quota_max": "50"},
        {"quota_allowance": "50", "quota_max": "5"},
        {"rate_factor": "0"},
        {"rate_factor": "nan"},
        {"max_sockets": "0"},
    ],
)
def test_halves_and_nonsense_are_refused(root, wrong):
    assert save(root, **wrong).context["adminform"].errors
    assert alice().tag_text == ""


def test_superusers_link_accounts(root):
    account = User.objects.create(username="staff")
    save(root, account=str(account.pk))
    assert alice().account == account


def test_others_cannot_give_themselves_an_account(helper):
    save(helper, account=str(User.objects.get().pk), bot="on")
    assert (alice().account, alice().bot) == (None, True)


def issue(client: Client, user_id: str = BOB) -> str:
    answer = client.post(page(Player), {"action": "issue_bot_token", "_selected_action": [user_id]})
    return said(answer)


def test_a_bot_token_is_shown_once_and_kept_as_a_digest(helper):
    (token,) = re.findall(rf"{BOB}\.[\w-]{{32}}", issue(helper))
    row = Token.objects.get()
    assert (row.player_id, row.digest) == (BOB, digest_of(token))


def test_tokens_are_issued_for_bots_only(root):
    assert "only for bots" in issue(root, ALICE)
    assert not Token.objects.exists()


def test_only_superusers_issue_tokens_for_bots_with_an_account(helper):
    Player.objects.filter(pk=BOB).update(account=User.objects.get())
    assert "without a staff account" in issue(helper)
    assert not Token.objects.exists()


def test_one_token_is_revoked_and_others_stay(root):
    issue(root)
    issue(root)
    first, second = Token.objects.order_by("id")
    root.post(page(Token), {"action": "revoke", "_selected_action": [first.pk]})
    assert list(Token.objects.filter(revoked_at=None)) == [second]
    assert Player.objects.get(pk=BOB).token_generation == 1


def test_words_are_listed_once(root):
    FilteredWord.objects.create(word="darn")
    answer = root.post(page(FilteredWord, "add"), {"word": "DARN"})
    assert "listed already" in str(answer.context["adminform"].errors)
