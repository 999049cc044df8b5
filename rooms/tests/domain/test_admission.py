"""Who may come into a room (docs/protocol.md §5.4, 4–8)."""

from __future__ import annotations

from rooms.domain.bans import RoomBan
from rooms.domain.errors import Refusal
from rooms.domain.events import Joined
from rooms.domain.people import Right
from rooms.domain.rules import RoomRules
from rooms.domain.settings import RoomSettings
from rooms.tests.rules import rule

from .builders import SECOND, START, Place, id_of, picture, refused, room_of

ALICE, BOB = id_of("alice"), id_of("bob")


# Steps and their order


def banned(place, name):
    place.room.bans.add(id_of(name), RoomBan(START + SECOND, ALICE))


@rule("5.4-5")
def test_a_ban_is_the_first_thing_that_is_looked_at():
    place = room_of("alice", wish={"allow_bots": False, "min_online_time": 1, "limit": 1})
    place.knows("bob", bot=True)
    banned(place, "bob")
    with refused(Refusal.BANNED) as refusal:
        place.enters("bob")
    assert refusal.value.remaining_ms == SECOND


@rule("5.4-6")
def test_bots_are_refused_before_online_time():
    place = room_of("alice", wish={"allow_bots": False, "min_online_time": 1, "limit": 1})
    place.knows("bob", bot=True)
    with refused(Refusal.BOTS):
        place.enters("bob")


@rule("5.4-7")
def test_online_time_is_looked_at_before_capacity():
    place = room_of("alice", wish={"min_online_time": 5_000, "limit": 1})
    place.knows("bob", online_ms=2_000)
    with refused(Refusal.ONLINE_TIME) as refusal:
        place.enters("bob")
    assert refusal.value.remaining_ms == 3_000


@rule("5.4-8")
def test_a_full_room_refuses():
    place = room_of("alice", wish={"limit": 1})
    with refused(Refusal.FULL):
        place.enters("bob")


def test_a_refusal_changes_nothing():
    place = room_of("alice", wish={"limit": 1})
    before = picture(place.room)
    with refused(Refusal.FULL):
        place.enters("bob")
    assert picture(place.room) == before


def test_bots_may_come_where_they_are_allowed():
    assert room_of("alice").knows("bob", bot=True).enters("bob") == [Joined(BOB)]


def test_enough_online_time_suffices():
    place = room_of("alice", wish={"min_online_time": 5_000})
    assert place.knows("bob", online_ms=5_000).enters("bob") == [Joined(BOB)]


def test_a_room_is_not_full_below_its_limit():
    place = room_of("alice", wish={"limit": 2})
    assert place.enters("bob") == [Joined(BOB)]


def test_capacity_counts_users_and_not_sockets():
    place = room_of("alice", wish={"limit": 2})
    place.enters("alice", "tablet")
    assert place.enters("bob") == [Joined(BOB)]


@rule("5.1-1")
def test_a_lobby_is_full_at_its_limit():
    place = Place("lobby", RoomRules(lobby_limit=1)).opened_by("alice")
    with refused(Refusal.FULL):
        place.enters("bob")


@rule("5.1-2")
def test_a_test_room_is_never_full():
    place = Place("test/awkward").opened_by("alice")
    place.room.settings = RoomSettings(limit=1)
    assert place.enters("bob") == [Joined(BOB)]


def test_lowering_the_limit_puts_nobody_out():
    place = room_of("alice", "bob", "carol")
    place.sets("alice", limit=1)
    assert place.people == ["alice", "bob", "carol"]


# Who passes by which step


def test_who_creates_a_room_passes_online_time_and_capacity():
    place = room_of("alice", wish={"min_online_time": 1_000, "limit": 0})
    assert place.people == ["alice"]


@rule("5.4-7", "5.4-8")
def test_the_last_holder_passes_online_time_and_capacity():
    place = room_of("alice", "bob")
    place.sets("alice", min_online_time=1_000, limit=1)
    place.leaves("alice")
    place.enters("alice")
    assert place.people == ["bob", "alice"]


@rule("5.4-5")
def test_the_last_holder_does_not_pass_a_ban():
    place = room_of("alice", "bob")
    place.leaves("alice")
    banned(place, "alice")
    with refused(Refusal.BANNED):
        place.enters("alice")


def test_the_last_holder_does_not_pass_as_a_bot():
    place = Place().knows("alice", bot=True).opened_by("alice")
    place.enters("bob")
    place.sets("alice", allow_bots=False)
    place.leaves("alice")
    with refused(Refusal.BOTS):
        place.enters("alice")


@rule("5.4-7", "5.4-8")
def test_who_is_here_already_passes_with_another_socket():
    place = room_of("alice", "bob")
    place.sets("alice", min_online_time=1_000, limit=1)
    assert place.enters("bob", "tablet") == []


@rule("5.4-9")
def test_staff_pass_bots_online_time_and_capacity():
    place = room_of("alice", wish={"allow_bots": False, "min_online_time": 1, "limit": 1})
    place.knows("bob", Right.CHSET_ANYWHERE, bot=True)
    assert place.enters("bob") == [Joined(BOB)]


@rule("5.4-9")
def test_staff_do_not_pass_a_ban():
    place = room_of("alice").knows("bob", Right.CHSET_ANYWHERE)
    banned(place, "bob")
    with refused(Refusal.BANNED):
        place.enters("bob")


def test_other_rights_pass_nothing():
    place = room_of("alice", wish={"limit": 1}).knows("bob", Right.CHOWN_ANYWHERE)
    with refused(Refusal.FULL):
        place.enters("bob")
