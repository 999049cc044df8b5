"""Facts about what staff give to players and take from them."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, User

from moderation.actors import OPERATOR, Actor
from moderation.errors import Refusal
from moderation.models import AuditEntry, Order
from moderation.services.players import CHANGEABLE, player_change
from rooms.models import Player

from .conftest import ALICE, actor, add_player, refusal

pytestmark = pytest.mark.django_db
HTML = "<b>Al</b>"


@pytest.fixture(autouse=True)
def alice(db: None) -> None:
    add_player(ALICE, "Alice")


def change(by: Actor = OPERATOR, user_id: str = ALICE, **changes: Any) -> Player:
    return player_change(user_id=user_id, by=by, changes=changes)


def test_a_change_is_kept_recorded_and_ordered():
    change(name=HTML, color="#abcdef", name_locked=True)
    player = Player.objects.get()
    assert (player.name, player.color, player.name_locked) == (HTML, "#abcdef", True)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.target) == ("player_change", ALICE)
    assert entry.before == {"name": "Alice", "color": "#123456", "name_locked": False}
    assert entry.after == {"name": HTML, "color": "#abcdef", "name_locked": True}
    profile = {"name": HTML, "color": "#abcdef"}
    assert Order.objects.get().payload == {"ids": [ALICE], "profile": profile}


def test_what_stays_the_same_is_not_recorded():
    change(name="Alice", bot=False)
    change()
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"tag_text": "MOD", "tag_color": "#f00"},
        {"quota_allowance": 100, "quota_max": 300},
        {"rate_factor": 2.0},
        {"max_sockets": 8},
        {"unlimited_notes": True},
        {"list_people": True},
        {"bot": True},
    ],
)
def test_what_is_managed_takes_a_power(changes):
    assert refusal(change, by=actor("moderator"), **changes) is Refusal.NOT_ALLOWED
    player = change(by=actor("admin"), **changes)
    assert {name: getattr(player, name) for name in changes} == changes


def test_names_take_a_right():
    assert refusal(change, by=actor("trial moderator"), name="Al") is Refusal.NOT_ALLOWED
    assert change(by=actor("moderator"), name="Al").name == "Al"


def test_nobody_changes_a_higher_rank():
    account = User.objects.create(username="alice")
    account.groups.add(Group.objects.get(name="admin"))
    Player.objects.update(account=account)
    Order.objects.all().delete()
    assert refusal(change, by=actor("moderator"), name="Al") is Refusal.OUTRANKED


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": " "},
        {"name": "x" * 41},
        {"name": "a\u202eb"},
        {"name": "a\0"},
        {"name": "\ud800"},
        {"color": "red"},
        {"color": "#12345"},
        {"tag_text": "MOD"},
        {"tag_color": "#f00"},
        {"tag_text": "x" * 41, "tag_color": "#f00"},
        {"tag_text": "a\nb", "tag_color": "#f00"},
        {"quota_allowance": 100},
        {"quota_allowance": 0, "quota_max": 0},
        {"quota_allowance": 300, "quota_max": 100},
        {"quota_allowance": -1, "quota_max": 100},
        {"rate_factor": 0},
        {"rate_factor": float("nan")},
        {"rate_factor": float("inf")},
        {"rate_factor": "fast"},
        {"max_sockets": 0},
        {"id": "b" * 24},
        {"account": 1},
        {"token_generation": 5},
        {"online_ms": 5},
        {"nothing": 5},
    ],
)
def test_what_is_wrong_changes_nothing(changes):
    assert refusal(change, **changes) is Refusal.INVALID


@pytest.mark.parametrize("user_id", ["c" * 24, "", "x" * 10_000, "\0", "\ud800"])
def test_an_unknown_player_is_refused(user_id):
    assert refusal(change, user_id=user_id, name="Al") is Refusal.UNKNOWN_USER


def test_everything_changeable_is_a_field():
    fields = {field.name for field in Player._meta.get_fields()}
    assert set(CHANGEABLE) <= fields
