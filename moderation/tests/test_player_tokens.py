"""Facts about tokens that staff issue for bots."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from moderation.actors import OPERATOR, actor_of_account
from moderation.errors import Refusal
from moderation.roles import ROLES
from moderation.services.player_tokens import bot_token_issue
from rooms.models import Player, Token

from .conftest import ALICE, BOB, actor, add_player, refusal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def bot(db: None) -> Player:
    return add_player(BOB, "Bob", bot=True)


@pytest.fixture
def linked_bot(bot: Player) -> Player:
    """A bot with the rights of an account that has no role."""
    bot.account = User.objects.create(username="robot")
    bot.save()
    return bot


def test_who_manages_players_issues_tokens_for_bots():
    assert bot_token_issue(user_id=BOB, by=actor("admin"))
    assert Token.objects.get().player_id == BOB


def test_others_issue_none():
    assert refusal(bot_token_issue, user_id=BOB, by=actor("moderator")) is Refusal.NOT_ALLOWED


def test_tokens_are_issued_for_bots_only():
    add_player(ALICE)
    assert refusal(bot_token_issue, user_id=ALICE, by=OPERATOR) is Refusal.INVALID
    assert refusal(bot_token_issue, user_id="c" * 24, by=OPERATOR) is Refusal.UNKNOWN_USER


@pytest.mark.parametrize("role", [role.name for role in ROLES])
def test_no_role_issues_a_token_for_a_bot_with_an_account(linked_bot, role):
    assert refusal(bot_token_issue, user_id=BOB, by=actor(role)) is Refusal.NOT_ALLOWED


def test_superusers_issue_tokens_for_bots_with_an_account(linked_bot):
    root = actor_of_account(User.objects.create(username="root", is_superuser=True).pk)
    for by in (root, OPERATOR):
        assert bot_token_issue(user_id=BOB, by=by)
