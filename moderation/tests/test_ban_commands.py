"""Facts about the commands that ban: what they do, print and refuse."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError

from moderation.models import Ban

from .conftest import ALICE, BOB
from .shell import refused, run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]


# ban


def test_ban_keeps_a_user_out_for_a_time():
    output = run("ban", ALICE, "--for", "2h", "--reason", "spam", "--note", "again")
    ban = Ban.objects.get()
    assert (ban.user_id, ban.reason, ban.note) == (ALICE, "spam", "again")
    assert ban.expires_at
    assert ban.expires_at - ban.issued_at == timedelta(hours=2)
    assert f"Ban {ban.pk}: {ALICE} is banned until {ban.expires_at:%Y-%m-%d %H:%M} UTC" in output
    assert f"/appeal/{ban.code}" in output


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("30m", timedelta(minutes=30)),
        ("12h", timedelta(hours=12)),
        ("7d", timedelta(days=7)),
        ("2w", timedelta(weeks=2)),
    ],
)
def test_lengths_are_written_shortly(text, length):
    run("ban", ALICE, "--for", text, "--reason", "spam")
    ban = Ban.objects.get()
    assert ban.expires_at
    assert ban.expires_at - ban.issued_at == length


def test_ban_for_ever_from_a_room_or_from_chat():
    assert "for ever" in run("ban", ALICE, "--permanent", "--reason", "x", "--room", "My room")
    assert "is muted" in run("ban", ALICE, "--permanent", "--reason", "x", "--mute")
    assert set(Ban.objects.values_list("scope", "effect", "room_id", "expires_at")) == {
        ("room", "entry", "My room", None),
        ("site", "mute", "", None),
    }


def test_ban_keeps_a_network_out():
    run("ban", "203.0.113.77/24", "--permanent", "--reason", "spam")
    assert Ban.objects.get().network == "203.0.113.0/24"


def test_the_same_ban_again_is_the_one_there_is():
    run("ban", ALICE, "--permanent", "--reason", "spam")
    assert "is already in force, for ever" in run("ban", ALICE, "--permanent", "--reason", "spam")
    assert Ban.objects.count() == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("c" * 24, "--reason", "x"), "unknown-user"),
        (("nonsense", "--reason", "x"), "bad-network"),
        (("0.0.0.0/0", "--reason", "x"), "network-too-wide"),
        ((ALICE, "--reason", " "), "no-reason"),
        ((ALICE, "--reason", "x" * 513), "invalid"),
        ((ALICE, "--reason", "x", "--room", "nowhere"), "unknown-room"),
    ],
)
def test_ban_refuses_with_a_code_and_a_text(arguments, code):
    told = refused("ban", *arguments, "--permanent")
    assert told.startswith(f"{code}: ")
    assert len(told) > len(code) + 10


@pytest.mark.parametrize(
    "arguments",
    [
        (ALICE, "--reason", "x"),
        (ALICE, "--permanent"),
        (ALICE, "--permanent", "--for", "1h", "--reason", "x"),
        (ALICE, "--for", "0h", "--reason", "x"),
        (ALICE, "--for", "-1h", "--reason", "x"),
    ],
)
def test_ban_wants_a_length_and_a_reason(arguments):
    with pytest.raises(CommandError):
        run("ban", *arguments)
    assert not Ban.objects.exists()


# unban, bans


def test_unban_by_number_or_by_target():
    for target in (ALICE, BOB, "203.0.113.0/24"):
        run("ban", target, "--permanent", "--reason", "spam")
    run("ban", ALICE, "--permanent", "--reason", "spam", "--mute")
    first = Ban.objects.order_by("pk")[0]
    assert f"Ban {first.pk} of {ALICE} is lifted." in run("unban", str(first.pk), "--why", "oops")
    first.refresh_from_db()
    assert first.lifted_why == "oops"
    run("unban", ALICE)
    run("unban", "203.0.113.9/24")
    assert [ban.user_id for ban in Ban.objects.active(datetime.now(UTC))] == [BOB]


def test_unban_of_a_room_leaves_the_rest():
    run("ban", ALICE, "--permanent", "--reason", "x", "--room", "My room")
    run("ban", ALICE, "--permanent", "--reason", "x")
    run("unban", ALICE, "--room", "My room")
    assert [ban.scope for ban in Ban.objects.active(datetime.now(UTC))] == ["site"]


@pytest.mark.parametrize("target", ["1", ALICE, "203.0.113.9", "9" * 30])
def test_unban_of_who_is_not_banned_is_refused(target):
    code = "bad-network" if target == "9" * 30 else "unknown-ban"
    assert refused("unban", target).startswith(f"{code}: ")


def test_unban_twice_is_refused_the_second_time():
    run("ban", ALICE, "--permanent", "--reason", "spam")
    run("unban", ALICE)
    assert refused("unban", ALICE).startswith("unknown-ban: ")


def test_bans_lists_what_holds_and_all_if_asked():
    run("ban", ALICE, "--for", "1h", "--reason", "spam")
    Ban.objects.update(reason="spam\n\x1b[31mred\u202e")
    run("ban", BOB, "--permanent", "--reason", "noise", "--mute")
    run("unban", BOB)
    now = run("bans")
    assert ALICE in now and BOB not in now and "1 ban." in now
    assert "\x1b" not in now and "\u202e" not in now and len(now.splitlines()) == 2
    everything = run("bans", "--all")
    assert "lifted 20" in everything and "2 bans." in everything
    assert "0 bans." in run("bans", BOB)
    assert "1 ban." in run("bans", BOB, "--all")
    assert "0 bans." in run("bans", "--room", "My room")
    assert "0 bans." in run("bans", "203.0.113.1")
