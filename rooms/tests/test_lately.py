"""What is kept of who has gone: how long, and of how many (rooms/lately.py)."""

from __future__ import annotations

from rooms.lately import Lately


def kept(most=10):
    return Lately[str, str](1000, most)


def test_what_was_put_can_be_taken_once():
    lately = kept()
    lately.put("alice", "her meters", 0)
    assert lately.take("alice", 999) == "her meters"
    assert lately.take("alice", 999) is None


def test_looking_leaves_it_there():
    lately = kept()
    lately.put("alice", "her meters", 0)
    assert lately.get("alice", 999) == "her meters"
    assert lately.take("alice", 999) == "her meters"


def test_nothing_is_kept_for_longer():
    lately = kept()
    lately.put("alice", "her meters", 0)
    assert lately.get("alice", 1000) is None
    assert lately.take("alice", 1000) is None


def test_nothing_is_known_of_others():
    assert kept().get("bob", 0) is None
    assert kept().take("bob", 0) is None


def test_who_goes_again_is_kept_from_then_on():
    lately = kept()
    lately.put("alice", "old", 0)
    lately.put("alice", "new", 900)
    assert lately.take("alice", 1800) == "new"


def test_of_too_many_the_oldest_are_given_up():
    lately = kept(most=2)
    for at, name in enumerate(("alice", "bob", "alice", "carol")):
        lately.put(name, name, at)
    assert (lately.get("bob", 4), lately.get("alice", 4), lately.get("carol", 4)) == (
        None,
        "alice",
        "carol",
    )


def test_tidying_gives_up_what_is_too_old_and_nothing_else():
    lately = kept()
    for at, name in ((0, "alice"), (500, "bob"), (1000, "carol")):
        lately.put(name, name, at)
    lately.tidy(1500)
    assert len(lately) == 1
    assert lately.get("carol", 1500) == "carol"
