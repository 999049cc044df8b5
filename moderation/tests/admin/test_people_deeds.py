"""Facts about what is done on the page of a person."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User

from moderation.models import AuditEntry, Ban, Order
from moderation.tests.conftest import ALICE
from rooms.models import Player, Token
from rooms.tokens import digest_of

from .conftest import (
    BOB,
    MALLORY,
    ROOM,
    SANCTION,
    Scene,
    browser,
    do,
    entry,
    page,
    refused,
    said,
)

pytestmark = pytest.mark.django_db


def test_a_profile_is_changed_and_counts_at_the_piano(scene: Scene, root):
    do(root, scene.alice, "profile", name="Alicia", color="#00ff00", name_locked="on")
    scene.alice.refresh_from_db()
    assert (scene.alice.name, scene.alice.name_locked) == ("Alicia", True)
    assert set(entry("player_change").after) == {"name", "color", "name_locked"}
    profile = Order.objects.filter(kind="users").latest("pk").payload["profile"]
    assert profile == {"name": "Alicia", "color": "#00ff00"}


def test_flags_are_saved(scene: Scene, root):
    flags = {"tag_text": "MOD", "tag_color": "#0a0", "bot": "on", "quota_allowance": "5"}
    data = {**flags, "quota_max": "50", "max_sockets": "9", "rate_factor": "1.0"}
    assert do(root, scene.alice, "standing", **data).status_code == 302
    scene.alice.refresh_from_db()
    assert (scene.alice.tag_text, scene.alice.bot, scene.alice.quota_max) == ("MOD", True, 50)


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
def test_halves_and_nonsense_are_refused(scene: Scene, root, wrong):
    assert refused(do(root, scene.alice, "standing", **{"rate_factor": "1.0", **wrong}), "standing")
    assert Player.objects.get(pk=ALICE).tag_text == ""


def test_superusers_link_accounts_and_take_links_away(scene: Scene, root):
    account = User.objects.create(username="staff", is_staff=True)
    do(root, scene.alice, "account", account=account.pk)
    assert Player.objects.get(pk=ALICE).account == account
    do(root, scene.alice, "account", account="")
    assert Player.objects.get(pk=ALICE).account is None


def test_a_bot_token_is_shown_once_and_kept_as_a_digest(scene: Scene):
    answer = do(browser("admin"), scene.bob, "issue_token")
    (token,) = re.findall(rf"{BOB}\.[\w-]{{32}}", said(answer))
    assert Token.objects.get(player=BOB).digest == digest_of(token)
    assert entry("token_issue").target == BOB
    assert token not in str(AuditEntry.objects.values_list("after", "details"))


def test_only_superusers_issue_tokens_for_bots_with_an_account(scene: Scene, root):
    Player.objects.filter(pk=BOB).update(account=User.objects.create(username="staff"))
    answer = do(browser("admin"), scene.bob, "issue_token")
    assert "may not do this" in refused(answer, "issue_token")
    assert do(root, scene.bob, "issue_token").status_code == 302


def test_one_token_is_revoked_and_others_stay(scene: Scene, root):
    other = Token.objects.create(player=scene.mallory, digest="e" * 64)
    do(root, scene.mallory, "revoke_token", token=scene.token.pk)
    assert list(Token.objects.filter(revoked_at=None)) == [other]
    assert Player.objects.get(pk=MALLORY).token_generation == 1


def test_no_token_of_somebody_else_is_revoked(scene: Scene, root):
    answer = do(root, scene.alice, "revoke_token", token=scene.token.pk)
    assert "already revoked" in said(answer)
    assert Token.objects.filter(revoked_at=None).exists()


def test_all_tokens_are_revoked(scene: Scene, root):
    do(root, scene.mallory, "revoke_tokens")
    assert not Token.objects.filter(revoked_at=None).exists()


def test_tokens_are_revoked_from_their_list(scene: Scene, root):
    root.post(page(Token), {"action": "revoke", "_selected_action": [scene.token.pk]})
    assert not Token.objects.filter(revoked_at=None).exists()


def test_somebody_is_warned_and_put_out(scene: Scene, root):
    do(root, scene.alice, "notify", title="Notice", text="be kind")
    assert Order.objects.get(kind="notice").payload["user"] == ALICE
    do(root, scene.alice, "kick", room_id=ROOM)
    assert Order.objects.get(kind="room.kick").payload["user"] == ALICE


@pytest.mark.parametrize("what", ["mute-here", "ban-here"])
def test_nobody_is_banned_from_a_room_where_no_room_is(scene: Scene, root, what):
    data = {**SANCTION, "preset": scene.preset.pk}
    answer = do(root, scene.alice, "sanction", **data, what=what)
    assert "no room" in refused(answer, "sanction")
    assert not Ban.objects.filter(user_id=ALICE).exists()
    do(root, scene.alice, "sanction", **data, what="ban")
    assert Ban.objects.get(user_id=ALICE).room_id == ""
