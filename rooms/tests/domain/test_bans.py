"""Who may not come into a room, and until when (docs/protocol.md §8.1)."""

from __future__ import annotations

from rooms.domain.bans import RoomBan, RoomBans

from .builders import START

UNTIL = START + 1_000
BAN = RoomBan(UNTIL, "alice")


def test_who_is_not_banned_has_nothing_left_to_wait():
    assert RoomBans().remaining_ms("bob", START) == 0


def test_a_ban_lasts_until_its_expiry():
    assert RoomBans({"bob": BAN}).remaining_ms("bob", START) == 1_000
    assert RoomBans({"bob": BAN}).remaining_ms("bob", UNTIL - 1) == 1


def test_a_ban_is_over_at_its_expiry():
    assert RoomBans({"bob": BAN}).remaining_ms("bob", UNTIL) == 0


def test_another_ban_replaces_the_expiry():
    bans = RoomBans({"bob": BAN})
    bans.add("bob", RoomBan(START + 10, "carol"))
    assert bans.active(START) == {"bob": RoomBan(START + 10, "carol")}


def test_lifting_a_ban_ends_it():
    bans = RoomBans({"bob": BAN})
    assert bans.lift("bob")
    assert bans.remaining_ms("bob", START) == 0


def test_there_is_nothing_to_lift_for_who_is_not_banned():
    assert not RoomBans({"bob": BAN}).lift("carol")


def test_only_bans_that_have_not_expired_are_active():
    bans = RoomBans({"bob": BAN, "carol": RoomBan(START, "alice")})
    assert bans.active(START) == {"bob": BAN}


def test_bans_are_not_those_they_were_made_from():
    given = {"bob": BAN}
    RoomBans(given).lift("bob")
    assert given == {"bob": BAN}
