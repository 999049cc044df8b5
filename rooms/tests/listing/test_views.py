"""What differs between those who follow the list of rooms, and what they share (protocol §4.5)."""

from __future__ import annotations

from rooms.domain.bans import RoomBan
from rooms.domain.people import Right
from rooms.sockets.frame import Frame
from rooms.tests.domain.builders import SECOND, START, id_of
from rooms.tests.rules import rule

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
