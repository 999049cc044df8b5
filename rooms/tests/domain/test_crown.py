"""The crown: who gets it, and where it falls (docs/protocol.md §7.2–§7.4)."""

from __future__ import annotations

import pytest

from rooms.domain.crown import CENTRE, Crown, Point, Verdict, dropped, given, judge
from rooms.tests.rules import rule

NOW = 1_700_000_000_000
PICKUP_MS = 15_000
HELD = "held by alice"
FALLEN = "dropped by alice just now"
FREE = "dropped by alice 15 s ago"
NEVER = "never held"
CROWNS = {
    HELD: given("alice", NOW - 60_000),
    FALLEN: dropped(given("alice", 0), NOW - PICKUP_MS + 1, CENTRE, 0.5),
    FREE: dropped(given("alice", 0), NOW - PICKUP_MS, CENTRE, 0.5),
    NEVER: None,
}

GIVE, DROP, IGNORE = Verdict.GIVE, Verdict.DROP, Verdict.IGNORE
# Who asks, crown, for whom (None: absent, not a string or not here), result.
TABLE = [
    # The holder
    ("alice", HELD, "bob", GIVE),
    ("alice", HELD, "alice", IGNORE),
    ("alice", HELD, None, DROP),
    # The last holder
    ("alice", FALLEN, "alice", GIVE),
    ("alice", FALLEN, "bob", GIVE),
    ("alice", FALLEN, None, IGNORE),
    ("alice", FREE, "alice", GIVE),
    # Anyone, while it is free
    ("bob", FREE, "bob", GIVE),
    ("bob", FREE, "carol", GIVE),
    ("bob", FREE, None, IGNORE),
    ("bob", NEVER, "bob", GIVE),
    ("bob", NEVER, "carol", GIVE),
    ("bob", NEVER, None, IGNORE),
    # Anyone, too early
    ("bob", FALLEN, "bob", IGNORE),
    ("bob", FALLEN, "carol", IGNORE),
    ("bob", FALLEN, "alice", IGNORE),
    ("bob", FALLEN, None, IGNORE),
    # Anyone, while another holds it
    ("bob", HELD, "bob", IGNORE),
    ("bob", HELD, "carol", IGNORE),
    ("bob", HELD, "alice", IGNORE),
    ("bob", HELD, None, IGNORE),
]
STAFF_TABLE = [
    ("alice", HELD, "bob", GIVE),
    ("alice", HELD, "alice", IGNORE),
    ("alice", HELD, None, DROP),
    ("staff", HELD, "bob", GIVE),
    ("staff", HELD, "staff", GIVE),
    ("staff", HELD, "alice", IGNORE),
    ("staff", HELD, None, DROP),
    ("staff", FALLEN, "bob", GIVE),
    ("staff", FALLEN, "staff", GIVE),
    ("staff", FALLEN, "alice", GIVE),
    ("staff", FALLEN, None, IGNORE),
    ("staff", FREE, "bob", GIVE),
    ("staff", FREE, None, IGNORE),
    ("staff", NEVER, "staff", GIVE),
    ("staff", NEVER, None, IGNORE),
]


def verdict(actor, crown, target, *, staff):
    return judge(
        CROWNS[crown], actor=actor, staff=staff, target=target, now=NOW, pickup_ms=PICKUP_MS
    )


@rule("7.3-1", "7.3-2", "7.3-3", "7.3-4", "7.3-5", "7.3-6", "7.3-7", "7.3-8")
@pytest.mark.parametrize(("actor", "crown", "target", "expected"), TABLE)
def test_what_a_chown_leads_to(actor, crown, target, expected):
    assert verdict(actor, crown, target, staff=False) is expected


@rule("7.3-9", "7.3-10")
@pytest.mark.parametrize(("actor", "crown", "target", "expected"), STAFF_TABLE)
def test_what_a_chown_of_staff_leads_to(actor, crown, target, expected):
    assert verdict(actor, crown, target, staff=True) is expected


def test_a_given_crown_is_held_since_then():
    crown = given("bob", NOW)
    assert (crown.user_id, crown.holder, crown.time) == ("bob", "bob", NOW)


@rule("7.4-1")
def test_a_given_crown_travels_from_cursor_to_cursor():
    crown = given("bob", NOW, Point(1, 2), Point(3, 4))
    assert (crown.start, crown.end) == (Point(1, 2), Point(3, 4))


@rule("7.2-1")
def test_the_crown_of_a_new_room_is_in_the_middle():
    crown = given("bob", NOW)
    assert (crown.start, crown.end) == (Point(50, 50), Point(50, 50))


def test_a_dropped_crown_has_no_holder_but_a_last_one():
    crown = dropped(given("alice", 0), NOW, CENTRE, 0.5)
    assert (crown.holder, crown.user_id) == (None, "alice")


def test_a_dropped_crown_lies_since_then():
    assert dropped(given("alice", 0), NOW, CENTRE, 0.5).time == NOW


def test_a_dropped_crown_falls_from_the_cursor():
    assert dropped(given("alice", 0), NOW, Point(200, 100), 0.5).start == Point(200, 100)


@rule("7.4-2")
@pytest.mark.parametrize(
    ("x", "rests_at"), [(-50, 10), (9.9, 10), (10, 10), (42.1, 42.1), (90, 90), (200, 90)]
)
def test_a_dropped_crown_comes_to_rest_where_it_can_be_seen(x, rests_at):
    assert dropped(given("alice", 0), NOW, Point(x, 50), 0.5).end.x == rests_at


@rule("7.4-2")
@pytest.mark.parametrize(("chance", "y"), [(0, 70), (0.5, 80), (0.37, 77.4)])
def test_chance_picks_the_height_of_rest_from_70_to_90(chance, y):
    assert dropped(given("alice", 0), NOW, CENTRE, chance).end.y == pytest.approx(y)


def test_a_crown_does_not_change_by_being_dropped():
    crown = given("alice", 1)
    dropped(crown, NOW, Point(1, 1), 0.5)
    assert crown == Crown("alice", True, 1, CENTRE, CENTRE)
