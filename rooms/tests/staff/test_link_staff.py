"""The command that links a staff account to its player."""

from __future__ import annotations

from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from rooms.models import Player

pytestmark = pytest.mark.django_db
ALICE, BOB = "a" * 24, "b" * 24


@pytest.fixture(autouse=True)
def people() -> None:
    User.objects.create(username="alice")
    for user_id in (ALICE, BOB):
        Player.objects.create(id=user_id, name="somebody", color="#123456")


def link(*arguments: str) -> str:
    output = StringIO()
    call_command("link_staff", *arguments, stdout=output)
    return output.getvalue()


def linked() -> list[str]:
    return [player.pk for player in Player.objects.exclude(account=None)]


def test_it_links_and_gives_a_role():
    assert ALICE in link("alice", ALICE, "--role", "moderator")
    assert linked() == [ALICE]
    assert User.objects.get().groups.get().name == "moderator"


def test_an_account_is_one_player():
    link("alice", ALICE)
    link("alice", BOB)
    assert linked() == [BOB]


def test_without_a_user_it_unlinks():
    link("alice", ALICE)
    link("alice")
    assert linked() == []


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("bob", ALICE), "no account"),
        (("alice", "c" * 24), "has ever been here"),
        (("alice", ALICE, "--role", "king"), "moderator, owner, trial moderator"),
    ],
)
def test_what_it_cannot_do_changes_nothing(arguments, why):
    link("alice", BOB)
    with pytest.raises(CommandError, match=why):
        link(*arguments)
    assert linked() == [BOB]
    assert not User.objects.get().groups.exists()
