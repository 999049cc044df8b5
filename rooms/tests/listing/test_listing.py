"""The list of rooms and who follows it (docs/protocol.md §4.5)."""

from __future__ import annotations

from rooms.domain.people import Right
from rooms.tests.rules import rule

from .town import PAUSE_MS

# The whole list


def test_who_subscribes_gets_the_whole_list(town):
    town.opens("one")
    town.opens("two")
    (message,) = town.follower("bob").hears()
    assert (message["m"], message["c"]) == ("ls", True)
    assert [entry["id"] for entry in message["u"]] == ["one", "two"]


def test_an_empty_list_is_answered_too(town):
    assert town.follower("bob").hears() == [{"m": "ls", "c": True, "u": []}]


def test_who_subscribes_again_is_answered_again(town):
    town.opens("one")
    bob = town.follower("bob")
    first = bob.hears()
    bob.subscribes()
    assert bob.hears() == first


def test_who_subscribed_twice_hears_of_changes_once(town):
    bob = town.follower("bob")
    bob.subscribes()
    bob.hears()
    town.opens("one")
    town.passes()
    assert bob.hears_of() == {"one": 1}


def test_rooms_without_people_are_not_listed(town):
    town.opens("one")
    town.empties("one")
    assert town.follower("bob").hears_of() == {}


# Changes


def test_a_change_is_told_after_the_pause(town):
    bob = town.follower("bob")
    bob.hears()
    town.opens("one")
    assert bob.hears() == []
    town.passes()
    (message,) = bob.hears()
    assert (message["c"], [entry["id"] for entry in message["u"]]) == (False, ["one"])


@rule("4.5-4")
def test_the_pause_is_that_of_the_limits(town):
    town.follower("bob")
    town.opens("one")
    assert [delay for delay, _ in town.loop.waiting] == [PAUSE_MS / 1000]


@rule("4.5-4")
def test_changes_within_a_pause_make_one_message_with_each_room_once(town):
    bob = town.follower("bob")
    bob.hears()
    town.opens("one")
    town.opens("two")
    town.places["one"].enters("carol")
    town.listing.mark("one")
    assert len(town.loop.waiting) == 1
    town.passes()
    assert bob.hears_of() == {"one": 2, "two": 1}


def test_the_next_change_begins_another_pause(town):
    bob = town.follower("bob")
    town.opens("one")
    town.passes()
    bob.hears()
    town.opens("two")
    town.passes()
    assert bob.hears_of() == {"two": 1}


def test_nobody_hears_of_what_did_not_change(town):
    bob = town.follower("bob")
    bob.hears()
    town.listing.flush()
    assert bob.hears() == []


def test_who_unsubscribed_hears_nothing_more(town):
    bob = town.follower("bob")
    bob.hears()
    town.listing.unsubscribe(bob.connection)
    town.listing.unsubscribe(bob.connection)
    town.opens("one")
    town.listing.flush()
    assert bob.hears() == []


def test_there_is_no_pause_while_nobody_listens(town):
    town.opens("one")
    assert town.loop.waiting == []


def test_at_the_end_a_pause_is_given_up(town):
    town.follower("bob")
    town.opens("one")
    town.listing.close()
    assert town.loop.cancelled


# Rooms that go, or hide


@rule("4.5-6")
def test_a_room_that_is_gone_is_told_once(town):
    town.opens("one")
    bob = town.follower("bob")
    bob.hears()
    town.empties("one")
    town.passes()
    assert bob.hears_of() == {"one": 0}
    town.opens("two")
    town.passes()
    assert bob.hears_of() == {"two": 1}


def test_a_room_that_is_gone_and_forgotten_is_told_as_well(town):
    town.opens("one")
    bob = town.follower("bob")
    bob.hears()
    del town.places["one"]
    town.listing.mark("one")
    town.passes()
    (message,) = bob.hears()
    assert message["u"] == [{"_id": "one", "id": "one", "count": 0, "settings": {}}]


@rule("4.5-7")
def test_a_room_that_hides_is_told_once_as_hidden(town):
    town.opens("one")
    bob = town.follower("bob")
    bob.hears()
    town.sets("one", visible=False)
    town.passes()
    ((entry,),) = [message["u"] for message in bob.hears()]
    assert (entry["id"], entry["settings"]["visible"]) == ("one", False)
    town.places["one"].enters("carol")
    town.listing.mark("one")
    town.passes()
    assert bob.hears() == []


def test_a_hidden_room_that_goes_is_no_news(town):
    town.opens("one", visible=False)
    bob = town.follower("bob")
    bob.hears()
    town.empties("one")
    town.passes()
    assert bob.hears() == []


def test_a_room_that_shows_itself_again_is_news(town):
    town.opens("one", visible=False)
    bob = town.follower("bob")
    assert bob.hears_of() == {}
    town.sets("one", visible=True)
    town.passes()
    assert bob.hears_of() == {"one": 1}


@rule("4.5-5")
def test_staff_see_hidden_rooms_and_their_changes(town):
    town.opens("one", visible=False)
    staff = town.follower("staff", Right.CHSET_ANYWHERE)
    assert staff.hears_of() == {"one": 1}
    town.places["one"].enters("carol")
    town.listing.mark("one")
    town.passes()
    assert staff.hears_of() == {"one": 2}
    town.empties("one")
    town.passes()
    assert staff.hears_of() == {"one": 0}


def test_others_see_no_hidden_rooms(town):
    town.opens("one", visible=False)
    assert town.follower("bob", Right.CHOWN_ANYWHERE).hears_of() == {}
