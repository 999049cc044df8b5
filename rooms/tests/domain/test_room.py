"""Sockets of a user, leaving, people who change, chat (docs/protocol.md §3.1, §5.5, §5.6, §6.3)."""

from __future__ import annotations

import pytest

from rooms.domain.crown import Point
from rooms.domain.errors import Refusal
from rooms.domain.events import (
    Appeared,
    CrownChanged,
    Joined,
    Left,
    PersonChanged,
    Said,
    Vanished,
)
from rooms.tests.rules import rule

from .builders import START, Place, id_of, refused, room_of

ALICE, BOB = id_of("alice"), id_of("bob")


# Several sockets


def test_the_first_socket_of_a_user_makes_a_participant():
    place = room_of("alice")
    assert place.enters("bob") == [Joined(BOB)]
    assert place.people == ["alice", "bob"]


@rule("3.1-3")
def test_a_second_socket_shares_the_participant():
    place = room_of("alice", "bob")
    assert place.enters("bob", "tablet") == []
    assert place.people == ["alice", "bob"]
    assert place.room.participants[BOB].sockets == {"bob", "tablet"}


def test_a_socket_that_joins_twice_is_one_socket():
    place = room_of("alice", "bob")
    assert place.enters("bob") == []
    assert place.room.participants[BOB].sockets == {"bob"}


def test_a_user_may_be_in_two_rooms():
    one, other = room_of("alice", "bob"), Place("other").opened_by("bob")
    assert (one.people, other.people) == (["alice", "bob"], ["bob"])


# Leaving


def test_nothing_happens_while_another_socket_of_the_user_stays():
    place = room_of("alice", "bob")
    place.enters("bob", "tablet")
    assert place.leaves("bob") == []
    assert place.people == ["alice", "bob"]


def test_the_last_socket_takes_the_participant_along():
    place = room_of("alice", "bob")
    assert place.leaves("bob") == [Left(BOB)]
    assert place.people == ["alice"]


def test_several_sockets_may_leave_at_once():
    place = room_of("alice", "bob")
    place.enters("bob", "tablet")
    assert place.leaves("bob", "bob", "tablet") == [Left(BOB)]


def test_an_unknown_socket_leaves_nothing_behind():
    place = room_of("alice", "bob")
    assert place.leaves("bob", "never seen") == []
    assert place.people == ["alice", "bob"]


def test_who_is_not_here_cannot_leave():
    assert room_of("alice").leaves("bob") == []


@rule("5.6-3")
def test_a_holder_who_leaves_drops_the_crown_after_going():
    place = room_of("alice", "bob")
    assert place.leaves("alice") == [Left(ALICE), CrownChanged((ALICE,))]


@rule("7.2-5", "7.1-1")
def test_a_holder_who_leaves_stays_the_last_holder():
    place = room_of("alice", "bob")
    place.leaves("alice")
    assert place.holder is None
    assert place.crown.user_id == ALICE


def test_the_crown_of_who_leaves_falls_from_the_cursor():
    place = room_of("alice", "bob")
    place.leaves("alice", at=Point(95, 40))
    assert (place.crown.start, place.crown.end) == (Point(95, 40), Point(90, 80))


def test_the_crown_of_who_leaves_lies_since_then():
    place = room_of("alice", "bob")
    place.passes(5_000)
    place.leaves("alice")
    assert place.crown.time == START + 5_000


def test_a_holder_with_another_socket_keeps_the_crown():
    place = room_of("alice", "bob")
    place.enters("alice", "tablet")
    place.leaves("alice")
    assert place.holder == "alice"


@rule("7.2-4", "7.2-5")
def test_nobody_inherits_the_crown():
    place = room_of("alice", "bob")
    place.leaves("alice")
    assert place.enters("carol") == [Joined(id_of("carol"))]
    assert place.holder is None


def test_who_leaves_without_the_crown_does_not_move_it():
    place = room_of("alice", "bob")
    before = place.room.crown
    place.leaves("bob")
    assert place.room.crown == before


def test_an_unseen_person_leaves_unseen():
    place = room_of("alice")
    place.knows("bob", vanished=True)
    assert place.enters("bob") == [Joined(BOB, unseen=True)]
    assert place.leaves("bob") == [Left(BOB, unseen=True)]


# People who change


def changed(place, who, **changes):
    return place.changes(who, **changes)


def test_a_new_name_is_seen():
    place = room_of("alice", "bob")
    assert changed(place, "bob", name="Robert") == [PersonChanged(BOB)]
    assert place.room.participants[BOB].user.name == "Robert"


def test_a_changed_person_keeps_sockets_and_crown():
    place = room_of("alice")
    changed(place, "alice", color="#ffffff")
    assert place.room.participants[ALICE].sockets == {"alice"}
    assert place.holder == "alice"


def test_nothing_new_is_no_change():
    assert changed(room_of("alice", "bob"), "bob", name="bob") == []


def test_who_is_not_here_does_not_change_in_here():
    place = room_of("alice")
    assert changed(place, "bob", name="Robert") == []
    assert place.people == ["alice"]


def test_a_person_can_vanish_and_appear():
    place = room_of("alice", "bob")
    assert changed(place, "bob", vanished=True) == [Vanished(BOB)]
    assert changed(place, "bob", vanished=False) == [Appeared(BOB)]


def test_who_vanished_is_not_counted_for_all():
    place = room_of("alice", "bob", "carol")
    changed(place, "bob", vanished=True)
    assert place.room.visible_to_all() == 2


@rule("3.3-5")
@pytest.mark.parametrize("afk", [True, False])
def test_idleness_is_seen_when_it_begins_and_when_it_ends(afk):
    place = room_of("alice")
    place.room.participants[ALICE].afk = not afk
    assert place.room.mark_afk(ALICE, afk) == [PersonChanged(ALICE)]
    assert place.room.participants[ALICE].afk is afk
    assert place.room.mark_afk(ALICE, afk) == []


def test_who_is_not_here_is_not_idle_here():
    assert room_of("alice").room.mark_afk(BOB, True) == []


# Chat


def test_a_line_is_said_and_remembered():
    place = room_of("alice")
    line = place.line("alice", "hello")
    assert place.room.say(line) == [Said(line)]
    assert place.seen_by("bob") == ["hello"]


@rule("5.2-2")
@pytest.mark.parametrize("to", [None, "bob"])
def test_without_chat_nothing_is_said(to):
    place = room_of("alice", "bob", wish={"chat": False})
    with refused(Refusal.CHAT_OFF):
        place.says("alice", "hello", to)
    assert place.seen_by("bob") == []


def test_a_direct_message_is_between_two():
    place = room_of("alice", "bob", "carol")
    place.says("alice", "psst", to="bob")
    seen = [place.seen_by(name) for name in ("alice", "bob", "carol")]
    assert seen == [["psst"], ["psst"], []]
