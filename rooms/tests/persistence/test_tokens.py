"""Which tokens need not be written again (rooms/tokens.py)."""

from __future__ import annotations

from rooms.tokens import KnownTokens

DIGESTS = {"digest a": "alice", "digest b": "bob"}


def test_a_token_is_missing_until_it_was_written():
    known = KnownTokens()
    assert known.missing(DIGESTS, new=()) == DIGESTS
    known.add(["digest a"])
    assert known.missing(DIGESTS, new=()) == {"digest b": "bob"}


def test_the_token_of_a_new_player_is_missing_in_any_case():
    known = KnownTokens()
    known.add(DIGESTS)
    assert known.missing(DIGESTS, new={"alice"}) == {"digest a": "alice"}


def test_no_more_than_so_many_are_remembered():
    known = KnownTokens(most=2)
    known.add(DIGESTS)
    known.add(["digest c"])
    assert known.missing(DIGESTS, new=()) == DIGESTS
