"""What `manage.py purge` deletes, and what it leaves (rooms/purging.py)."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandParser, call_command, get_commands, load_command_class
from django.db import models
from django.utils import timezone

from moderation.models import USER_ID_LENGTH, AddressSighting, AuditEntry, Ban, Report
from moderation.selectors.mentions import MENTIONS, mentioned_users
from rooms import purging
from rooms.models import ChatLine, Player, PlayerName, RoomRecord, Token
from rooms.records import moment

from .conftest import ALICE, add_player

pytestmark = pytest.mark.django_db
DAY_MS = 86_400_000
NOW = timezone.now()
NOW_MS = int(NOW.timestamp() * 1000)
LONG_AGO = NOW - timedelta(days=40)


@pytest.fixture
def purge(settings):
    """Run the command with some limits; what it says."""

    def run(*arguments, **limits):
        settings.MPP = dataclasses.replace(settings.MPP, **limits)
        told = StringIO()
        call_command("purge", *arguments, stdout=told)
        return told.getvalue()

    return run


def room(room_id, days=8, **fields):
    return RoomRecord.objects.create(
        room_id=room_id, last_used_at=NOW_MS - days * DAY_MS - 1000, **fields
    )


def line(text, days, **fields):
    return ChatLine.objects.create(
        room_id="room",
        line_id="0" * 8,
        user_id=fields.pop("user_id", "c" * 24),
        name="Carol",
        color="#000000",
        text=text,
        sent_at=NOW_MS - days * DAY_MS,
        **fields,
    )


def unused(user_id=ALICE, **fields):
    return add_player(user_id, **{"name": "Anonymous", "last_seen_at": LONG_AGO, **fields})


# Rooms


def test_rooms_are_deleted_when_they_are_forgotten(purge):
    room("old")
    room("young", days=6)
    assert "1 forgotten rooms deleted." in purge()
    assert [one.room_id for one in RoomRecord.objects.all()] == ["young"]


def test_rooms_are_forgotten_after_the_time_of_the_setting(purge):
    room("old", days=2)
    purge(forget_room_ms=DAY_MS)
    assert not RoomRecord.objects.exists()


def test_rooms_that_are_never_forgotten_stay(purge):
    for one in ("lobby", "test/awkward"):
        room(one, days=4000)
    room("persistent", persistent=True)
    room("owned", owner_id=ALICE)
    purge()
    assert RoomRecord.objects.count() == 4


# Chat


def test_chat_is_kept_unless_asked(purge):
    line("ancient", days=4000)
    assert "All chat is kept" in purge()
    assert ChatLine.objects.count() == 1


def test_chat_is_deleted_when_it_is_too_old(purge):
    line("old", days=31)
    line("old and whispered", days=31, kind="dm", recipient_id=ALICE)
    line("young", days=29)
    assert "2 old lines of chat deleted." in purge(chat_keep_days=30)
    assert [one.text for one in ChatLine.objects.all()] == ["young"]


# Players


def test_players_are_kept_unless_asked(purge):
    unused(last_seen_at=moment(0))
    assert "All players are kept" in purge()
    assert Player.objects.count() == 1


def test_a_player_who_never_did_anything_is_deleted_with_all_tokens(purge):
    Token.objects.create(player=unused(), digest="d")
    PlayerName.objects.create(player_id=ALICE, name="Anonymous")
    assert "1 unused players deleted." in purge(player_keep_days=30)
    assert not Player.objects.exists()
    assert not Token.objects.exists()


def test_a_player_who_was_seen_is_kept(purge):
    unused(last_seen_at=NOW - timedelta(days=29))
    purge(player_keep_days=30)
    assert Player.objects.exists()


@pytest.mark.parametrize(
    "given",
    [
        *({"name": "Alice"}, {"tag_text": "BOT", "tag_color": "#55f"}, {"bot": True}),
        *({"name_locked": True}, {"color_locked": True}, {"unlimited_notes": True}),
        *({"quota_allowance": 1, "quota_max": 2}, {"rate_factor": 2.0}, {"max_sockets": 9}),
        *({"list_people": True}, {"account_info": {"type": "discord"}}, {"token_generation": 1}),
    ],
    ids=lambda given: next(iter(given)),
)
def test_a_player_with_anything_of_their_own_is_kept(purge, given):
    unused(**given)
    assert "0 unused players" in purge(player_keep_days=30)
    assert Player.objects.exists()


def test_every_field_that_administrators_can_give_is_looked_at():
    plain = {"id", "name", "color", "created_at", "last_seen_at", "online_ms", "tag_color"}
    looked_at = str(purging._plain_players().query.where)
    fields = {field.name for field in Player._meta.get_fields() if field.concrete} - plain
    assert {name for name in fields if name not in looked_at} == {"quota_allowance"}


def test_a_player_with_an_account_is_kept(purge):
    unused(account=User.objects.create(username="alice"))
    purge(player_keep_days=30)
    assert Player.objects.exists()


MARKS = {
    "an earlier name": lambda: PlayerName.objects.create(player_id=ALICE, name="Alice"),
    "a line of chat": lambda: line("hello", days=1, user_id=ALICE),
    "a room": lambda: room("owned", owner_id=ALICE),
    "a ban": lambda: Ban.objects.create(user_id=ALICE, reason="x"),
    "a ban of another": lambda: Ban.objects.create(user_id="b" * 24, reason="x", issued_by=ALICE),
    "a report": lambda: Report.objects.create(reporter="b" * 24, target=ALICE, reason="spam"),
    "a report by them": lambda: Report.objects.create(reporter=ALICE, reason="spam"),
    "the log": lambda: AuditEntry.objects.create(action="x", target=ALICE),
}


@pytest.mark.parametrize("mark", MARKS)
def test_a_player_who_left_a_mark_is_kept(purge, mark):
    unused()
    unused("b" * 23 + "c")
    MARKS[mark]()
    assert "1 unused players deleted." in purge(player_keep_days=30)
    assert [player.pk for player in Player.objects.all()] == [ALICE]


def test_every_column_with_user_ids_of_moderators_is_looked_at():
    """A new table whose people must stay belongs into MENTIONS."""
    from django.apps import apps

    columns = {
        (table, field.name)
        for table in apps.get_app_config("moderation").get_models()
        for field in table._meta.get_fields()
        if isinstance(field, models.CharField) and field.max_length == USER_ID_LENGTH
    }
    # Where somebody came from is kept for a while of its own.
    assert columns - {(AddressSighting, "user_id")} == set(MENTIONS)


def test_nobody_is_mentioned_without_a_mark():
    assert mentioned_users([ALICE, ""]) == set()


# The command


def test_a_dry_run_counts_and_deletes_nothing(purge):
    room("old")
    line("old", days=31)
    unused()
    told = purge("--dry-run", chat_keep_days=30, player_keep_days=30)
    assert told.splitlines() == [
        "1 forgotten rooms would be deleted.",
        "1 old lines of chat would be deleted.",
        "1 unused players would be deleted.",
    ]
    assert (RoomRecord.objects.count(), ChatLine.objects.count()) == (1, 1)
    assert Player.objects.count() == 1


def test_many_are_deleted_in_batches(purge, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(purging, "AT_ONCE", 3)
    spared = [unused(f"{number:024x}", bot=number % 5 == 0) for number in range(10)]
    for number in range(10):
        line(str(number), days=31)
    told = purge(chat_keep_days=30, player_keep_days=30)
    assert "10 old lines" in told
    assert "8 unused players" in told
    assert {one.pk for one in Player.objects.all()} == {one.pk for one in spared if one.bot}


def test_the_help_tells_of_every_setting():
    command = load_command_class(get_commands()["purge"], "purge")
    parser: CommandParser = command.create_parser("manage.py", "purge")
    text = " ".join(parser.format_help().split())
    for name in ("MPP_FORGET_ROOM_MS", "MPP_CHAT_KEEP_DAYS", "MPP_PLAYER_KEEP_DAYS", "--dry-run"):
        assert name in text
