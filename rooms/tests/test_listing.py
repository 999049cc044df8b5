"""The list of rooms and who follows it (docs/protocol.md §4.5)."""

from __future__ import annotations

import pytest

from rooms.domain.bans import RoomBan
from rooms.domain.people import Right
from rooms.sockets.frame import Frame
from rooms.tests.domain.builders import SECOND, START, id_of
from rooms.tests.rules import rule
from rooms.tests.town import PAUSE_MS, Loop, Town


@pytest.fixture
def town(monkeypatch):
    loop = Loop()
    monkeypatch.setattr("rooms.listing.asyncio.get_running_loop", lambda: loop)
    return Town(loop)


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


# What differs between recipients


@rule("4.5-8")
def test_only_who_is_banned_is_told_so(town):
    room = town.opens("one").room
    room.bans.add(id_of("bob"), RoomBan(START + SECOND, id_of("alice")))
    bob, carol = town.follower("bob"), town.follower("carol")
    town.listing.mark("one")
    town.passes()
    assert [message["u"][0].get("banned") for message in bob.hears()] == [True, True]
    assert ["banned" in message["u"][0] for message in carol.hears()] == [False, False]


def test_an_expired_ban_is_not_told(town):
    room = town.opens("one").room
    room.bans.add(id_of("bob"), RoomBan(START + SECOND, id_of("alice")))
    town.now += SECOND
    (message,) = town.follower("bob").hears()
    assert "banned" not in message["u"][0]


@rule("5.3-2")
def test_who_vanished_counts_for_staff_only(town):
    place = town.opens("one").knows("ghost", vanished=True)
    place.enters("ghost")
    assert town.follower("bob").hears_of() == {"one": 1}
    assert town.follower("staff", Right.VANISH).hears_of() == {"one": 2}


@rule("4.5-10", "5.3-6")
def test_people_are_listed_for_who_may_list_them(town):
    town.opens("one")
    town.opens("two", noindex=True)
    (message,) = town.follower("robot", Right.LIST_PEOPLE).hears()
    one, two = message["u"]
    assert [(shown["name"], shown["x"]) for shown in one["ppl"]] == [("alice", "1.00")]
    assert "ppl" not in two


def test_people_are_not_listed_for_others(town):
    town.opens("one")
    (message,) = town.follower("bob").hears()
    assert "ppl" not in message["u"][0]


def test_a_room_with_vanished_people_only_is_not_listed_to_others(town):
    place = town.opens("one").knows("ghost", vanished=True)
    place.enters("ghost")
    place.leaves("alice")
    assert town.follower("bob").hears_of() == {}
    staff = town.follower("staff", Right.VANISH, Right.CHSET_ANYWHERE)
    assert staff.hears_of() == {"one": 1}


def test_a_room_that_opens_and_empties_within_a_pause_is_no_news(town):
    bob = town.follower("bob")
    bob.hears()
    town.opens("one")
    town.empties("one")
    town.passes()
    assert bob.hears() == []


# One frame for all who see the same


def test_who_sees_the_same_is_sent_the_same_frame(town):
    followers = [town.follower(name) for name in ("bob", "carol")]
    staff = town.follower("staff", Right.CHSET_ANYWHERE)
    frames: dict[int, list[Frame]] = {id(one.ears): [] for one in (*followers, staff)}
    for one in (*followers, staff):
        one.ears.send = frames[id(one.ears)].append
    town.opens("room")
    town.passes()
    bobs, carols, of_staff = (frames[id(one.ears)] for one in (*followers, staff))
    assert bobs[0] is carols[0]
    assert of_staff[0] is not bobs[0]


def test_the_whole_list_is_made_once_while_nothing_changes(town):
    town.opens("room")
    follower = town.follower("bob")
    sent: list[Frame] = []
    follower.ears.send = sent.append
    follower.subscribes()
    follower.subscribes()
    assert sent[0] is sent[1]
    town.sets("room", limit=7)
    follower.subscribes()
    assert sent[2] is not sent[0]


def test_a_change_that_nobody_followed_is_in_the_next_list(town):
    town.opens("room")
    follower = town.follower("bob")
    town.listing.unsubscribe(follower.connection)
    town.sets("room", limit=7)
    follower.hears()
    follower.subscribes()
    ((entry,),) = [message["u"] for message in follower.hears()]
    assert entry["settings"]["limit"] == 7
