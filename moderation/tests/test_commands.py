"""Facts about the commands of moderation: what they do, what they print, how they end."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command, load_command_class

from moderation.errors import ModerationError
from moderation.models import AddressSighting, AuditEntry, Ban
from moderation.services.staff import moderator_make
from rooms.models import Player, RoomRecord

from .conftest import ALICE, actor, add_player

pytestmark = pytest.mark.django_db
BOB = "b" * 24
COMMANDS = ("ban", "unban", "bans", "make_moderator", "purge_sightings", "deliver_webhooks")
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def people(db: None) -> None:
    add_player(ALICE)
    add_player(BOB)


def run(command: str, *arguments: str) -> str:
    output = StringIO()
    call_command(command, *arguments, stdout=output)
    return output.getvalue()


def refused(command: str, *arguments: str) -> str:
    entries = AuditEntry.objects.count()
    with pytest.raises(CommandError) as caught:
        run(command, *arguments)
    assert caught.value.returncode == 1
    assert AuditEntry.objects.count() == entries
    return str(caught.value)


# As a shell sees them


@pytest.mark.parametrize("command", COMMANDS)
def test_help_says_what_a_command_does_and_every_argument(command):
    parser = load_command_class("moderation", command).create_parser("manage.py", command)
    assert len(parser.description or "") > 50
    own = [action for action in parser._actions if action.dest not in DJANGOS]
    assert all(action.help for action in own)
    assert parser.format_help()


DJANGOS = {
    *("help", "version", "verbosity", "settings", "pythonpath", "traceback", "no_color"),
    *("force_color", "skip_checks"),
}


def shell(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={"MPP_DATA_DIR": str(data), "DEBUG": "true", "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


def test_commands_end_with_0_done_1_refused_2_usage(tmp_path):
    assert shell(tmp_path, "migrate", "--verbosity", "0").returncode == 0
    done = shell(tmp_path, "ban", "203.0.113.7", "--for", "1h", "--reason", "spam")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Ban 1: 203.0.113.7/32 is banned until 20")
    no = shell(tmp_path, "ban", ALICE, "--permanent", "--reason", "spam")
    assert (no.returncode, no.stdout) == (1, "")
    assert "unknown-user: Nobody with this user id has ever been here." in no.stderr
    assert "Traceback" not in no.stderr
    wrong = shell(tmp_path, "ban", ALICE, "--for", "soon", "--reason", "spam")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "such as 30m, 12h, 7d or 2w, got 'soon'" in wrong.stderr


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
    RoomRecord.objects.create(room_id="My room")
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
    assert "holds already, for ever" in run("ban", ALICE, "--permanent", "--reason", "spam")
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
    RoomRecord.objects.create(room_id="My room")
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


# make_moderator


def linked() -> list[tuple[str, str]]:
    return list(Player.objects.exclude(account=None).values_list("pk", "account__username"))


def roles() -> list[str]:
    return sorted(User.objects.get().groups.values_list("name", flat=True))


def test_it_makes_an_account_with_a_role_and_a_player():
    output = run("make_moderator", "alice", "--player", ALICE)
    account = User.objects.get()
    assert (account.username, account.is_staff, account.is_superuser) == ("alice", True, False)
    assert not account.has_usable_password()
    assert roles() == ["moderator"]
    assert linked() == [(ALICE, "alice")]
    assert "changepassword alice" in output
    assert f"alice is {ALICE} at the piano" in output
    actions = sorted(AuditEntry.objects.values_list("action", flat=True))
    assert actions == ["account_link", "role_change"]


def test_it_finds_the_account_there_is():
    User.objects.create_user("alice", password="secret words")
    output = run("make_moderator", "alice", "--role", "admin")
    assert "changepassword" not in output
    assert User.objects.get().has_usable_password()
    assert roles() == ["admin"]


def test_a_new_role_takes_the_place_of_the_one_before():
    User.objects.create(username="alice").groups.add(Group.objects.create(name="friends"))
    for role in ("admin", "trial moderator"):
        run("make_moderator", "alice", "--role", role)
    assert roles() == ["friends", "trial moderator"]
    run("make_moderator", "alice", "--role", "none")
    assert roles() == ["friends"]
    assert not User.objects.get().is_staff
    entry = AuditEntry.objects.order_by("-pk")[0]
    assert (entry.before, entry.after) == ({"roles": ["trial moderator"]}, {"roles": []})


def test_the_same_role_again_is_not_recorded_again():
    for _ in range(2):
        run("make_moderator", "alice")
    assert AuditEntry.objects.count() == 1


def test_a_superuser_without_a_role_stays_in_the_admin():
    User.objects.create_superuser("root")
    run("make_moderator", "root", "--role", "none")
    assert User.objects.get().is_staff


def test_an_account_is_one_player():
    run("make_moderator", "alice", "--player", ALICE)
    run("make_moderator", "alice", "--player", BOB)
    assert linked() == [(BOB, "alice")]


def test_it_takes_the_link_away():
    run("make_moderator", "alice", "--player", ALICE)
    assert "nobody at the piano" in run("make_moderator", "alice", "--unlink")
    assert linked() == []


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("alice", "--player", "c" * 24), "unknown-user"),
        (("bad name!",), "invalid"),
        (("x" * 151,), "invalid"),
        (("bob", "--role", "none"), "unknown-account"),
    ],
)
def test_what_it_cannot_do_changes_nothing(arguments, code):
    assert refused("make_moderator", *arguments).startswith(f"{code}: ")
    assert not User.objects.exists()
    assert linked() == []


def test_an_unknown_role_is_wrong_usage():
    with pytest.raises(CommandError, match="trial moderator"):
        run("make_moderator", "alice", "--role", "king")


def test_only_owners_make_staff():
    with pytest.raises(ModerationError):
        moderator_make(name="alice", role="moderator", by=actor("admin"))
    with pytest.raises(ModerationError):
        moderator_make(name="alice", role="king", by=actor("owner"))
    assert not User.objects.filter(username="alice").exists()


# The others


def test_purge_sightings_deletes_what_is_old():
    old = datetime.now(UTC) - timedelta(days=31)
    for user_id, at in ((ALICE, old), (BOB, datetime.now(UTC))):
        AddressSighting.objects.create(
            user_id=user_id, address="203.0.113.7", first_seen_at=at, last_seen_at=at
        )
    assert run("purge_sightings") == "1 sightings older than 30 days deleted.\n"
    assert AddressSighting.objects.get().user_id == BOB


def test_deliver_webhooks_says_what_it_sent(settings: Any):
    assert run("deliver_webhooks") == "0 delivered, 0 not.\n"
