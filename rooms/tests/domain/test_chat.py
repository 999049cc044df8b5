"""The lines of chat that a room remembers (docs/protocol.md §6.3–§6.5)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.domain.chat import ChatTail, Line
from rooms.tests.rules import rule

from .builders import START, person

LENGTH = 32


def said(number, by="alice", to=None, at=None):
    """Line `number`, which also is its text and its time."""
    recipient = person(to) if to else None
    when = START + number if at is None else at
    return Line(f"{number:08x}", when, str(number), person(by), None, recipient)


def seen(tail, by="alice"):
    return [int(line.text) for line in tail.visible_to(person(by).user_id)]


def test_a_new_room_has_no_lines():
    assert seen(ChatTail(LENGTH)) == []


def test_lines_come_oldest_first():
    assert seen(ChatTail(LENGTH, map(said, range(3)))) == [0, 1, 2]


@rule("6.3-6", "14-4")
def test_the_last_32_lines_are_kept():
    assert seen(ChatTail(LENGTH, map(said, range(40)))) == list(range(8, 40))


@rule("6.5-4")
@pytest.mark.parametrize("who", ["alice", "bob"])
def test_both_people_of_a_direct_message_see_it(who):
    assert seen(ChatTail(LENGTH, [said(0, "alice", "bob")]), who) == [0]


@rule("6.5-4")
@pytest.mark.parametrize("who", ["carol", "mallory"])
def test_nobody_else_sees_a_direct_message(who):
    assert seen(ChatTail(LENGTH, [said(0, "alice", "bob"), said(1)]), who) == [1]


def test_a_message_to_oneself_is_seen_by_oneself_only():
    tail = ChatTail(LENGTH, [said(0, "alice", "alice")])
    assert (seen(tail, "alice"), seen(tail, "bob")) == ([0], [])


def test_direct_messages_stand_among_the_lines_where_they_were_said():
    tail = ChatTail(LENGTH, [said(0), said(1, "alice", "bob"), said(2), said(3, "bob", "alice")])
    assert seen(tail, "bob") == [0, 1, 2, 3]


def test_lines_of_the_same_moment_keep_their_order():
    tail = ChatTail(LENGTH, [said(0, "alice", "bob", at=START), said(1, at=START)])
    assert seen(tail, "bob") == [0, 1]


def test_lines_keep_their_order_when_the_clock_steps_back():
    tail = ChatTail(LENGTH, [said(0, "alice", "bob", at=START), said(1, at=START - 5)])
    assert seen(tail, "bob") == [0, 1]


@rule("6.5-4", "6.4-1")
def test_direct_messages_count_towards_the_32_of_their_people():
    lines = [*map(said, range(32)), said(32, "alice", "bob")]
    assert seen(ChatTail(LENGTH, lines), "bob") == list(range(1, 33))


def test_direct_messages_take_nothing_from_the_32_of_others():
    lines = [*map(said, range(32)), *(said(number, "alice", "bob") for number in range(32, 80))]
    assert seen(ChatTail(LENGTH, lines), "carol") == list(range(32))


def test_of_33_talking_pairs_the_one_silent_for_longest_is_forgotten():
    pairs = [said(number, "alice", f"friend {number}") for number in range(33)]
    tail = ChatTail(LENGTH, pairs)
    assert seen(tail, "friend 0") == []
    assert seen(tail, "friend 1") == [1]


def test_a_pair_that_talks_again_is_not_the_one_silent_for_longest():
    pairs = [said(number, "alice", f"friend {number}") for number in range(32)]
    again = said(32, "friend 0", "alice")
    tail = ChatTail(LENGTH, [*pairs, again, said(33, "alice", "friend 33")])
    assert seen(tail, "friend 0") == [0, 32]


def test_nothing_is_kept_where_the_history_is_switched_off():
    assert seen(ChatTail(0, [said(0), said(1, "alice", "bob")])) == []


def test_clearing_forgets_all_lines():
    tail = ChatTail(LENGTH, [said(0), said(1, "alice", "bob")])
    tail.clear()
    assert (seen(tail), tail.ids()) == ([], set())


@rule("6.3-4")
def test_ids_are_those_of_all_lines_direct_ones_included():
    tail = ChatTail(LENGTH, [said(0), said(1, "alice", "bob")])
    assert tail.ids() == {"00000000", "00000001"}


def test_the_id_of_a_forgotten_line_is_free_again():
    assert ChatTail(1, [said(0), said(1)]).ids() == {"00000001"}


NAMES = st.sampled_from(["alice", "bob", "carol"])
# Among three people there are never more pairs than are kept.
TALK = st.lists(st.tuples(NAMES, st.none() | NAMES), max_size=40)


@given(TALK, NAMES, st.integers(6, 12))
def test_everybody_sees_the_last_lines_that_are_theirs(talk, who, length):
    lines = [said(number, by, to) for number, (by, to) in enumerate(talk)]
    own = [number for number, (by, to) in enumerate(talk) if to is None or who in (by, to)]
    assert seen(ChatTail(length, lines), who) == own[-length:]
